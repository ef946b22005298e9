"""A reference says the same in every format, read by programs that know nothing of the archive."""

import json
from dataclasses import replace
from datetime import date

import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given

from archive.citing.citations import (
    FORMATS,
    WORDINGS,
    Reference,
    biblatex,
    bibtex,
    csl_json,
    in_words,
    ris,
)
from archive.dates import Moment
from archive.text import clean
from tests.archive.references import entries, references

MEMORANDUM = Reference(
    id="8rbc89up7bmk",
    title="المغرب وإسرائيل يوقعان مذكرة تفاهم",
    author="وكالات",
    source="الخليج الجديد",
    published=Moment(2022, 3, 25, 15, 4),
    address="https://archive.example/articles/8rbc89up7bmk/",
    archived=date(2026, 11, 22),
    digest="46d6c427d93a" + "0" * 52,
)


def said(reference: Reference, language: str) -> str:
    return "".join(part.text for part in in_words(reference, language))


def dated(moment: Moment | None, approximate: bool = False) -> Reference:
    return Reference(
        id="1", title="خبر", address="", published=moment, approximate=approximate, source="س"
    )


def test_a_citation_says_who_what_where_and_when_and_which_copy():
    assert said(MEMORANDUM, "ar") == (
        "وكالات، «المغرب وإسرائيل يوقعان مذكرة تفاهم»، الخليج الجديد، 25 مارس 2022. ورّاق، "
        "https://archive.example/articles/8rbc89up7bmk/، أُرشف في 22 نوفمبر 2026، "
        "SHA-256 46d6c427d93a."
    )
    assert said(MEMORANDUM, "en") == (
        "وكالات, “المغرب وإسرائيل يوقعان مذكرة تفاهم”, الخليج الجديد, 25 March 2022. Warraq, "
        "https://archive.example/articles/8rbc89up7bmk/, archived 22 November 2026, "
        "SHA-256 46d6c427d93a."
    )


@pytest.mark.parametrize(
    ("reference", "arabic", "english"),
    [
        (dated(Moment(2022, 3, 25)), "25 مارس 2022", "25 March 2022"),
        (dated(Moment(2022, 3)), "مارس 2022", "March 2022"),
        (dated(Moment(2022)), "2022", "2022"),
        (dated(Moment(2023, 1, 17), True), "نحو 17 يناير 2023", "c. 17 January 2023"),
        (dated(None), "بلا تاريخ", "undated"),
    ],
)
def test_a_citation_says_no_more_of_the_date_than_is_known(reference, arabic, english):
    assert said(reference, "ar").startswith(f"«خبر»، س، {arabic}. ")
    assert said(reference, "en").startswith(f"“خبر”, س, {english}. ")


@given(references())
def test_every_part_that_was_published_keeps_its_own_direction(reference):
    for language in WORDINGS:
        isolated = [part.text for part in in_words(reference, language) if part.isolated]
        published = [reference.author, reference.title, reference.source, reference.address]
        assert isolated[: len([*filter(None, published)])] == [*filter(None, published)]


LONG = replace(MEMORANDUM, title=clean("خبر {% «عاجل» " * 1000))


@example(LONG)
@given(references())
def test_bibtex_and_biblatex_print_what_was_published(reference):
    [entry] = entries(bibtex(reference))
    [modern] = entries(biblatex(reference))
    for read, source in (entry, "journal"), (modern, "journaltitle"):
        assert read["ID"].isascii()
        assert read["title"] == reference.title
        assert read.get("author", "") == reference.author
        assert read.get(source, "") == reference.source
        assert read.get("keywords", "") == ", ".join(reference.keywords)
        assert read.get("note", "") == reference.note
        assert read["url"] == reference.address
    assert entry.get("year", "") == modern.get("date", "")[:4] == reference.year
    assert modern.get("date", "") == reference.day
    archived = reference.archived.isoformat() if reference.archived else ""
    assert modern.get("urldate", "") == archived


@example(LONG)
@given(references())
def test_ris_holds_what_was_published(reference):
    text = ris(reference)
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    [read] = rispy.loads(text)
    assert read["type_of_reference"] == "NEWS"
    assert read["title"] == reference.title
    assert read.get("authors", []) == [reference.author] * bool(reference.author)
    assert read.get("secondary_title", "") == reference.source
    assert read.get("keywords", []) == list(reference.keywords)
    assert read.get("notes", []) == [reference.note] * bool(reference.note)
    assert read["urls"] == [reference.address]
    assert read.get("year", "") == reference.year


@example(LONG)
@given(references())
def test_csl_json_holds_what_was_published_and_citeproc_reads_it(reference):
    items = json.loads(csl_json(reference))
    [item] = items
    assert item["title"] == reference.title
    assert item.get("author", []) == [{"literal": reference.author}] * bool(reference.author)
    assert item.get("container-title", "") == reference.source
    assert item.get("keyword", "") == ", ".join(reference.keywords)
    [[key, read]] = CiteProcJSON(items).items()
    assert key == f"warraq-{reference.id}"
    assert ("issued" in read) == bool(reference.published)
    if reference.published:
        assert read["issued"].year == reference.published.year
        assert read["issued"].get("month") == reference.published.month


@pytest.mark.parametrize(
    ("reference", "classic", "modern", "ris_date", "csl_date"),
    [
        (
            dated(Moment(2022, 3, 25, 15, 4)),
            {"year": "2022", "month": "mar", "day": "25"},
            "2022-03-25",
            "2022/03/25/",
            {"date-parts": [[2022, 3, 25]]},
        ),
        (
            dated(Moment(2022, 3)),
            {"year": "2022", "month": "mar"},
            "2022-03",
            "2022/03//",
            {"date-parts": [[2022, 3]]},
        ),
        (dated(Moment(2022)), {"year": "2022"}, "2022", "2022///", {"date-parts": [[2022]]}),
        (
            dated(Moment(2023, 1, 17), True),
            {"year": "2023", "month": "jan", "day": "17"},
            "2023-01-17~",
            "2023/01/17/approximate",
            {"date-parts": [[2023, 1, 17]], "circa": True},
        ),
        (dated(None), {}, None, None, None),
    ],
)
def test_a_date_is_as_precise_in_a_file_as_it_is_known(
    reference, classic, modern, ris_date, csl_date
):
    [entry] = entries(bibtex(reference))
    assert {name: entry[name] for name in ("year", "month", "day") if name in entry} == classic
    assert (f"  date = {{{modern}}}" in biblatex(reference)) == bool(modern)
    [read] = rispy.loads(ris(reference))
    assert read.get("date") == ris_date
    [item] = json.loads(csl_json(reference))
    assert item.get("issued") == csl_date


def test_an_arabic_headline_is_named_as_such_and_another_is_not():
    assert "langid = {arabic}" in biblatex(dated(None))
    assert "langid" not in biblatex(Reference(id="1", title="News", address=""))


def test_every_format_is_one_record_that_ends_with_a_line():
    for form in FORMATS.values():
        assert form.write(MEMORANDUM).endswith("\n")
