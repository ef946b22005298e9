"""References of any kind, and the parsers of their formats."""

from datetime import date
from typing import Any

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive.citing.citations import Reference
from archive.dates import Moment
from archive.text import clean

TROUBLE = "{}%&#_$~^\\\"'@,;=|<>-\n\r\t\u200f\u200e\u2067\u2069\u2028«»؟،ابتأ  "
# What the decoder does not know of LaTeX itself.
NAMED = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}


def lines(largest: int = 60) -> st.SearchStrategy[str]:
    """Any line of text, often of what means something to a format."""
    letters = st.sampled_from(TROUBLE) | st.characters(exclude_categories=["Cs"])
    return st.text(letters, min_size=1, max_size=largest).map(clean).filter(bool)


def moments() -> st.SearchStrategy[Moment]:
    days = st.dates(date(1800, 1, 1), date(2199, 12, 31))
    return days.flatmap(
        lambda day: st.sampled_from(
            [
                Moment(day.year),
                Moment(day.year, day.month),
                Moment.on(day),
                Moment(day.year, day.month, day.day, 15, 4),
            ]
        )
    )


def references() -> st.SearchStrategy[Reference]:
    return st.builds(
        Reference,
        id=st.from_regex("[0-9a-v]{12}", fullmatch=True),
        title=lines(),
        address=st.just("https://archive.example/articles/8rbc89up7bmk/"),
        author=lines() | st.just(""),
        source=lines() | st.just(""),
        published=moments() | st.none(),
        keywords=st.lists(lines(20), max_size=3).map(tuple),
        origin=st.sampled_from(["", "https://paper.example/a_b/%D8%A7?x={1}&y=#z"]),
        archived=st.dates(date(1990, 1, 1), date(2100, 1, 1)) | st.none(),
        digest=st.sampled_from(["", "46d6c427d93a" * 5]),
    )


def entries(text: str) -> list[dict[str, Any]]:
    """The entries of a .bib file, as TeX prints them."""
    known = get_default_latex_context_db()
    known.add_context_category(
        "ascii", prepend=True, macros=[MacroTextSpec(name, sign) for name, sign in NAMED.items()]
    )
    decoder = LatexNodes2Text(latex_context=known, keep_comments=True)
    library = bibtexparser.parse_string(
        text, append_middleware=[LatexDecodingMiddleware(decoder=decoder)]
    )
    assert not library.failed_blocks
    return [
        {
            "ENTRYTYPE": entry.entry_type,
            "ID": entry.key,
            **{name: field.value for name, field in entry.fields_dict.items()},
        }
        for entry in library.entries
    ]
