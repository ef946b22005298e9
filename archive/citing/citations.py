"""How an article is cited: in words, and in the formats of programs that keep references.

A file holds what was published, letter by letter: no format gets direction marks that the paper did
not print. A date is as precise in it as it is known.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import regex

from archive.dates import Moment, format_date
from archive.text import clean, is_arabic

ARCHIVE = "Warraq"
SHOWN_DIGEST = 12
"""Characters of a digest that are enough to tell it by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a citation says of an article. Every text is one line."""

    id: str
    title: str
    address: str
    """Where the archive shows it, for good."""
    author: str = ""
    source: str = ""
    published: Moment | None = None
    approximate: bool = False
    """Whether the date is not printed but inferred."""
    keywords: tuple[str, ...] = ()
    origin: str = ""
    """The address it was captured at."""
    archived: date | None = None
    digest: str = ""
    """The SHA-256 of the capture."""

    @property
    def language(self) -> str:
        """By ISO 639, as far as the headline tells."""
        return "ar" if is_arabic(self.title) else ""

    @property
    def year(self) -> str:
        return f"{self.published.year:04}" if self.published else ""

    @property
    def day(self) -> str:
        """The day of publication, or the month or year where that is all that is known; ISO 8601."""
        return self.published.isoformat().partition("T")[0] if self.published else ""

    @property
    def note(self) -> str:
        """What a format has no field for.

        >>> Reference(id="1", title="خبر", address="", digest="41f0e027636b3632").note
        'SHA-256 41f0e027636b3632'
        """
        archived = f"archived {written_in_english(self.archived)}" if self.archived else ""
        said = (
            " from ".join(filter(None, (archived, self.origin))),
            f"SHA-256 {self.digest}" if self.digest else "",
            "date of publication inferred from the text" if self.approximate else "",
        )
        return "; ".join(filter(None, said))


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def written_in_english(when: Moment | date) -> str:
    """
    >>> written_in_english(Moment(2022, 3)), written_in_english(date(2022, 3, 25))
    ('March 2022', '25 March 2022')
    """
    month = MONTHS[when.month - 1] if when.month else None
    return " ".join(str(part) for part in (when.day, month, when.year) if part)


def written_in_arabic(when: Moment | date) -> str:
    return format_date(Moment.on(when) if isinstance(when, date) else when)


class Wording(NamedTuple):
    """What stands between the parts of a citation."""

    archive: str
    opening: str
    closing: str
    comma: str
    undated: str
    about: str
    archived: str
    written: Callable[[Moment | date], str]


WORDINGS = {
    "ar": Wording("ورّاق", "«", "»", "، ", "بلا تاريخ", "نحو ", "أُرشف في ", written_in_arabic),
    "en": Wording(ARCHIVE, "“", "”", ", ", "undated", "c. ", "archived ", written_in_english),
}


class Part(NamedTuple):
    """A part of a citation, and whether its direction is its own."""

    text: str
    isolated: bool = False


def in_words(reference: Reference, language: str) -> list[Part]:
    """A citation in a language of `WORDINGS`: who, what, where and when; then where it is kept.

    >>> cited = Reference(id="1", title="خبر", source="النهار", address="https://archive.example/1")
    >>> "".join(part.text for part in in_words(cited, "ar"))
    '«خبر»، النهار، بلا تاريخ. ورّاق، https://archive.example/1.'
    >>> "".join(part.text for part in in_words(cited, "en"))
    '“خبر”, النهار, undated. Warraq, https://archive.example/1.'
    """
    says = WORDINGS[language]
    title = [Part(says.opening), Part(reference.title, isolated=True), Part(says.closing)]
    about = says.about if reference.approximate else ""
    dated = says.written(reference.published) if reference.published else says.undated
    work = [[Part(reference.author, isolated=True)]] if reference.author else []
    work += [title]
    work += [[Part(reference.source, isolated=True)]] if reference.source else []
    work += [[Part(about + dated)]]
    copy = [[Part(says.archive)], [Part(reference.address, isolated=True)]]
    if reference.archived:
        copy += [[Part(says.archived + says.written(reference.archived))]]
    if reference.digest:
        copy += [[Part(f"SHA-256 {reference.digest[:SHOWN_DIGEST]}", isolated=True)]]
    return [
        *_joined(work, says.comma),
        Part(". "),
        *_joined(copy, says.comma),
        Part("."),
    ]


def _joined(groups: list[list[Part]], between: str) -> Iterator[Part]:
    for number, group in enumerate(groups):
        if number:
            yield Part(between)
        yield from group


# What TeX would take for a command. A brace as such would count where a file is divided.
_TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: rf"\{sign}" for sign in "#$%&_"},
    }
)

# Signs that its fonts would draw as another one.
_LIGATURE = regex.compile(r"([-',<>`])(?=\1)|[!?](?=`)")


def tex(text: str) -> str:
    r"""A line of text as TeX must have it, to print it letter by letter.

    >>> tex("100% {خبر} --")
    '100\\% {\\textbraceleft}خبر{\\textbraceright} -{}-'
    """
    return _LIGATURE.sub(r"\g<0>{}", clean(text).translate(_TEX))


def bibtex(reference: Reference) -> str:
    """An entry of a .bib file, for BibTeX. Month and day are left out where they are not known."""
    day = reference.published
    return _entry(
        reference,
        "article" if reference.source else "misc",
        {
            **_named(reference),
            "journal": tex(reference.source),
            "year": reference.year,
            "month": MONTHS[day.month - 1][:3].lower() if day and day.month else "",
            "day": str(day.day) if day and day.day else "",
        },
    )


def biblatex(reference: Reference) -> str:
    """An entry of a .bib file, for BibLaTeX, whose dates are those of EDTF."""
    about = "~" if reference.approximate else ""
    return _entry(
        reference,
        "article" if reference.source else "online",
        {
            **_named(reference),
            "journaltitle": tex(reference.source),
            "entrysubtype": "newspaper" if reference.source else "",
            "date": reference.day and reference.day + about,
            "urldate": reference.archived.isoformat() if reference.archived else "",
            "langid": "arabic" if reference.language else "",
        },
    )


def _named(reference: Reference) -> dict[str, str]:
    # Braces within keep a headline's capitals, and an author from being divided into names.
    return {
        "author": reference.author and f"{{{tex(reference.author)}}}",
        "title": f"{{{tex(reference.title)}}}",
    }


def _entry(reference: Reference, kind: str, fields: Mapping[str, str]) -> str:
    """One entry. Its key is plain ASCII; a month is one of the names that every style defines."""
    said = {
        **fields,
        "keywords": tex(", ".join(reference.keywords)),
        "note": tex(reference.note),
        "url": reference.address,
    }
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in said.items()
        if value
    ]
    return ",\n".join([f"@{kind}{{{key_of(reference)}", *lines]) + "\n}\n"


def key_of(reference: Reference) -> str:
    return f"warraq-{reference.id}"


def ris(reference: Reference) -> str:
    """A record of RIS. Its dates have three parts, empty where they are not known, and a remark."""
    year, month, day = (*reference.day.split("-"), "", "")[:3]
    remark = "approximate" if reference.approximate else ""
    said = [
        ("TY", "NEWS"),
        ("ID", key_of(reference)),
        ("AU", reference.author),
        ("TI", reference.title),
        ("T2", reference.source),
        ("PY", year),
        ("DA", year and f"{year}/{month}/{day}/{remark}"),
        ("Y2", reference.archived.strftime("%Y/%m/%d/") if reference.archived else ""),
        ("LA", reference.language),
        *(("KW", keyword) for keyword in reference.keywords),
        ("DP", ARCHIVE),
        ("N1", reference.note),
        ("UR", reference.address),
    ]
    lines = [f"{tag}  - {clean(value)}\r\n" for tag, value in said if value]
    return "".join([*lines, "ER  - \r\n\r\n"])


def csl(reference: Reference) -> dict[str, Any]:
    """An item of CSL-JSON, which citeproc and most programs that keep references read."""
    author, archived = reference.author, reference.archived
    issued: dict[str, Any] = {
        "date-parts": [[int(part) for part in reference.day.split("-") if part]]
    }
    said = {
        "id": key_of(reference),
        "type": "article-newspaper" if reference.source else "webpage",
        "author": [{"literal": author}] if author else None,
        "title": reference.title,
        "container-title": reference.source,
        "issued": reference.day and issued | ({"circa": True} if reference.approximate else {}),
        "accessed": archived and {"date-parts": [[archived.year, archived.month, archived.day]]},
        "language": reference.language,
        "keyword": ", ".join(reference.keywords),
        "archive": ARCHIVE,
        "note": reference.note,
        "URL": reference.address,
    }
    return {name: value for name, value in said.items() if value}


def csl_json(reference: Reference) -> str:
    return json.dumps([csl(reference)], ensure_ascii=False, indent=2) + "\n"


class Format(NamedTuple):
    name: str
    media_type: str
    write: Callable[[Reference], str]


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "biblatex.bib": Format("BibLaTeX", "application/x-bibtex", biblatex),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
"""By the end of a file's name."""
