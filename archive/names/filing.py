"""How names stand in a catalogue: by letter, the Arabic article not counted."""

from archive.text import key

ARTICLE = "ال"
DIGITS = "0–9"


def filed_under(name: str) -> str:
    """What a name is put in order by.

    >>> filed_under("المغرب"), filed_under("ألمانيا"), filed_under("الـ")
    ('مغرب', 'المانيا', 'ال')
    """
    folded = key(name)
    bare = folded.removeprefix(ARTICLE) if name.startswith(ARTICLE) else folded
    return bare.strip() or folded


def letter(first: str) -> str:
    """The letter of the catalogue that a name's first character belongs to.

    >>> letter("م"), letter("7"), letter("w")
    ('م', '0–9', 'W')
    """
    return DIGITS if first.isdecimal() else first.upper()
