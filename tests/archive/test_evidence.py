"""What a curator sees of a capture beside what was read from it."""

from hypothesis import given
from hypothesis import strategies as st

from archive.curation.evidence import CONTEXT, FURNITURE, Mark, abridged, runs

TEXTS = st.text(st.sampled_from("اب \n<&"), max_size=40)
MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(-2, 45),
        st.integers(-2, 45),
        st.sampled_from(["title", "body", FURNITURE]),
    ),
    max_size=8,
)


@given(TEXTS, MARKS)
def test_with_the_marks_removed_it_is_the_text(text, marks):
    found = list(runs(len(text), marks))
    assert "".join(text[run.start : run.end] for run in found) == text
    assert all(run.length for run in found)


@given(TEXTS, MARKS)
def test_each_stretch_is_under_the_shortest_mark_over_it(text, marks):
    for run in runs(len(text), marks):
        over = [
            min(len(text), mark.end) - max(0, mark.start)
            for mark in marks
            if mark.start <= run.start and run.end <= mark.end
        ]
        assert (run.mark.end - run.mark.start if run.mark else None) == min(over, default=None)


@given(TEXTS, MARKS)
def test_every_mark_that_is_seen_opens_once(text, marks):
    found = list(runs(len(text), marks))
    seen = {run.mark for run in found if run.mark}
    assert sorted(run.mark for run in found if run.opens) == sorted(seen)


@given(TEXTS, MARKS, st.integers(0, 50))
def test_what_is_left_out_is_counted_and_the_rest_is_the_text(text, marks, most):
    text = text.replace("\n", "\n" + "سطر من القائمة " * 90)
    marks = [mark._replace(end=mark.end + len(text) // 2) for mark in marks]
    found = list(abridged(text, runs(len(text), marks), most))
    assert [run.end for run in found[:-1]] == [run.start for run in found[1:]]
    assert sum(run.length for run in found) == len(text)
    assert sum(run.length for run in found if not run.omitted) <= most


def test_a_menu_between_two_fields_is_shown_at_its_ends_and_a_field_whole():
    menu, body = "قائمة " * 1000, "خبر " * 1000
    text = menu + body
    found = list(abridged(text, runs(len(text), [Mark(len(menu), len(text), "body")])))
    head, inside, tail, field = found
    assert inside.omitted
    assert inside.length > 5000
    assert head.length <= CONTEXT
    assert tail.length <= CONTEXT
    assert text[head.end - 1] == text[tail.start - 1] == " "
    assert text[field.start : field.end] == body


def test_a_capture_of_megabytes_is_shown_in_part():
    text = "نص طويل " * 700_000
    found = list(abridged(text, runs(len(text), [Mark(0, len(text), "body")]), most=1000))
    assert [(run.length, run.omitted) for run in found] == [(1000, False), (len(text) - 1000, True)]
