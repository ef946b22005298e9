"""Names that are one are joined, and what was wrongly joined is divided; both last."""

import html
import itertools
import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from archive.curation.history import DIFFERENCE, versions_of
from archive.curation.renaming import carry_out, plan_to_join
from archive.intake.reparsing import reparse
from archive.models import (
    Article,
    ArticleKeyword,
    Author,
    Distinction,
    Keyword,
    KeywordAlias,
    Source,
)
from archive.text import in_isolates
from search import engine
from search.asking import Asked
from search.query import parse
from tests.archive.test_admin import change_page, curator, desk, form_of
from tests.archive.test_tallies import counted, kept
from tests.canonical import dump

__all__ = ["curator", "desk"]

KINDS = {"keyword": Keyword, "source": Source, "author": Author}
PAGES = [
    ("خبر أول", "الخليج", "محمد شحار", ["غانتس", "تونس"]),
    ("خبر ثان", "الخليج الجديد", "محمد بن شحار", ["جانتس", "غانتس", "الرباط"]),
    ("خبر ثالث", "الخليج", "محمد شحار", ["كانتس"]),
]


@pytest.fixture
def press(import_files, tmp_path):
    """Three articles whose keywords, sources and authors may be one; to be imported again."""
    file = tmp_path / "press.jsonl"
    rows = [
        {
            "title": title,
            "text": f"نص {title} كما نشر في ذلك اليوم.",
            "url": f"https://paper.example/{number}",
            "date": f"2023-01-0{number}",
            "source": source,
            "author": author,
            "keywords": keywords,
        }
        for number, (title, source, author, keywords) in enumerate(PAGES, 1)
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))

    def again():
        import_files(file)
        return list(Article.objects.order_by("published_on"))

    again.articles = again()
    return again


def named(model, name):
    return model.objects.get(name=name)


def address(page, kind="keyword", *args):
    return reverse(f"admin:archive_{kind}_{page}", args=args)


def sent(response, **more):
    """What the confirming form of a preview sends."""
    page = response.content.decode().partition('class="module plan"')[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for field in page.split("<input ")[1:]:
        if 'type="hidden"' in field:
            name, value = (
                field.partition(f'{one}="')[2].partition('"')[0] for one in ("name", "value")
            )
            fields.setdefault(name, []).append(html.unescape(value))
    fields.pop("csrfmiddlewaretoken", None)
    return {"reason": "تهجئتان لاسم واحد", **fields, **more}


def preview(desk, kind, others, into, **more):
    names = [named(KINDS[kind], one).pk for one in (*others, into)]
    asked = {"names": names, "into": named(KINDS[kind], into).pk, **more}
    return desk.get(address("merge", kind), asked)


def merge(desk, kind, others, into, reason="تهجئتان لاسم واحد"):
    response = desk.post(
        address("merge", kind), sent(preview(desk, kind, others, into), reason=reason)
    )
    assert response.status_code == 302, response.content.decode()
    return named(KINDS[kind], into)


def keywords_of(article):
    rows = article.article_keywords.order_by("position", "id")
    return list(rows.values_list("keyword__name", "printed"))


class TestMerging:
    def test_the_preview_shows_what_moves_and_moves_nothing(self, desk, press):
        before = dump()
        page = preview(desk, "keyword", ["جانتس", "كانتس"], "غانتس").content.decode()
        for told in ("خبر ثان", "خبر ثالث", "جانتس", "كانتس"):
            assert told in page
        assert dump() == before

    def test_an_article_with_both_keeps_the_first_as_it_is_printed(self, desk, press):
        merge(desk, "keyword", ["جانتس", "كانتس"], "غانتس")
        first, second, third = press.articles
        assert keywords_of(first) == [("غانتس", "غانتس"), ("تونس", "تونس")]
        assert keywords_of(second) == [("غانتس", "جانتس"), ("الرباط", "الرباط")]
        assert keywords_of(third) == [("غانتس", "كانتس")]

    @pytest.mark.parametrize(
        ("kind", "other", "into"),
        [
            ("keyword", "جانتس", "غانتس"),
            ("source", "الخليج الجديد", "الخليج"),
            ("author", "محمد بن شحار", "محمد شحار"),
        ],
    )
    def test_a_merge_outlives_another_import_and_a_new_reading(
        self, desk, press, kind, other, into
    ):
        merge(desk, kind, [other], into)
        after = dump()
        press()
        assert dump() == after
        assert all(not found for _article, found, _problem in reparse(apply=True))
        assert dump() == after
        assert not KINDS[kind].objects.filter(name=other).exists()
        for model in KINDS.values():
            assert kept(model) == counted(model)

    def test_what_a_name_was_known_by_leads_on_and_the_page_says_why(self, desk, client, press):
        old = named(Keyword, "جانتس").get_absolute_url()
        into = merge(desk, "keyword", ["جانتس"], "غانتس", reason="تهجئتان لاسم واحد")
        moved = client.get(old, {"date": "2023"})
        assert moved.status_code == 302
        assert "date=2023" in moved["Location"]
        assert moved["Cache-Control"] == "no-cache"
        page = client.get(moved["Location"])
        assert page.status_code == 200
        assert not page.cookies
        shown = page.content.decode()
        assert "تهجئتان لاسم واحد" in shown
        assert f'rel="canonical" href="http://testserver{into.get_absolute_url()}"' in shown
        feed = client.get(f"{old}feed/")
        assert (feed.status_code, feed["Location"]) == (302, f"{into.get_absolute_url()}feed/")

    def test_another_spelling_of_the_same_address_leads_there_for_good(self, client, press):
        own = named(Keyword, "غانتس").get_absolute_url()
        for place in ("", "feed/"):
            moved = client.get(f"{reverse('archive:keyword', args=['غَـانتس'])}{place}")
            assert (moved.status_code, moved["Location"]) == (301, f"{own}{place}")
            assert "max-age" in moved["Cache-Control"]

    @pytest.mark.parametrize("words", ["كلام دخيل", "<b>غانتس</b>", "تونس", "غانتس", ""])
    def test_nobody_puts_words_into_a_page(self, desk, client, press, words):
        into = merge(desk, "keyword", ["جانتس"], "غانتس")
        plain = client.get(into.get_absolute_url()).content.decode()
        shown = client.get(into.get_absolute_url(), {"from": words}).content.decode()
        assert shown.count('class="notice"') == plain.count('class="notice"') == 0

    def test_articles_are_found_by_what_they_were_found_by(
        self, desk, press, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            merge(desk, "keyword", ["كانتس"], "غانتس")
        found = engine.find(Asked(parse("كلمة:=كانتس")))
        assert {hit.article_id for hit in found.hits} == {one.pk for one in press.articles}

    def test_the_history_of_each_article_and_name_tells_of_it(self, desk, curator, press):
        into = merge(desk, "source", ["الخليج الجديد"], "الخليج", reason="اسم واحد للصحيفة")
        second = press.articles[1]
        page = html.unescape(
            desk.get(reverse("admin:archive_article_history", args=[second.pk])).content.decode()
        )
        newest, oldest = page.split("<section")[1:]
        assert curator.get_username() in newest
        assert "اسم واحد للصحيفة" in newest
        assert "<del> الجديد</del>" in newest
        assert "press.jsonl" in oldest
        assert (
            desk.get(address("history", "source", into.pk)).content.decode().count("<section") == 2
        )
        log = b"".join(desk.get(reverse("admin:archive_article_log")).streaming_content).decode()
        assert f"{curator.get_username()},{second.pk}" in log

    def test_a_change_after_a_merge_is_told_apart_from_it(self, desk, press):
        merge(desk, "keyword", ["كانتس"], "غانتس")
        third = press.articles[2]
        form = form_of(desk.get(change_page(third)))
        assert desk.post(change_page(third), {**form, "title": "عنوان"}).status_code == 302
        page = desk.get(reverse("admin:archive_article_history", args=[third.pk])).content.decode()
        edited, merged, oldest = page.split("<section")[1:]
        assert "<ins>عنوان</ins>" in edited
        assert "غانتس" in merged
        assert "غانتس" not in edited
        assert "<table" not in oldest

    def test_a_version_from_before_a_merge_is_restored_with_the_name_of_today(self, desk, press):
        second = press.articles[1]
        form = form_of(desk.get(change_page(second)))
        desk.post(change_page(second), {**form, "title": "عنوان"})
        merge(desk, "keyword", ["جانتس"], "غانتس")
        version = versions_of(second).exclude(format=DIFFERENCE).last()
        filled = desk.post(
            reverse("admin:archive_article_restore", args=[second.pk, version.revision_id])
        )
        assert desk.post(change_page(second), form_of(filled)).status_code == 302
        assert Article.objects.get(pk=second.pk).title == "خبر ثان"
        assert [name for name, _printed in keywords_of(second)] == ["غانتس", "الرباط"]

    def test_an_alias_follows_with_its_own_reason(self, desk, press):
        other = named(Keyword, "جانتس")
        KeywordAlias.objects.create(of=other, name="قانتس", reason="لهجة")
        KeywordAlias.objects.create(of=other, name="غنتس")
        into = merge(desk, "keyword", ["جانتس"], "غانتس", reason="اسم واحد")
        assert dict(into.aliases.values_list("name", "reason")) == {
            "قانتس": "لهجة",
            "غنتس": "اسم واحد",
            "جانتس": "اسم واحد",
        }

    def test_what_has_changed_since_the_preview_is_shown_again_and_not_done(self, desk, press):
        data = sent(preview(desk, "keyword", ["جانتس"], "غانتس"))
        ArticleKeyword.objects.create(
            article=press.articles[2], keyword=named(Keyword, "جانتس"), position=5
        )
        response = desk.post(address("merge"), data)
        assert response.status_code == 200
        assert 'role="alert"' in response.content.decode()
        assert named(Keyword, "جانتس").article_count == 2
        assert desk.post(address("merge"), sent(response)).status_code == 302

    def test_without_a_reason_nothing_is_done(self, desk, press):
        data = sent(preview(desk, "keyword", ["جانتس"], "غانتس"), reason=" ")
        assert desk.post(address("merge"), data).status_code == 200
        assert named(Keyword, "جانتس")

    def test_who_merges_second_is_told_what_became_of_the_name(self, desk, curator, press):
        late = sent(preview(desk, "keyword", ["جانتس"], "كانتس"))
        merge(desk, "keyword", ["جانتس"], "غانتس")
        response = desk.post(address("merge"), late, follow=True)
        shown = response.content.decode()
        assert in_isolates("غانتس") in shown
        assert curator.get_username() in shown
        assert not named(Keyword, "كانتس").aliases.exists()

    def test_names_are_chosen_in_the_list_and_another_by_typing_it(self, desk, press):
        chosen = [named(Keyword, name).pk for name in ("جانتس", "كانتس")]
        response = desk.post(
            address("changelist"), {"action": "merge_chosen", "_selected_action": chosen}
        )
        refused = desk.get(response["Location"] + "&to=لا_أحد").content.decode()
        assert in_isolates("لا_أحد") in refused
        page = desk.get(response["Location"] + "&to=غَـانتس")
        assert desk.post(address("merge"), sent(page)).status_code == 302
        assert named(Keyword, "غانتس").aliases.count() == 2

    def test_a_merge_takes_no_more_queries_for_more_articles(self, curator, press):
        def queries(count):
            into, other = (Keyword.objects.create(name=f"اسم {count} {one}") for one in "أب")
            for number in range(count):
                article = Article.objects.create(pk=f"{count}x{number}", title="خبر")
                ArticleKeyword.objects.create(article=article, keyword=other)
            with (
                transaction.atomic(),
                CaptureQueriesContext(
                    connection,
                ) as caught,
            ):
                carry_out(plan_to_join(into, [other]), into, [other], curator, "اسم واحد")
            return len(caught)

        assert queries(3) == queries(40)


@pytest.mark.django_db
@given(
    st.lists(st.lists(st.integers(0, 4), max_size=5, unique=True), min_size=1, max_size=5),
    st.permutations(range(1, 5)),
    st.randoms(use_true_random=False),
)
@hypothesis(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_names_merged_in_any_order_end_as_one_and_counted_right(articles, order, chance):
    user = get_user_model().objects.get_or_create(username="أمين")[0]

    def ends(steps):
        with transaction.atomic():
            names = [Keyword.objects.create(name=f"اسم {letter}") for letter in "أبتثج"]
            KeywordAlias.objects.create(of=names[3], name="لقب")
            for number, held in enumerate(articles):
                article = Article.objects.create(pk=f"article{number}", title="خبر")
                for position, one in enumerate(held):
                    ArticleKeyword.objects.create(
                        article=article, keyword=names[one], position=position, printed=f"طبع {one}"
                    )
            for others in steps:
                gone = [names[one] for one in others]
                carry_out(plan_to_join(names[0], gone), names[0], gone, user, "اسم واحد")
            uses = ArticleKeyword.objects.order_by("article", "position")
            state = (
                list(uses.values_list("article", "keyword__name", "position", "printed")),
                sorted(KeywordAlias.objects.values_list("of__name", "name", "reason")),
            )
            assert kept(Keyword) == counted(Keyword)
            transaction.set_rollback(True)
        return state

    cut = chance.randint(0, 4)
    together = [list(order[:cut]), list(order[cut:])]
    assert ends([[one] for one in order]) == ends(together) == ends([[1, 2, 3, 4]])


class TestDividing:
    @pytest.fixture
    def joined(self, desk, press):
        return merge(desk, "keyword", ["جانتس", "كانتس"], "غانتس", reason="ظن")

    def test_the_page_lists_the_spellings_with_their_counts(self, desk, joined):
        page = desk.get(address("divide", "keyword", joined.pk))
        assert [(one.spelling.text, one.count) for one in page.context["spellings"]] == [
            ("غانتس", 1),
            ("جانتس", 1),
            ("كانتس", 1),
        ]

    def test_a_spelling_gets_a_name_of_its_own_and_keeps_it(self, desk, client, press, joined):
        page = desk.get(address("divide", "keyword", joined.pk), {"key": "كانتس"})
        assert "خبر ثالث" in page.content.decode()
        response = desk.post(address("divide", "keyword", joined.pk), sent(page, reason="رجلان"))
        assert response.status_code == 302
        own = named(Keyword, "كانتس")
        assert keywords_of(press.articles[2]) == [("كانتس", "كانتس")]
        assert client.get(own.get_absolute_url()).status_code == 200
        after = dump()
        press()
        list(reparse(apply=True))
        assert dump() == after
        assert kept(Keyword) == counted(Keyword)

    def test_a_spelling_goes_to_a_name_that_is_there_with_its_reason(self, desk, press, joined):
        asked = {"key": ["جانتس", "كانتس"], "to": "تُونس"}
        page = desk.get(address("divide", "keyword", joined.pk), asked)
        desk.post(address("divide", "keyword", joined.pk), sent(page, reason="سبب آخر"))
        tunis = named(Keyword, "تونس")
        assert set(tunis.aliases.values_list("name", "reason")) == {
            ("جانتس", "سبب آخر"),
            ("كانتس", "سبب آخر"),
        }
        after = dump()
        press()
        assert dump() == after

    @pytest.mark.parametrize("kind", KINDS)
    def test_single_articles_of_another_person_stay_theirs(self, desk, press, kind):
        name = {"keyword": "غانتس", "source": "الخليج", "author": "محمد شحار"}[kind]
        first = press.articles[0]
        here = address("divide", kind, named(KINDS[kind], name).pk)
        page = desk.get(here, {"article": first.pk, "to": f"{name} (الأصغر)"})
        assert desk.post(here, sent(page, reason="شخصان")).status_code == 302
        other = named(KINDS[kind], f"{name} (الأصغر)")
        assert list(other.articles.all()) == [first]
        after = dump()
        press()
        list(reparse(apply=True))
        assert dump() == after
        assert kept(KINDS[kind]) == counted(KINDS[kind])

    def test_what_a_person_chose_does_not_go_with_a_spelling(self, desk, press):
        source = merge(desk, "source", ["الخليج الجديد"], "الخليج")
        second = Article.objects.get(pk=press.articles[1].pk)
        second.curate(["source"])
        second.save()
        page = desk.get(address("divide", "source", source.pk), {"key": "الخليج الجديد"})
        desk.post(address("divide", "source", source.pk), sent(page))
        second.refresh_from_db()
        assert second.source == source
        assert named(Source, "الخليج الجديد").article_count == 0

    @pytest.mark.parametrize(
        "asked",
        [
            {"key": "جانتس", "to": "غانتس"},
            {"key": ["جانتس", "كانتس"]},
            {"key": "جانتس", "to": "؟؟؟"},
            {"key": "جانتس", "to": "ا" * 300},
            {"article": "لا أحد", "to": "اسم"},
            {"to": ""},
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, desk, joined, asked):
        page = desk.get(address("divide", "keyword", joined.pk), asked)
        assert 'role="alert"' in page.content.decode()
        assert "plan" not in page.context

    @pytest.mark.parametrize(
        "asked",
        [{"key": "كانتس"}, {"article": "", "to": "غانتس الأصغر"}, {"article": "", "to": "تونس"}],
    )
    def test_the_history_of_both_names_says_who_divided_them_and_why(
        self, desk, curator, press, joined, asked
    ):
        if "article" in asked:
            asked = {**asked, "article": press.articles[2].pk}
        here = address("divide", "keyword", joined.pk)
        desk.post(here, sent(desk.get(here, asked), reason="رجلان لا رجل"))
        for name in (joined, named(Keyword, asked.get("to") or asked["key"])):
            page = desk.get(address("history", "keyword", name.pk)).content.decode()
            newest = page.split("<section")[1]
            assert curator.get_username() in newest
            assert "رجلان لا رجل" in newest
            assert "<del>" in newest or "<table" not in newest

    def test_a_new_name_has_no_history_from_before_it_was_divided_off(self, desk, joined):
        here = address("divide", "keyword", joined.pk)
        desk.post(here, sent(desk.get(here, {"key": "كانتس"})))
        page = desk.get(address("history", "keyword", named(Keyword, "كانتس").pk))
        assert page.content.decode().count("<section") == 1

    def test_dividing_undoes_merging(self, desk, press):
        before = {one.pk: keywords_of(one) for one in press.articles}
        joined = merge(desk, "keyword", ["كانتس"], "غانتس")
        here = address("divide", "keyword", joined.pk)
        desk.post(here, sent(desk.get(here, {"key": "كانتس"})))
        assert {one.pk: keywords_of(one) for one in press.articles} == before
        assert not KeywordAlias.objects.exists()


class TestTwins:
    def pairs(self, desk, kind="keyword", **asked):
        page = desk.get(address("twins", kind), asked)
        return [tuple(one.name for one in pair["names"]) for pair in page.context["pairs"]]

    def test_names_that_sound_alike_are_proposed(self, desk, press):
        found = {frozenset(pair) for pair in self.pairs(desk)}
        assert found == set(map(frozenset, itertools.combinations(("غانتس", "جانتس", "كانتس"), 2)))

    def test_what_is_told_apart_is_not_proposed_again_until_that_is_undone(self, desk, press):
        [pair, *_] = self.pairs(desk)
        keys = "\n".join(sorted(pair))
        desk.post(address("twins"), {"apart": keys})
        assert pair not in self.pairs(desk)
        assert set(self.pairs(desk, apart="1")[0]) == set(pair)
        desk.post(address("twins"), {"again": keys})
        assert pair in self.pairs(desk)
        assert not Distinction.objects.exists()

    def test_a_pair_is_one_link_away_from_the_preview_of_its_merge(self, desk, press):
        shown = html.unescape(desk.get(address("twins", "author")).content.decode())
        link = shown.partition('class="button" href="')[2].partition('"')[0]
        page = desk.get(link)
        assert desk.post(address("merge", "author"), sent(page)).status_code == 302
        assert self.pairs(desk, "author") == []

    def test_the_list_takes_no_more_queries_for_more_pairs(self, desk, press):
        def queries():
            with CaptureQueriesContext(connection) as caught:
                desk.get(address("twins"))
            return len(caught)

        self.pairs(desk)
        before = queries()
        for one in ("نتنياهو", "نتانياهو", "نيتنياهو", "نتانياهوو"):
            Keyword.objects.create(name=one)
        self.pairs(desk)
        assert queries() == before


def test_the_page_of_a_name_leads_to_its_articles_and_to_every_deed(desk, press):
    name = named(Author, "محمد شحار")
    page = html.unescape(desk.get(address("change", "author", name.pk)).content.decode())
    for way in (
        f"{reverse('admin:archive_article_changelist')}?author__id__exact={name.pk}",
        f"{address('merge', 'author')}?names={name.pk}",
        address("divide", "author", name.pk),
        address("twins", "author"),
    ):
        assert way in page
    for kind, mark in (("author", "author"), ("keyword", "keywords"), ("source", "source")):
        one = KINDS[kind].objects.order_by("-article_count").first()
        listed = desk.get(
            reverse("admin:archive_article_changelist"), {f"{mark}__id__exact": one.pk}
        )
        assert listed.status_code == 200
        assert listed.context["cl"].result_count == one.article_count
