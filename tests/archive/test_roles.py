"""Every address, for everybody, with an article in each of its states."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from archive.curation.history import keep, versions_of
from archive.curation.roles import ADMINISTRATOR, CONTRIBUTOR, CURATOR, READER, ROLES
from archive.intake import uploads
from archive.models import Article, Author, Flag, Keyword, Likeness, Pseudonym, Source
from tests.archive.test_admin import change_page, form_of

ANYBODY, NOBODY = "anybody", "nobody"
LADDER = [ANYBODY, READER, CONTRIBUTOR, CURATOR, ADMINISTRATOR, NOBODY]
STATES = list(Article.Status)


class Address(NamedTuple):
    """Who may open it, from whom upwards; the names in `args` are filled in by `entries`."""

    who: str
    args: tuple[str, ...] = ()
    query: str = ""
    status: int = 200
    signed_in: int = 0
    """What those with an account get instead."""
    hidden: int = 0
    """What everybody gets where the article is hidden; where it is a draft, they get 404."""


def desk(model: str, *, look=READER, add=NOBODY, delete=NOBODY) -> dict[str, Address]:
    """The addresses Django gives each kind of entry."""
    return {
        f"admin:{model}_changelist": Address(look),
        f"admin:{model}_add": Address(add),
        f"admin:{model}_history": Address(look, (model,)),
        f"admin:{model}_delete": Address(delete, (model,)),
        f"admin:{model}_change": Address(look, (model,)),
    }


ADDRESSES: dict[str, Address] = {
    "archive:home": Address(ANYBODY),
    "archive:article": Address(ANYBODY, ("archive_article",), hidden=410),
    "archive:capture": Address(ANYBODY, ("archive_article",), hidden=410),
    "archive:report": Address(ANYBODY, ("archive_article",), hidden=410),
    "archive:reported": Address(ANYBODY, ("archive_article",), hidden=410),
    "archive:citation": Address(ANYBODY, ("archive_article", "bib"), hidden=410),
    # It was captured once, and the two are no editions of one another.
    "archive:changes": Address(ANYBODY, ("archive_article", "digest"), status=404, hidden=410),
    "archive:beside": Address(
        ANYBODY, ("archive_article", "other_article"), status=404, hidden=410
    ),
    "archive:newest": Address(ANYBODY),
    "archive:approximate": Address(ANYBODY),
    "archive:undated": Address(ANYBODY),
    "archive:year": Address(ANYBODY, ("2022",)),
    "archive:month": Address(ANYBODY, ("2022", "3")),
    "archive:day": Address(ANYBODY, ("2022", "3", "25")),
    "archive:sources": Address(ANYBODY),
    "archive:source": Address(ANYBODY, ("source",)),
    "archive:authors": Address(ANYBODY),
    "archive:author": Address(ANYBODY, ("author",)),
    "archive:keywords": Address(ANYBODY),
    "archive:keyword": Address(ANYBODY, ("keyword",)),
    "archive:newest-feed": Address(ANYBODY),
    "archive:year-feed": Address(ANYBODY, ("2022",)),
    "archive:month-feed": Address(ANYBODY, ("2022", "3")),
    "archive:source-feed": Address(ANYBODY, ("source",)),
    "archive:author-feed": Address(ANYBODY, ("author",)),
    "archive:keyword-feed": Address(ANYBODY, ("keyword",)),
    "archive:about": Address(ANYBODY),
    "archive:statistics": Address(ANYBODY),
    "archive:choices": Address(ANYBODY),
    "archive:keep": Address(ANYBODY, status=302),
    "archive:oai": Address(ANYBODY, query="verb=ListRecords&metadataPrefix=oai_dc"),
    "archive:sitemap": Address(ANYBODY),
    "archive:part-of-sitemap": Address(ANYBODY, ("articles",)),
    "api": Address(ANYBODY),
    "api:api-root": Address(ANYBODY, status=404),
    "api:openapi-json": Address(ANYBODY),
    "api:articles": Address(ANYBODY),
    "api:article": Address(ANYBODY, ("archive_article",), hidden=404),
    "api:sources": Address(ANYBODY),
    "api:authors": Address(ANYBODY),
    "api:keywords": Address(ANYBODY),
    "api:search": Address(ANYBODY, query="q=الاجتماع"),
    "search:help": Address(ANYBODY, query="word=الاجتماع"),
    "search:opensearch": Address(ANYBODY),
    "search:completions": Address(ANYBODY, query="q=انعق"),
    "search:search": Address(ANYBODY, query="q=الاجتماع"),
    "search:suggest": Address(ANYBODY, query="q=انعق"),
    "search:feed": Address(ANYBODY, query="q=الاجتماع"),
    "admin:index": Address(READER),
    "admin:login": Address(ANYBODY, signed_in=302),
    "admin:logout": Address(READER, status=405),  # only a form ends a session
    "admin:password_change": Address(READER),
    "admin:password_change_done": Address(READER),
    "admin:autocomplete": Address(
        READER, query="app_label=archive&model_name=article&field_name=source"
    ),
    "admin:jsi18n": Address(READER),
    "admin:view_on_site": Address(READER, ("content_type", "archive_article"), status=302),
    "admin:app_list": Address(READER, ("archive",)),
    **desk("archive_article", delete=ADMINISTRATOR),
    **desk("archive_flag"),
    "admin:archive_flag_queue": Address(READER),
    "admin:archive_flag_doubt": Address(CONTRIBUTOR, ("archive_article",)),
    **desk("archive_batch", add=CURATOR),
    "admin:archive_statistics": Address(READER),
    "admin:archive_batch_report": Address(READER, ("archive_batch",)),
    "admin:archive_batch_upload": Address(CURATOR, ("upload",)),
    "admin:archive_article_table_csv": Address(READER),
    "admin:archive_article_table": Address(CONTRIBUTOR),
    # A table is shown to whoever sent it.
    "admin:archive_article_changes": Address(CONTRIBUTOR, ("upload",), status=404),
    **desk("archive_capture", look=CURATOR, delete=ADMINISTRATOR),
    **desk("archive_comment"),
    **desk("archive_likeness"),
    # It goes by renaming comments, and the page of that says how many.
    **desk("archive_pseudonym", look=CURATOR, add=CURATOR, delete=CURATOR),
    "admin:archive_comment_hide": Address(NOBODY, ("archive_comment",)),
    "admin:archive_comment_restore": Address(NOBODY, ("archive_comment",)),
    "admin:archive_article_take_down": Address(ADMINISTRATOR, ("archive_article",)),
    **desk("archive_source", add=CURATOR, delete=CURATOR),
    **desk("archive_author", add=CURATOR, delete=CURATOR),
    **desk("archive_keyword", add=CURATOR, delete=CURATOR),
    **desk("auth_user", look=ADMINISTRATOR, add=ADMINISTRATOR, delete=ADMINISTRATOR),
    **desk("auth_group", look=ADMINISTRATOR, add=ADMINISTRATOR, delete=ADMINISTRATOR),
    "admin:auth_user_password_change": Address(ADMINISTRATOR, ("auth_user",)),
    "admin:archive_capture_bytes": Address(CURATOR, ("archive_capture",)),
    "admin:archive_article_log": Address(READER),
    "admin:archive_source_log": Address(READER),
    "admin:archive_author_log": Address(READER),
    "admin:archive_keyword_log": Address(READER),
    "admin:archive_article_evidence": Address(CURATOR, ("archive_article",)),
    "admin:archive_article_deletions": Address(ADMINISTRATOR),
    "admin:archive_article_reread": Address(CURATOR, ("archive_article",)),
    "admin:archive_article_comments": Address(READER, ("archive_article",)),
    "admin:archive_article_preview": Address(READER, ("archive_article",)),
    **{
        f"admin:archive_{kind}_{page}": Address(who, args)
        for kind in ("source", "author", "keyword")
        for page, who, args in (
            ("twins", READER, ()),
            ("divide", CURATOR, (f"archive_{kind}",)),
        )
    },
    **{  # without a name it leads to the list
        f"admin:archive_{kind}_merge": Address(CURATOR, status=302)
        for kind in ("source", "author", "keyword")
    },
    # These take forms alone.
    "admin:archive_batch_go_on": Address(NOBODY, ("archive_batch",)),
    "admin:archive_article_restore": Address(NOBODY, ("archive_article", "version")),
    "admin:archive_source_restore": Address(NOBODY, ("archive_source", "version")),
    "admin:archive_author_restore": Address(NOBODY, ("archive_author", "version")),
    "admin:archive_keyword_restore": Address(NOBODY, ("archive_keyword", "version")),
}


def named(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The name of every address; those without one lead to others that have one."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield space + pattern.name
        else:
            yield from named(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_of_the_project_has_its_row():
    assert set(named(get_resolver())) == set(ADDRESSES)


@pytest.fixture
def people(db) -> dict[str, Client]:
    made = {ANYBODY: Client()}
    for role in ROLES:
        user = get_user_model().objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        made[role] = Client()
        made[role].force_login(user)
    return made


@pytest.fixture
def entries(seeds) -> dict[str, Any]:
    """What stands for each name in the rows above. It is the second article whose state varies."""
    memorandum, meeting = seeds
    other = Source.objects.create(name="صحيفة بلا مقالات")
    author = Author.objects.create(name="محمد شحار")
    Article.objects.filter(pk=memorandum.pk).update(author=author)
    unused = Keyword.objects.create(name="كلمة بلا مقالات")
    keep(meeting)
    sent = uploads.receive([SimpleUploadedFile("خبر.txt", b"")], kind="captures", by=0, form="")
    return {
        "archive_batch": meeting.capture.batch_id,
        "upload": sent.token,
        "archive_article": meeting.pk,
        "archive_flag": Flag.objects.first().pk,
        "archive_capture": meeting.capture.pk,
        "archive_comment": meeting.comments.first().pk,
        "archive_likeness": alike(seeds).pk,
        "archive_pseudonym": Pseudonym.objects.create(name="اسم", shown_as="قارئ").pk,
        "archive_source": other.pk,
        "archive_author": Author.objects.create(name="كاتب بلا مقالات").pk,
        "archive_keyword": unused.pk,
        "other_article": memorandum.pk,
        "digest": meeting.capture.sha256,
        "auth_user": get_user_model().objects.create_user("somebody").pk,
        "auth_group": Group.objects.first().pk,
        "version": versions_of(meeting)[0].revision_id,
        "content_type": ContentType.objects.get_for_model(Article).pk,
        "source": memorandum.source.slug,
        "author": author.slug,
        "keyword": Keyword.objects.filter(articles=memorandum).first().slug,
    }


def alike(two: Sequence[Article]) -> Likeness:
    first, second = sorted(article.pk for article in two)
    pair = Likeness.objects.create(first_id=first, second_id=second, similarity=0.5)
    pair.decide(Likeness.Decision.DIFFERENT, None)
    return pair


def expected(address: Address, role: str, state: str) -> int:
    if address.hidden and state != Article.Status.PUBLISHED:
        return address.hidden if state == Article.Status.HIDDEN else 404
    if address.signed_in and role != ANYBODY:
        return address.signed_in
    if LADDER.index(role) >= LADDER.index(address.who):
        return address.status
    return 302 if role == ANYBODY else 403


@pytest.mark.parametrize("state", STATES)
def test_every_address_answers_whom_it_should_and_hides_what_is_not_published(
    people, entries, state
):
    meeting = Article.objects.get(pk=entries["archive_article"])
    meeting.status = state
    meeting.save()
    wrong = []
    for name, address in ADDRESSES.items():
        url = reverse(name, args=[entries.get(one, one) for one in address.args])
        for role, client in people.items():
            response = client.get(f"{url}?{address.query}")
            wanted = expected(address, role, state)
            if response.status_code != wanted:
                wrong.append((name, role, response.status_code, wanted))
            if role == ANYBODY and response.status_code == 200 and state != "published":
                assert meeting.title not in response.content.decode(), name
    assert not wrong, "\n".join(map(str, wrong))


CHANGES = {
    (CONTRIBUTOR, "draft"),
    *((role, state.value) for role in (CURATOR, ADMINISTRATOR) for state in STATES),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_an_article_is_changed_by_whoever_may_put_it_into_its_state(
    people, meeting, admin_client, role, state
):
    Article.objects.filter(pk=meeting.pk).update(status=state)
    keep(meeting)
    version = versions_of(meeting)[0].revision_id
    page = change_page(meeting)
    data = {**form_of(admin_client.get(page)), "title": "عنوان جديد"}
    restore = reverse("admin:archive_article_restore", args=[meeting.pk, version])
    allowed = (role, state.value) in CHANGES
    assert people[role].post(restore).status_code == (200 if allowed else 403)
    assert people[role].post(page, data).status_code == (302 if allowed else 403)
    assert (Article.objects.get(pk=meeting.pk).title == "عنوان جديد") == allowed


ACTIONS = {"publish": "published", "hide": "hidden", "withdraw": "draft"}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_decide_move_articles_from_state_to_state(people, meeting, role, action):
    before = Article.Status.HIDDEN if action == "publish" else Article.Status.PUBLISHED
    Article.objects.filter(pk=meeting.pk).update(status=before)
    people[role].post(
        reverse("admin:archive_article_changelist"),
        {"action": action, "_selected_action": [meeting.pk]},
    )
    after = ACTIONS[action] if role in {CURATOR, ADMINISTRATOR} else before
    assert Article.objects.get(pk=meeting.pk).status == after


def test_a_contributor_cannot_publish_a_draft_by_a_forged_form(people, meeting, admin_client):
    Article.objects.filter(pk=meeting.pk).update(status=Article.Status.DRAFT)
    page = change_page(meeting)
    data = {**form_of(admin_client.get(page)), "status": "published"}
    assert people[CONTRIBUTOR].post(page, data).status_code == 200
    assert Article.objects.get(pk=meeting.pk).status == Article.Status.DRAFT


@pytest.mark.parametrize("role", ROLES)
def test_a_contributor_annotates_a_flag_and_a_curator_decides_it(people, meeting, role):
    flag = meeting.flags.get(kind="source_missing")
    page = reverse("admin:archive_flag_change", args=[flag.pk])
    data = form_of(people[role].get(page))
    people[role].post(page, {**data, "note": "انظر الطبعة الورقية", "status": "dismissed"})
    flag.refresh_from_db()
    assert bool(flag.note) == (role != READER)
    assert (flag.status == Flag.Status.DISMISSED) == (role in {CURATOR, ADMINISTRATOR})


def test_what_administrators_have_made_of_a_role_is_left_to_them(db):
    reader = Group.objects.get(name=READER)
    reader.permissions.clear()
    Group.objects.get(name=CURATOR).delete()
    call_command("migrate", verbosity=0)
    assert not reader.permissions.exists()
    assert Group.objects.get(name=CURATOR).permissions.filter(codename="hide_article").exists()


def test_every_permission_of_a_role_is_there(db):
    for role, codenames in ROLES.items():
        held = Permission.objects.filter(group__name=role).values_list("codename", flat=True)
        assert sorted(held) == sorted(codenames)
