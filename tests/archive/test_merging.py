from hypothesis import given
from hypothesis import strategies as st

from archive.curation.merging import digests, merge, restored

texts = st.sampled_from(["", "أ", "ب", "ت"])
cells = st.fixed_dictionaries({"title": texts, "text": texts})
rows = st.dictionaries(st.sampled_from(["comments-1", "comments-2"]), cells)
sheets = st.builds(lambda own, parts: {"": own, **parts}, cells, rows)


@given(sheets, sheets)
def test_where_nobody_else_changed_anything_ones_own_is_kept_and_nothing_told(opened, own):
    own = {row: own.get(row, cells) for row, cells in opened.items()}
    assert merge(digests(opened), opened, own) == (own, [])


@given(sheets, sheets)
def test_what_one_left_as_it_was_becomes_what_is_stored(opened, stored):
    merged, _told = merge(digests(opened), stored, opened)
    assert merged == stored


@given(sheets, sheets, sheets)
def test_whatever_is_stored_is_kept_or_told(opened, stored, own):
    merged, told = merge(digests(opened), stored, own)
    named = {(one.row, one.field) for one in told}
    for row, cells in stored.items():
        for field, text in cells.items():
            unchanged = digests(stored)[row][field] == digests(opened).get(row, {}).get(field)
            assert unchanged or merged[row][field] == text or (row, field) in named


@given(sheets, sheets)
def test_saving_again_after_being_told_needs_no_telling(opened, stored):
    merged, _told = merge(digests(opened), stored, opened)
    assert merge(digests(stored), stored, merged) == (merged, [])


@given(sheets, sheets)
def test_restoring_brings_back_what_was_and_marks_the_rest(kept, stored):
    sheet = restored(kept, stored)
    left = [sorted(cells.items()) for cells in sheet.values() if "DELETE" not in cells]
    assert sorted(left) == sorted(sorted(cells.items()) for cells in kept.values())
    assert set(stored) <= set(sheet)
