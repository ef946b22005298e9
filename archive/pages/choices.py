"""How a reader wants the archive shown: kept in a cookie of theirs, so that it takes no account.

The first option of each choice is the usual one, and what a cookie does not say, or not in these
words, is as usual. Digits and month names are choices of Arabic; English has one of each.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args, get_type_hints

from archive.dates import Digits, MonthNames, MonthSystem

# By their names in BCP 47.
Language = Literal["ar", "en"]
TextSize = Literal["normal", "small", "large", "largest"]
Theme = Literal["system", "light", "dark"]
MatchLevel = Literal["forms", "exact", "folded", "root"]


@dataclass(frozen=True, slots=True)
class Choices:
    language: Language = "ar"
    digits: Digits = "latn"
    months: MonthSystem = "egypt"
    size: TextSize = "normal"
    theme: Theme = "system"
    level: MatchLevel = "forms"
    """How far words may differ, in a search that does not say."""

    @property
    def digits_shown(self) -> Digits:
        return self.digits if self.language == "ar" else "latn"

    @property
    def months_shown(self) -> MonthNames:
        return self.months if self.language == "ar" else "english"


OPTIONS: dict[str, tuple[str, ...]] = {
    name: get_args(hint) for name, hint in get_type_hints(Choices).items()
}
USUAL = Choices()


def choosing(choices: Choices, named: Mapping[str, str]) -> Choices:
    """Choices with others in their place, as far as there are such options.

    >>> choosing(Choices(theme="dark"), {"digits": "arab", "theme": "mauve"}).theme
    'dark'
    """
    known: dict[str, Any] = {
        name: named[name] for name, options in OPTIONS.items() if named.get(name) in options
    }
    return replace(choices, **known)


def read(cookie: str) -> Choices:
    """The choices that a cookie keeps. Any text is a cookie.

    >>> read("digits:arab.size:enormous.§")
    Choices(language='ar', digits='arab', months='egypt', size='normal', theme='system', level='forms')
    """
    parts = (part.partition(":") for part in cookie.split("."))
    return choosing(USUAL, {name: value for name, _colon, value in parts})


def written(choices: Choices) -> str:
    """A cookie that keeps what is not as usual.

    >>> written(Choices(language="en", theme="dark"))
    'language:en.theme:dark'
    """
    usual = asdict(USUAL)
    return ".".join(
        f"{name}:{value}" for name, value in asdict(choices).items() if value != usual[name]
    )


_in_force: ContextVar[Choices] = ContextVar("choices", default=USUAL)


def in_force() -> Choices:
    """The choices of the reader whom a page is made for."""
    return _in_force.get()


@contextmanager
def heeding(choices: Choices) -> Iterator[None]:
    token = _in_force.set(choices)
    try:
        yield
    finally:
        _in_force.reset(token)
