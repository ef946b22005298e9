from hypothesis import given
from hypothesis import strategies as st

from archive.curation.rewording import Kind, abridged, changes

texts = st.text(alphabet="ابت َـ.\n1a", max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_off_the_changes(before, after):
    found = changes(before, after)
    assert "".join(text for kind, text in found if kind is not Kind.GAINED) == before
    assert "".join(text for kind, text in found if kind is not Kind.LOST) == after


@given(texts)
def test_a_text_that_stays_has_no_changes(text):
    assert {kind for kind, _text in changes(text, text)} <= {Kind.SAME}


def test_a_word_is_changed_as_a_whole_with_its_marks():
    found = changes("قال وَلِيُّ العهد", "قال وليّ العهد")
    assert [text for kind, text in found if kind is not Kind.SAME] == ["وَلِيُّ", "وليّ"]


@given(texts, texts)
def test_abridging_leaves_every_change_whole(before, after):
    found = changes(before * 3, after * 3)
    kept = [change for change in abridged(found) if change.kind is not Kind.SAME]
    assert kept == [change for change in found if change.kind is not Kind.SAME]
