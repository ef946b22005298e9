"""Pairs of articles that are alike: a curator says what they are, and readers see what follows."""

import pytest
from django.test import Client
from django.urls import reverse

from archive.curation.deciding import decide
from archive.curation.history import step_of, versions_of
from archive.curation.roles import CURATOR, READER
from archive.flags import FlagKind
from archive.intake.settling import settle
from archive.models import Article, Flag, Likeness
from archive.models.groups import joined
from search import engine
from tests.archive.desk import sit_down
from tests.archive.test_admin import form_of
from tests.archive.test_kinship import MORE, NEWS, OTHER, groups, named, row

Decision = Likeness.Decision
LIST = reverse("admin:archive_likeness_changelist")
TEXT = f"{NEWS}\n\n{MORE}"
COMMENTS = [{"author": "سعاد", "text": "رأي قيّم"}, {"text": "وأنا أيضا"}]


@pytest.fixture
def archive(import_rows):
    """Three that say the same, the last in other words, and two of another group."""
    links = [{"title": "خبر sport", "url": "https://paper.example/sport"}]
    import_rows(
        row("one", TEXT, "واج", date="2022-03-01", comments=COMMENTS),
        row("two", TEXT, "الصحيفة", date="2022-03-02", comments=COMMENTS[:1], related=links),
        row("near", TEXT.replace("اليوم", "أمس"), "الجريدة", date="2022-03-02"),
        row("sport", OTHER, "الصحيفة", date="2022-03-02"),
        row("match", OTHER, "واج", date="2022-03-03"),
    )


@pytest.fixture
def desk(db):
    return sit_down("أمل", CURATOR)


def pair_of(one: str, other: str) -> Likeness:
    first, second = sorted((named(one).pk, named(other).pk))
    return Likeness.objects.get(first=first, second=second)


def page_of(pair: Likeness) -> str:
    return reverse("admin:archive_likeness_change", args=[pair.pk])


def say(desk, pair: Likeness, decision: str, **sent: str):
    data = {"decision": decision, "seen": pair.decision, **sent}
    return desk.post(page_of(pair), data)


def flags() -> set[tuple[str, str]]:
    told = Flag.objects.open().filter(kind=FlagKind.NEAR_DUPLICATE)
    return set(told.values_list("subject", "article"))


def pairs() -> set[tuple[str, str]]:
    return set(Likeness.objects.undecided().values_list("first", "second"))


def titles(response) -> list[str]:
    return [str(pair.first) for pair in response.context["cl"].result_list]


def test_the_desk_lists_what_nobody_has_decided_most_alike_first(archive, desk):
    shown = desk.get(LIST).context["cl"].result_list
    assert len(shown) == 4
    assert [pair.similarity for pair in shown] == sorted(
        (pair.similarity for pair in shown), reverse=True
    )
    pair_of("one", "two").decide(Decision.EDITION, None)
    assert len(desk.get(LIST).context["cl"].result_list) == 3
    assert len(desk.get(LIST, {"decision": "edition"}).context["cl"].result_list) == 1
    assert len(desk.get(LIST, {"decision": "all"}).context["cl"].result_list) == 4


def test_the_desk_is_narrowed_by_degree_source_and_words_in_any_spelling(archive, desk):
    def found(**asked: str) -> set[frozenset[str]]:
        listed = desk.get(LIST, asked).context["cl"].result_list
        return {frozenset((pair.first.title, pair.second.title)) for pair in listed}

    whole = {frozenset(("خبر one", "خبر two")), frozenset(("خبر sport", "خبر match"))}
    assert found(similarity="whole") == whole
    assert found(similarity="partly") | found(similarity="nearly") == {
        frozenset(("خبر one", "خبر near")),
        frozenset(("خبر two", "خبر near")),
    }
    source = named("near").source
    assert found(source=str(source.pk)) == found() - whole
    assert found(q="خَبَـر SPORT") == {frozenset(("خبر sport", "خبر match"))}
    assert found(source="nonsense") == found()


def test_a_pair_stands_side_by_side_with_what_differs_marked(archive, desk):
    html = desk.get(page_of(pair_of("one", "near"))).content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    for text in ("خبر one", "خبر near", "واج", "الجريدة", "https://paper.example/one"):
        assert text in html


def test_each_decision_leads_to_the_next_pair_of_the_list_it_was_opened_from(archive, desk):
    filters = "decision=open"
    listed = list(desk.get(f"{LIST}?{filters}").context["cl"].result_list)
    address = f"{page_of(listed[0])}?_changelist_filters=decision%3Dopen"
    for following in listed[1:]:
        response = desk.post(address, {"decision": "different", "seen": ""})
        address = response.headers["Location"]
        assert address == f"{page_of(following)}?_changelist_filters=decision%3Dopen"
    last = desk.post(address, {"decision": "different", "seen": ""})
    assert last.headers["Location"] == f"{LIST}?{filters}"
    assert not Likeness.objects.undecided().exists()


def test_the_pairs_before_and_after_are_one_click_away(archive, desk):
    listed = list(desk.get(LIST).context["cl"].result_list)
    middle = desk.get(page_of(listed[1])).context
    assert (middle["before"], middle["after"]) == (page_of(listed[0]), page_of(listed[2]))
    assert desk.get(page_of(listed[0])).context["before"] is None
    assert desk.get(page_of(listed[-1])).context["after"] is None


def test_different_articles_leave_their_group_and_come_back_when_that_is_undone(archive, desk):
    before = groups()
    pair = pair_of("sport", "match")
    say(desk, pair, "different")
    assert groups() == {frozenset({"one", "two", "near"})}
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by.username) == ("different", "أمل")
    assert pair.decided_at
    say(desk, pair, "")
    assert groups() == before
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by, pair.decided_at) == ("", None, None)


def test_what_is_different_from_one_alone_stays_an_edition_by_way_of_another(archive, desk):
    say(desk, pair_of("one", "near"), "different")
    assert frozenset({"one", "two", "near"}) in groups()
    say(desk, pair_of("two", "near"), "different")
    assert frozenset({"one", "two"}) in groups()


def test_a_decided_group_is_the_one_that_settling_makes(archive, desk):
    say(desk, pair_of("one", "near"), "different")
    say(desk, pair_of("two", "near"), "different")
    say(desk, pair_of("sport", "match"), "edition")
    decided = groups()
    Article.objects.update(settled=False)
    settle()
    assert groups() == decided


def test_the_index_knows_of_a_changed_group_at_once(archive, desk):
    say(desk, pair_of("sport", "match"), "different")
    assert not engine.drift(thorough=True)


class TestTheSameArticle:
    @pytest.fixture
    def decided(self, archive, desk):
        """The second is shown for the first, though more was said of the first."""
        say(desk, pair_of("one", "two"), "same", shown=named("two").pk)
        return named("one"), named("two")

    def test_readers_see_one_and_the_others_address_leads_there(self, decided, client):
        hidden, shown = decided
        reader = Client()
        assert reader.get(shown.get_absolute_url()).status_code == 200
        response = reader.get(hidden.get_absolute_url())
        assert response.status_code == 302
        page = reader.get(response.headers["Location"].partition("#")[0]).content.decode()
        assert "It is the same article" in page or 'id="same"' in page
        assert 'role="status"' in page
        assert reader.get(f"{hidden.get_absolute_url()[:-1]}.bib").headers["Location"] == (
            f"{shown.get_absolute_url()[:-1]}.bib"
        )
        api = reader.get(f"/api/v1/articles/{hidden.pk}")
        assert api.headers["Location"] == f"/api/v1/articles/{shown.pk}"

    def test_it_is_in_lists_searches_and_counts_once(self, decided):
        hidden, shown = decided
        reader = Client()
        for address in ("/dates/", "/search/?q=مذكرة", "/dates/feed/", "/sitemap-articles.xml"):
            html = reader.get(address).content.decode()
            assert hidden.pk not in html, address
        assert shown.pk in reader.get("/search/?q=مذكرة").content.decode()
        assert not engine.drift(thorough=True)

    def test_what_was_said_below_the_other_stays_below_the_one(self, decided):
        _hidden, shown = decided
        html = Client().get(shown.get_absolute_url()).content.decode()
        section = html.partition('id="same"')[2].partition("</section>")[0]
        assert "وأنا أيضا" in section
        assert "/beside/" in section
        beside = section.partition('href="')[2].partition('"')[0]
        assert Client().get(beside).status_code == 200

    def test_links_that_meant_the_other_lead_to_the_one(self, archive, desk, import_rows):
        say(desk, pair_of("sport", "match"), "same", shown=named("match").pk)
        html = Client().get(named("two").get_absolute_url()).content.decode()
        related = html.partition('id="related"')[2].partition("</section>")[0]
        assert named("match").get_absolute_url() in related
        card = Client().get(f"/api/v1/articles/{named('two').pk}").json()
        assert card["related_links"][0]["article"] == named("match").pk
        linked = Client().get(named("match").get_absolute_url()).content.decode()
        assert named("two").get_absolute_url() in linked

    def test_it_is_undone_whole_and_both_stand_in_the_history(self, decided, desk):
        hidden, _shown = decided
        pair = pair_of("one", "two")
        say(desk, pair, "edition")
        hidden.refresh_from_db()
        assert (hidden.status, hidden.same_as) == ("published", None)
        assert Client().get(hidden.get_absolute_url()).status_code == 200
        steps = [step_of(version) for version in versions_of(hidden)]
        assert [(step.by, step.sheet[""]["status"]) for step in steps] == [
            ("أمل", "published"),
            ("أمل", "hidden"),
            ("", "published"),
        ]
        assert not engine.drift(thorough=True)

    def test_the_other_may_be_shown_instead_later(self, decided, desk):
        former, shown = decided
        say(desk, pair_of("one", "two"), "same", shown=former.pk)
        assert Client().get(former.get_absolute_url()).status_code == 200
        assert former.pk in Client().get(shown.get_absolute_url()).headers["Location"]

    def test_all_of_three_lead_to_one(self, decided, desk):
        _one, two = decided
        say(desk, pair_of("one", "near"), "same", shown=named("near").pk)
        for hidden in (named("one"), two):
            assert named("near").pk in Client().get(hidden.get_absolute_url()).headers["Location"]
        say(desk, pair_of("one", "near"), "different")
        assert Client().get(named("near").get_absolute_url()).status_code == 200
        shown = [Client().get(one.get_absolute_url()).status_code for one in (named("one"), two)]
        assert sorted(shown) == [200, 302]

    def test_importing_either_again_changes_nothing(self, decided, import_rows):
        hidden, shown = decided
        import_rows(
            row("one", f"{TEXT} تحديث", "واج", captured_at="2030-01-01"),
            row("two", TEXT, "الصحيفة", date="2022-03-02", comments=COMMENTS[:1]),
        )
        assert Client().get(hidden.get_absolute_url()).status_code == 302
        assert Client().get(shown.get_absolute_url()).status_code == 200
        hidden.refresh_from_db()
        assert hidden.body.endswith("تحديث")

    def test_what_was_hidden_before_is_not_shown_by_undoing_it(self, archive, desk):
        article = named("one")
        article.status = Article.Status.HIDDEN
        article.save()
        pair = pair_of("one", "two")
        say(desk, pair, "same", shown=named("two").pk)
        assert Client().get(article.get_absolute_url()).status_code == 410
        pair.refresh_from_db()
        say(desk, pair, "different")
        article.refresh_from_db()
        assert article.status == Article.Status.HIDDEN

    def test_when_the_shown_one_is_deleted_the_other_comes_back(self, decided, admin_client):
        hidden, shown = decided
        page = reverse("admin:archive_article_delete", args=[shown.pk])
        assert admin_client.post(page, {"post": "yes"}).status_code == 302
        assert not Article.objects.filter(pk=shown.pk).exists()
        assert Client().get(hidden.get_absolute_url()).status_code == 200


def test_many_pairs_are_decided_at_once(archive, desk):
    chosen = [pair.pk for pair in desk.get(LIST, {"similarity": "whole"}).context["cl"].result_list]
    data = {"action": "as_editions", "_selected_action": chosen}
    desk.post(f"{LIST}?similarity=whole", data)
    assert set(Likeness.objects.filter(decision="edition").values_list("pk", flat=True)) == set(
        chosen
    )
    desk.post(f"{LIST}?decision=all", {"action": "reopen", "_selected_action": chosen})
    assert Likeness.objects.undecided().count() == 4
    desk.post(LIST, {"action": "as_same", "_selected_action": chosen})
    assert Article.objects.exclude(same_as=None).count() == 2


def test_whoever_decides_second_is_told_and_nothing_is_overwritten(archive, desk):
    pair = pair_of("one", "two")
    second = sit_down("باسم", CURATOR)
    say(desk, pair, "edition")
    response = say(second, pair, "different")
    assert response.status_code == 200
    assert "أمل" in response.content.decode().partition('role="alert"')[2].partition("</p>")[0]
    assert Likeness.objects.get(pk=pair.pk).decision == "edition"
    response = second.post(page_of(pair), {"decision": "different", "seen": "edition"})
    assert response.status_code == 302
    assert Likeness.objects.get(pk=pair.pk).decided_by.username == "باسم"


def test_who_looks_may_not_decide(archive):
    client = sit_down("قارئ", READER)
    pair = pair_of("one", "two")
    assert 'name="decision"' not in client.get(page_of(pair)).content.decode()
    assert say(client, pair, "edition").status_code == 403
    assert say(client, pair, "nonsense").status_code == 403
    client.post(LIST, {"action": "as_editions", "_selected_action": [pair.pk]})
    assert not Likeness.objects.exclude(decision="").exists()


def test_the_list_and_the_page_answer_in_few_queries(archive, desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        desk.get(LIST)
    with django_assert_max_num_queries(16):
        desk.get(page_of(pair_of("one", "two")))


class TestFlags:
    def test_each_undecided_pair_is_flagged_on_its_second_article(self, archive):
        assert flags() == pairs()
        assert len(pairs()) == 4
        flag = Flag.objects.get(
            kind=FlagKind.NEAR_DUPLICATE, article__in=[named("sport"), named("match")]
        )
        assert flag.values == {"title": Article.objects.get(pk=flag.subject).title}

    def test_archives_from_before_get_them_at_the_next_settling(self, archive):
        Flag.objects.all().delete()
        settle()
        assert flags() == pairs()

    def test_they_go_with_the_likeness_and_with_the_decision(self, archive, desk):
        say(desk, pair_of("sport", "match"), "edition")
        assert flags() == pairs()
        near = named("near")
        near.body = OTHER
        near.save()
        settle()
        assert flags() == pairs()
        assert len(pairs()) == 3

    def test_they_name_the_headline_of_today(self, archive):
        flag = Flag.objects.filter(kind=FlagKind.NEAR_DUPLICATE).first()
        other = Article.objects.get(pk=flag.subject)
        other.title = "عنوان جديد"
        other.save()
        settle()
        flag.refresh_from_db()
        assert flag.values["title"] == "عنوان جديد"

    @pytest.mark.parametrize(
        ("status", "decision"), [("accepted", "edition"), ("dismissed", "different")]
    )
    def test_deciding_a_flag_decides_the_pair_and_opening_it_again_undoes_that(
        self, archive, desk, status, decision
    ):
        pair = pair_of("sport", "match")
        flag = Flag.objects.get(article=pair.second, kind=FlagKind.NEAR_DUPLICATE)
        page = reverse("admin:archive_flag_change", args=[flag.pk])
        desk.post(page, {**form_of(desk.get(page)), "status": status})
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by.username) == (decision, "أمل")
        assert (frozenset({"sport", "match"}) in groups()) == (decision == "edition")
        desk.post(page, {**form_of(desk.get(page)), "status": "open"})
        pair.refresh_from_db()
        assert pair.decision == ""
        assert flags() == pairs()

    def test_a_pair_that_is_opened_again_has_its_flag_again(self, archive, desk):
        pair = pair_of("sport", "match")
        Flag.objects.get(article=pair.second, kind=FlagKind.NEAR_DUPLICATE).decide("accepted", None)
        pair.refresh_from_db()
        say(desk, pair, "")
        assert flags() == pairs()


def test_a_decision_that_nothing_bears_out_goes_when_it_is_undone(archive, desk):
    first, second = sorted((named("one").pk, named("sport").pk))
    pair = Likeness.objects.create(first_id=first, second_id=second)
    pair.decide(Decision.EDITION, None)
    decide(Likeness.objects.filter(pk=pair.pk), "", None)
    assert not Likeness.objects.filter(pk=pair.pk).exists()


def test_groups_are_joined_by_way_of_others():
    assert joined([("b", "c"), ("a", "c"), ("x", "y")]) == {
        "b": "a",
        "c": "a",
        "a": "a",
        "x": "x",
        "y": "x",
    }
