from collections import Counter
from collections.abc import Iterator

import pytest

from archive.readers import landmarks
from archive.readers.landmarks import (
    COUNTS,
    FURNITURE,
    FURNITURE_OPENINGS,
    HEADINGS,
    INVITATIONS,
    NOTICE_OPENINGS,
    OPEN_HEADINGS,
    dateline_of,
    furniture_of,
    heading_of,
)
from archive.readers.lines import Line
from archive.text import key


def phrases(table: str) -> list[str]:
    return [phrase.strip() for phrase in table.strip().splitlines()]


def rows(tables: dict) -> Iterator[tuple[object, str]]:
    return ((name, phrase) for name, table in tables.items() for phrase in phrases(table))


@pytest.mark.parametrize(
    "tables",
    [(HEADINGS, FURNITURE, COUNTS), (FURNITURE_OPENINGS, NOTICE_OPENINGS), (OPEN_HEADINGS,)],
)
def test_a_phrase_stands_in_one_table_and_once(tables: tuple[dict, ...]) -> None:
    counted = Counter(key(phrase) for table in tables for _, phrase in rows(table))
    assert [phrase for phrase, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", ["DEPARTMENTS", "DEPARTMENT_OPENINGS", "NOT_A_SOURCE"])
def test_a_list_of_phrases_repeats_none(name: str) -> None:
    counted = Counter(map(key, phrases(getattr(landmarks, name))))
    assert [phrase for phrase, count in counted.items() if count > 1] == []


@pytest.mark.parametrize(
    "form", ["{}", "{}:", "  {} ..", "-- {} --", "\u200f{}\u00a0:\u200f", "[{}]"]
)
def test_a_heading_is_known_in_every_dress(form: str) -> None:
    for section, phrase in rows(HEADINGS):
        heading = heading_of(Line(form.format(phrase), 0))
        assert heading, phrase
        assert (heading.section, heading.rest) == (section, None)


@pytest.mark.parametrize("phrase", phrases(INVITATIONS))
@pytest.mark.parametrize("sign", [": ", " | ", " » ", ".. ", "\t", " – ", " "])
def test_an_invitation_is_known_with_the_headline_behind_it(phrase: str, sign: str) -> None:
    line = Line(f"{phrase}{sign}ما الذي تغير في القانون؟", 7)
    heading = heading_of(line)
    assert heading
    assert heading.rest
    assert heading.rest.text == "ما الذي تغير في القانون؟"
    assert heading.rest.span[1] == line.span[1]


def test_furniture_is_known_by_its_kind() -> None:
    for kind, phrase in (*rows(FURNITURE), *rows(NOTICE_OPENINGS)):
        assert furniture_of(Line(phrase, 0)) == kind, phrase


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("شارك فيسبوك 12 تويتر 5", "sharing"),
        ("0 234 دقيقة واحدة", "page counts"),
        ("عدد المشاهدات : 1٬204", "page counts"),
        ("الرئيسية » أخبار » سياسة", "navigation"),
        ("https://www.example.com/a?b=c", "address"),
        ("<www.example.com>", "address"),
        ("* * *", "ornament"),
        ("© رويترز", "copyright"),
        ("1. فيسبوك", None),
        ("شارك الوزير", None),
        ("12", None),
    ],
)
def test_lines_of_buttons_counts_and_addresses_are_furniture(text: str, kind: str | None) -> None:
    assert furniture_of(Line(text, 0)) == kind


@pytest.mark.parametrize(
    "text",
    ["منذ ساعتين", "قبل 3 أيام", "نشر منذ ٥ دقائق", "تم نشر الخبر قبل 5 اشهر", "منذ سنة واحدة"],
)
def test_an_age_is_a_dateline_without_a_day(text: str) -> None:
    dateline = dateline_of(Line(text, 0))
    assert dateline
    assert dateline.mention is None


@pytest.mark.parametrize("text", ["قبل الحرب", "منذ عام والمدينة بلا ماء", "قبل ساعة من المباراة"])
def test_a_phrase_of_time_is_no_dateline(text: str) -> None:
    assert dateline_of(Line(text, 0)) is None
