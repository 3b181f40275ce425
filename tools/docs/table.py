"""Reading a drawing's TOML table: a value of the wrong kind is told with the place where it stands."""

from dataclasses import dataclass
from typing import Any


class DrawingError(Exception):
    """What is wrong with a drawing's source."""


@dataclass
class Table:
    """A TOML table and the name of its place."""

    values: dict[str, Any]
    place: str

    def _get(self, key: str, kinds: tuple[type, ...], default: Any, what: str) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise DrawingError(f"{self.place}: '{key}' is missing")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise DrawingError(f"{self.place}: '{key}' must be {what}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return self._get(key, (str,), default, "a text")

    def number(self, key: str, default: float | None = None) -> float:
        return float(self._get(key, (int, float), default, "a number"))

    def flag(self, key: str) -> bool:
        return self._get(key, (bool,), False, "true or false")

    def texts(self, key: str) -> list[str]:
        found = self._get(key, (list,), None, "a list of texts")
        if not all(isinstance(item, str) for item in found):
            raise DrawingError(f"{self.place}: '{key}' must be a list of texts")
        return found

    def tables(self, key: str, needed: bool = True) -> list["Table"]:
        found = self._get(key, (list,), None if needed else [], f"a list of tables, [[{key}]]")
        if not all(isinstance(item, dict) for item in found) or (needed and not found):
            raise DrawingError(f"{self.place}: '{key}' must be a list of tables, [[{key}]]")
        return [Table(item, f"{self.place}, {key} {i + 1}") for i, item in enumerate(found)]

    def only(self, *known: str) -> None:
        """Complains about keys that nothing reads."""
        for key in self.values:
            if key not in known:
                raise DrawingError(
                    f"{self.place}: there is no '{key}' here; known are {', '.join(known)}"
                )
