"""Which article a related link leads to, whatever comes first."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.headlines import OPENING, same_headline
from archive.intake.ingest import ingest
from archive.models import Article, Flag, RelatedLink
from tests.archive.test_admin import curator, desk, row, save  # noqa: F401  (fixtures)
from tests.archive.test_ingest import empty_archive
from tests.canonical import dump

TITLE = "وصول الوفد إلى الرباط بعد الظهر"
ADDRESS = "https://paper.example/news/{}"


@pytest.mark.parametrize(
    "headline",
    [
        "وصول الوفد الى الربـاط بعد الظهر",
        "وصول الوفد إلى الرباط بعد…",
        "وصول الوفد إلى الرباط بعد الظ...",
        "وصول الوفد إلى الرباط بعد الظهر - صحيفة الأفق",
        "وصول الوفد إلى الرباط بعد الظهر | الأفق",
    ],
)
def test_a_headline_cut_off_or_signed_by_its_paper_is_the_same(headline):
    assert same_headline(headline, TITLE)
    assert same_headline(TITLE, headline)


@pytest.mark.parametrize(
    "headline",
    [
        "وصول الوفد إلى الرباط",
        "وصول الوفد إلى…",
        "وصول الوفد إلى الرباط بعد العصر",
        "وصول الوفد إلى الرباط بعد الظهر وبدء المحادثات",
        "وصول الوفد إلى الرباط بعد الفجر…",
        "",
    ],
)
def test_a_headline_that_only_resembles_another_is_not_it(headline):
    assert not same_headline(headline, TITLE)
    assert not same_headline(TITLE, headline)


@given(st.text(), st.text())
def test_it_does_not_matter_which_headline_comes_first(one, other):
    assert same_headline(one, other) == same_headline(other, one)


@given(st.lists(st.sampled_from(TITLE.split()), min_size=OPENING, max_size=9), st.data())
def test_every_cut_behind_the_opening_is_forgiven(words, data):
    title = " ".join(words)
    end = data.draw(st.integers(len(" ".join(words[:OPENING])), len(title)))
    assert same_headline(title[:end] + "…", title)


@pytest.fixture
def import_row(db, tmp_path):
    """Import one article as a row of a table; the article."""

    def run(title, url="", source="صحيفة الأفق", related=()):
        number = len(list(tmp_path.iterdir()))
        file = tmp_path / f"{number}.jsonl"
        file.write_text(
            json.dumps(
                {"title": title, "text": f"نص {number}", "url": url, "source": source}
                | {"related": [{"title": one, "url": at} for one, at in related]}
            )
        )
        [verdict] = ingest([file], 10**6)
        return verdict.article

    return run


def target() -> Article | None:
    return RelatedLink.objects.get().target


def ambiguous():
    return Flag.objects.open().filter(kind="link_ambiguous")


@pytest.mark.parametrize("link_first", [True, False])
def test_a_link_leads_to_the_article_at_its_address_whatever_its_headline(import_row, link_first):
    url = ADDRESS.format(1)
    link = ("خبر بعنوان آخر", url.replace("https://", "http://www.") + "?utm_source=x")
    if link_first:
        import_row("صفحة", related=[link])
        assert target() is None
    article = import_row(TITLE, url)
    import_row("خبر بعنوان آخر", ADDRESS.format(2))
    if not link_first:
        import_row("صفحة", related=[link])
    assert target() == article
    assert not ambiguous()


@pytest.mark.parametrize("link_first", [True, False])
def test_a_link_that_is_cut_off_leads_to_the_one_headline_that_begins_so(import_row, link_first):
    link = (TITLE[:-3] + "…", "")
    if link_first:
        import_row("صفحة", related=[link])
    article = import_row(TITLE)
    if not link_first:
        import_row("صفحة", related=[link])
    assert target() == article


def test_of_two_articles_with_its_headline_a_link_means_the_one_of_its_own_source(import_row):
    import_row(TITLE, source="وكالة الأنباء")
    own = import_row(TITLE, ADDRESS.format(1))
    import_row("صفحة", related=[(TITLE, "")])
    assert target() == own
    assert not ambiguous()


def test_between_two_articles_of_one_source_a_curator_is_asked(import_row):
    import_row("صفحة", related=[(TITLE, "")])
    import_row(TITLE, ADDRESS.format(1))
    assert target() is not None
    import_row(TITLE, ADDRESS.format(2))
    assert target() is None
    [flag] = ambiguous()
    assert (flag.subject, flag.values) == ("link-0", {"printed": TITLE, "count": 2})
    assert TITLE in flag.explanation


@pytest.fixture
def between_two(import_row):
    page = import_row("صفحة", related=[(TITLE, "")])
    return page, import_row(TITLE, ADDRESS.format(1)), import_row(TITLE, ADDRESS.format(2))


def test_what_a_curator_chooses_settles_the_doubt_and_stays(desk, between_two):  # noqa: F811
    page, _, chosen = between_two
    link = row(desk, page, "related_links", headline=TITLE)
    save(desk, page, **{f"{link}-target": chosen.pk})
    assert target() == chosen
    assert not ambiguous()


def test_a_doubt_that_was_dismissed_is_not_raised_again(desk, between_two, import_row):  # noqa: F811
    ambiguous().get().decide(Flag.Status.DISMISSED, None)
    import_row(TITLE, ADDRESS.format(3))
    assert target() is None
    assert not ambiguous()


def test_a_changed_headline_moves_the_links_in_both_directions_at_once(desk, between_two):  # noqa: F811
    _, one, other = between_two
    save(desk, one, title="عنوان صححه أمين الأرشيف")
    assert target() == other
    assert not ambiguous()
    save(desk, one, title=TITLE)
    assert target() is None
    assert ambiguous()


def test_a_deleted_article_leaves_its_links_to_the_other(desk, between_two):  # noqa: F811
    _, one, other = between_two
    desk.post(f"/admin/archive/article/{one.pk}/delete/", {"post": "yes"})
    assert target() == other
    assert not ambiguous()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_articles_makes_no_difference_to_their_links(db, tmp_path, seed):
    said = [
        {"title": TITLE, "url": ADDRESS.format(1), "related": [{"title": "بيان ختامي"}]},
        {"title": TITLE, "url": ADDRESS.format(2), "related": [{"title": TITLE + " | الأفق"}]},
        {"title": "بيان ختامي", "related": [{"title": TITLE}, {"title": TITLE[:-2] + "…"}]},
        {"title": "رد", "related": [{"title": "x", "url": ADDRESS.format(2)}, {"title": TITLE}]},
    ]
    files = [tmp_path / f"{number}.jsonl" for number in range(len(said))]
    for file, one in zip(files, said, strict=True):
        file.write_text(json.dumps({"text": file.name, "source": "صحيفة الأفق", **one}))
    list(ingest(files, 10**6))
    expected = dump()
    empty_archive()
    random.Random(seed).shuffle(files)
    for file in files:
        list(ingest([file], 10**6))
    assert dump() == expected
    assert ambiguous().count() == 3
