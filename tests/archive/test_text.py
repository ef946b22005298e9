import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text import FOREIGN_LETTERS, clean, fold, key, words

ARABIC = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFDFF),
        st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFC),
        st.sampled_from(" \u200f\u200d\u0640\u0654\u0655\u0651"),
    )
)
ANY_TEXT = st.one_of(ARABIC, st.text())


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("مُذَكِّرَةٌ", "مذكرة"),
        ("المغـــرب", "المغرب"),
        ("أحمد", "احمد"),
        ("إسرائيل", "اسرائيل"),
        ("آسفي", "اسفي"),
        ("ٱلرحمن", "الرحمن"),
        ("مسؤول", "مسئول"),
        ("وزراؤها", "وزرائها"),
        ("وزراؤها", "وزراءها"),
        ("مدرسة", "مدرسه"),
        ("مستشفى", "مستشفي"),
        ("٢٠٢٣", "2023"),
        ("۱۷", "17"),
        ("ﻣﻨﺼﺔ", "منصة"),
        ("ﷲ", "الله"),
        ("كیف", "كيف"),
        ("ڭادير", "كادير"),
        ("أ\u0651حمد", "أحمد"),
        ("ا\u0654حمد", "أحمد"),
        ("كـ\u064eتب", "كتب"),
        ("مو\u200dقع", "موقع"),
        ("Étienne", "etienne"),
        ("الرباط\u200f", "الرباط"),
    ],
)
def test_spellings_of_one_word_meet(printed: str, other: str) -> None:
    assert fold(printed) == fold(other)
    assert key(f"قال {printed}.") == key(f"قال {other}.")


@pytest.mark.parametrize(
    ("one", "another"),
    [("إلى", "إلا"), ("على", "علا"), ("سماء", "سما"), ("بئر", "بر"), ("كتاب", "كتب")],
)
def test_different_words_stay_apart(one: str, another: str) -> None:
    assert fold(one) != fold(another)


@given(ANY_TEXT)
@example("\u1e9b\u0323")
@example("\u0345")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(ANY_TEXT)
def test_words_stand_where_they_say_and_fold_as_they_stand(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end
        assert word.folded
        assert word.folded == fold(text[word.start : word.end]).replace(" ", "")
        end = word.end


@given(ANY_TEXT)
def test_the_words_of_a_key_are_the_words_of_its_text(text: str) -> None:
    assert key(text).split() == [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("كَتَبَ الوَلَدُ", ["كتب", "الولد"]),
        ("«رئيس الحكومة»؟", ["رءيس", "الحكومه"]),
        ("16 و17 يناير", ["16", "و", "17", "يناير"]),
        ("٣٫٥٪", ["3", "5"]),
        ("طائرة F16 الأميركية", ["طاءره", "f16", "الاميركيه"]),
        ("#أوقفوا_الحرب", ["اوقفوا", "الحرب"]),
        ("15:04", ["15", "04"]),
        ("صلى الله عليه وسلم ﷺ", ["صلي", "الله", "عليه", "وسلم"]),
        ("؟؟؟ *** ـــ", []),
    ],
)
def test_a_text_divides_into_words(text: str, found: list[str]) -> None:
    assert [word.folded for word in words(text)] == found


@given(ANY_TEXT)
def test_cleaning_keeps_every_visible_character_in_order(text: str) -> None:
    def seen(text: str) -> str:
        return "".join(c for c in text if unicodedata.category(c)[0] in "LMNPS")

    assert seen(clean(text)) == seen(text)
    assert clean(clean(text)) == clean(text)


def test_cleaning_keeps_marks_tatweel_and_digits() -> None:
    assert clean("\ufeff\u200f مُذَكِّــرة\u00a0٢٠٢٣\x00 \r\n") == "مُذَكِّــرة ٢٠٢٣"


def test_foreign_letters_become_letters_of_the_arabic_alphabet() -> None:
    assert all(fold(letter) in set("كيهبجزفقو") for letter in FOREIGN_LETTERS)
