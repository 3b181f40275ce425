"""What a key press is on the wire: scan codes of set 1, as the PC's controller hands them on."""

LEFT_SHIFT = 0x2A
RELEASE = 0x80

_ROWS = {
    0x02: ("1234567890-=", "!@#$%^&*()_+"),
    0x10: ("qwertyuiop[]\n", "QWERTYUIOP{}\n"),
    0x1E: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    0x2B: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    0x39: (" ", " "),
    0x0E: ("\b\t", "\b\t"),
}


def _tables() -> tuple[dict[str, int], dict[str, int]]:
    plain: dict[str, int] = {}
    shifted: dict[str, int] = {}
    for first, (lower, upper) in _ROWS.items():
        for offset, (low, high) in enumerate(zip(lower, upper)):
            plain.setdefault(low, first + offset)
            shifted.setdefault(high, first + offset)
    return plain, shifted


PLAIN, SHIFTED = _tables()


def typable(text: str) -> bool:
    """Whether each character of `text` has a key."""
    return all(character in PLAIN or character in SHIFTED for character in text)


def scan_codes(text: str) -> list[int]:
    """The bytes that a keyboard sends when `text` is typed, without the releases of plain keys.

    Each byte takes a step of virtual time (see input.py), and nothing depends on those releases; a
    shift key that is not let go would spoil what follows.
    """
    codes: list[int] = []
    for character in text:
        if character in PLAIN:
            codes.append(PLAIN[character])
        else:
            codes += [LEFT_SHIFT, SHIFTED[character], LEFT_SHIFT | RELEASE]
    return codes
