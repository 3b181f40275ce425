"""A TOML table that is read strictly: each key is taken once, typed, and the rest is an error."""

import re
from collections.abc import Callable
from typing import Any


class SchemaError(Exception):
    """lab.toml is wrong; the message says where."""


class Table:
    """A TOML table being read: each key is taken once, and what is left over is an error."""

    def __init__(self, where: str, value: Any) -> None:
        self.where = where
        if not isinstance(value, dict):
            raise SchemaError(f"{where}: must be a table of keys and values")
        self._values = dict(value)

    def fail(self, key: str, problem: str) -> SchemaError:
        """The error for `key` of this table."""
        return SchemaError(f"{self.where}: key '{key}': {problem}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None, *,
             required: bool = False) -> Any:
        """Removes and returns the value of `key`, checked to be of type `kind`."""
        if key not in self._values:
            if required:
                raise SchemaError(f"{self.where}: key '{key}' is missing")
            return default
        value = self._values.pop(key)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            names = " or ".join(k.__name__ for k in kinds)
            raise self.fail(key, f"must be {names}, not {value!r}")
        return value

    def text(self, key: str, default: str | None = None, *, required: bool = False) -> Any:
        """A string that is not empty."""
        value = self.take(key, str, default, required=required)
        if value is not None and value != default and not value.strip():
            raise self.fail(key, "is empty")
        return value

    def number(self, key: str, default: int | None = None, *, low: int = 0, high: int = 2**32 - 1,
               required: bool = False) -> Any:
        """An integer from low to high."""
        value = self.take(key, int, default, required=required)
        if value is not None and not low <= value <= high:
            raise self.fail(key, f"must be from {low} to {high}, not {value}")
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of `choices`."""
        value = self.take(key, str, default)
        if value not in choices:
            raise self.fail(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def list_of(self, key: str, kind: type) -> tuple[Any, ...]:
        """A list whose members are all of type `kind`; empty when the key is absent."""
        values = self.take(key, list, [])
        for value in values:
            if not isinstance(value, kind) or isinstance(value, bool) or value == "":
                raise self.fail(key, f"has a member {value!r} that is no proper {kind.__name__}")
        return tuple(values)

    def patterns(self, key: str) -> tuple[str, ...]:
        """A list of regular expressions."""
        values = self.list_of(key, str)
        for value in values:
            try:
                re.compile(value)
            except re.error as problem:
                raise self.fail(key, f"{value!r} is no regular expression: {problem}") from None
        return values

    def tables(self, key: str, read: "Callable[[Table], Any]") -> tuple[Any, ...]:
        """A list of tables, each read by `read`; one table alone counts as a list of one."""
        values = self.take(key, (list, dict), [])
        members = values if isinstance(values, list) else [values]
        results = []
        for index, member in enumerate(members, 1):
            table = Table(f"{self.where}: {key} {index}", member)
            results.append(read(table))
            table.done()
        return tuple(results)

    def done(self) -> None:
        """Every key must have been taken."""
        for key in self._values:
            raise SchemaError(f"{self.where}: unknown key '{key}'")
