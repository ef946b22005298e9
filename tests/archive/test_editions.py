"""Which texts are editions of one another, in any spelling and any order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.editions.shingles import SHORT, bands, shingles, similarity
from archive.text import fold

WORDS = [
    f"{first}{second}" for first in ["كتب", "درس", "علم", "فهم", "وصل", "سمع"] for second in "تاهيو"
]


def text(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def alike(one: list[str], other: list[str]) -> float | None:
    return similarity(shingles("عنوان", " ".join(one)), shingles("غيره", " ".join(other)))


def test_spelling_marks_and_signs_make_no_other_edition():
    body = " ".join(text(1, 60))
    pointed = body.replace("ك", "كـَ").replace(" ", "، ")
    assert similarity(shingles("أ", body), shingles("ب", pointed)) == 1.0
    assert bands(shingles("أ", body)) == bands(shingles("ب", fold(body)))


CHANGES = {
    "nothing": (lambda words: words, True),
    "a word before": (lambda words: ["عاجل", *words], True),
    "a sentence within": (lambda words: words[:100] + text(9, 10) + words[100:], True),
    "cut to less than half": (lambda words: words[:90], True),
    "taken up in a longer text": (lambda words: words + text(9, 500), False),
    "cut to a tenth": (lambda words: words[:20], False),
    "the same words in another order": (
        lambda words: random.Random(2).sample(words, len(words)),
        False,
    ),
    "another text": (lambda words: text(9, 200), False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_edition_says_most_of_it_in_the_same_words(change):
    words = text(1, 200)
    make, are_editions = CHANGES[change]
    assert (alike(words, make(words)) is not None) == are_editions
    assert alike(words, make(words)) == alike(make(words), words)


def test_a_short_text_is_an_edition_of_the_same_words_under_the_same_headline_alone():
    body = " ".join(text(1, SHORT - 1))
    said = shingles("توقيع مذكرة", body)
    assert similarity(said, shingles("توقيع مذكّرة", f"{body}.")) == 1.0
    assert similarity(said, shingles("توقيع مذكرات", body)) is None
    assert similarity(said, shingles("توقيع مذكرة", f"{body} وصل")) is None


def test_a_headline_without_a_text_is_an_edition_of_nothing():
    assert not len(shingles("توقيع مذكرة", " \n\n؟"))
    assert bands(shingles("توقيع مذكرة", "")) == []
    assert similarity(shingles("خبر", ""), shingles("خبر", "")) is None


def test_of_editions_nearly_all_share_a_band_and_of_others_hardly_any():
    met, strangers = 0, 0
    for seed in range(100):
        words = text(seed, 200)
        changed = [*words[:60], "جديد", *words[60:130], "ثم", "قال", *words[130:]]
        own = set(bands(shingles("", " ".join(words))))
        met += bool(own & set(bands(shingles("", " ".join(changed)))))
        strangers += bool(own & set(bands(shingles("", " ".join(text(seed + 1000, 200))))))
    assert (met, strangers) == (100, 0)


def test_bands_are_the_same_on_every_machine():
    assert bands(shingles("خبر", "نص قصير"))[:3] == [125421045, 355348249, 500899248]
    long = " ".join(map(str, range(100)))
    assert bands(shingles("خبر", long))[:3] == [163866380, 361758756, 961211117]


@given(st.text(), st.text())
def test_any_text_has_its_bands(title, body):
    said = shingles(title, body)
    assert similarity(said, said) == (1.0 if len(said) else None)
    assert all(0 <= value < 2**31 for value in bands(said))
