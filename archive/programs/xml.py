"""Text as XML 1.0 can hold it."""

import regex

from archive.text import balanced, clean, in_isolates

_NOT_IN_XML = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def representable(text: str) -> str:
    r"""Without the characters that no XML document may have.

    >>> representable("خبر\x0b عاجل\ufffe")
    'خبر عاجل'
    """
    return _NOT_IN_XML.sub("", text)


def line(text: str) -> str:
    """One line of a text, without what cannot be seen; it ends every isolate it begins."""
    return balanced(clean(representable(text)))


def isolated(text: str) -> str:
    """A line from elsewhere within a text of ours; neither disturbs the order of the other."""
    return in_isolates(line(text))
