"""What a reader sees of two texts side by side."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.editions import collation
from archive.editions.collation import CONTEXT, FOLDED, Apart, Common, collate

WORDS = st.sampled_from(
    ["وقع", "الوزير", "مُذكّرة", "مذكرة", "،", "و", "\n\n", "اتفاق 17", "👩‍👩‍👧", " "]
)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join) | st.text()


def sides(passages: list[Common | Apart]) -> tuple[str, str]:
    first, second = [], []
    for passage in passages:
        if isinstance(passage, Common):
            first.append(passage.text)
            second.append(passage.text)
        else:
            first.append("".join(piece.text for piece in passage.first))
            second.append("".join(piece.text for piece in passage.second))
    return " ".join(first), " ".join(second)


def alone(passages: list[Common | Apart]) -> tuple[list[str], list[str]]:
    apart = [passage for passage in passages if isinstance(passage, Apart)]
    return (
        [piece.text.strip() for one in apart for piece in one.first if piece.alone],
        [piece.text.strip() for one in apart for piece in one.second if piece.alone],
    )


@given(TEXTS, TEXTS)
def test_all_of_both_texts_is_there_in_its_order(first, second):
    shown = sides(collate(first, second))
    assert shown[0].split() == first.split()
    assert shown[1].split() == second.split()


@given(TEXTS, TEXTS)
def test_the_space_after_what_is_alone_is_not_marked(first, second):
    apart = [passage for passage in collate(first, second) if isinstance(passage, Apart)]
    marked = [piece.text for one in apart for piece in (*one.first, *one.second) if piece.alone]
    assert all(text and text == text.rstrip() for text in marked)


@given(TEXTS)
def test_a_text_beside_itself_has_nothing_alone(text):
    assert alone(collate(text, text)) == ([], [])


@given(TEXTS, TEXTS)
def test_what_stands_in_one_alone_does_not_stand_in_common(first, second):
    """Without what is alone the two sides are one text."""
    shared = [
        [piece.text for passage in passages for piece in side(passage) if not piece.alone]
        for passages in [[one for one in collate(first, second) if isinstance(one, Apart)]]
        for side in (lambda passage: passage.first, lambda passage: passage.second)
    ]
    assert "".join(shared[0]).split() == "".join(shared[1]).split()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("وقع الوزير مذكرة", "وقع الوزير مُذكّرة", (["مذكرة"], ["مُذكّرة"])),
        ("قال: نعم", "قال نعم", ([":"], [])),
        ("16 يناير", "17 يناير", (["16"], ["17"])),
        ("قام الوفد بزيارة المدينة", "وصل الوفد إلى العاصمة", (["قام الوفد بزيارة المدينة"], ["وصل الوفد إلى العاصمة"])),
        ("", "خبر", ([], ["خبر"])),
    ],
)  # fmt: skip
def test_words_are_compared_as_they_are_printed(first, second, expected):
    assert alone(collate(first, second)) == expected


def test_a_long_passage_in_common_is_folded_but_for_the_words_beside_what_differs():
    same = " ".join(f"كلمة{letter}" for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهوي" * 3)
    before, long, after = collate(f"قديم {same} آخر", f"جديد {same} ثان")
    assert isinstance(before, Apart)
    assert isinstance(long, Common)
    assert isinstance(after, Apart)
    assert long.is_long
    assert long.words == 28 * 3 - 2 * CONTEXT
    assert len(before.first[-1].text.split()) == len(after.second[0].text.split()) == CONTEXT


def test_the_same_words_in_other_paragraphs_are_the_same_text():
    assert alone(collate("وصل الوفد.\n\nقال الوزير", "وصل الوفد. قال الوزير")) == ([], [])


def test_paragraphs_stay_apart_where_they_are_short():
    passages = collate("وصل الوفد\n\nقال الوزير نعم", "وصل الوفد\n\nقال الوزير لا")
    assert [type(passage) for passage in passages] == [Common, Apart]
    assert not passages[0].is_long
    assert FOLDED > passages[0].words == 2


def test_two_long_texts_without_a_paragraph_are_compared_word_by_word():
    words = random.Random(1).choices([f"كلمة{chr(1569 + at)}" for at in range(26)], k=5000)
    changed = [word if at % 500 else "بديل" for at, word in enumerate(words)]
    assert alone(collate(" ".join(words), " ".join(changed)))[1] == ["بديل"] * 10


@pytest.mark.parametrize(("most", "pieces"), [(1000, 1), (30, 1), (4, 1)])
def test_texts_too_long_for_words_are_compared_by_paragraphs_or_as_a_whole(
    monkeypatch, most, pieces
):
    monkeypatch.setattr(collation, "MOST", most)
    first, second = "أ ب ج\n\nد ه و\n\nز ح ط", "أ ب ج\n\nد ه ي\n\nز ح ط"
    passages = collate(first, second)
    assert sides(passages)[1].split() == second.split()
    whole = {1000: "و", 30: "د ه و", 4: first}[most]
    assert alone(passages)[0] == [whole]
