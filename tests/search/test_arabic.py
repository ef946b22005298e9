import pytest

from archive.text import fold
from search.query import parse


def matches(typed: str, printed: str) -> bool:
    [word] = parse(typed).words
    return word.closeness(fold(printed)) > 0


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("الرباط", "الرباط"),
        ("الرباط", "بالرباط"),
        ("الرباط", "وبالرباط"),
        ("الرباط", "والرباط"),
        ("وبالرباط", "الرباط"),
        ("رباط", "بالرباط"),
        ("القوات", "للقوات"),
        ("للقوات", "القوات"),
        ("قوات", "وللقوات"),
        ("الصبر", "بالصبر"),
        ("إسرائيلي", "الإسرائيلي"),
        ("الصحراء", "بالصحراء"),
        ("وزير", "للوزير"),
        ("وزير", "ووزير"),
        ("نادي", "بنادي"),
        ("بنكيران", "لبنكيران"),
        ("بالله", "الله"),
    ],
)
def test_attached_particles_do_not_hide_a_word(typed: str, printed: str) -> None:
    assert matches(typed, printed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("وزير", "زير"),
        ("الله", "له"),
        ("بالله", "له"),
        ("فرنسا", "رنسا"),
        ("بنكيران", "نكيران"),
        ("كتاب", "كتب"),
        ("لبنان", "بنان"),
    ],
)
def test_a_letter_of_a_word_is_not_taken_for_a_particle(typed: str, printed: str) -> None:
    assert not matches(typed, printed)


@pytest.mark.parametrize("words", ["محمد علي", "سوء فهم", "فقد الوعي"])
def test_names_and_nouns_are_not_taken_for_function_words(words: str) -> None:
    assert not parse(words).ignored


def test_the_form_as_typed_is_closer_than_one_with_a_particle() -> None:
    [word] = parse("الرباط").words
    assert word.closeness(fold("الرباط")) > word.closeness(fold("بالرباط")) > 0
