"""An article that is taken down is gone from every door, and what was captured of it is sealed."""

import pytest
from django.test import Client
from django.urls import reverse

from archive.curation.history import keep, step_of, versions_of
from archive.curation.roles import ADMINISTRATOR, CONTRIBUTOR, CURATOR, READER
from archive.flags import FlagKind
from archive.models import Article, Flag, Source
from search import engine
from tests.archive.desk import Desk, sit_down
from tests.archive.doors import addresses, telling
from tests.archive.test_kinship import MORE, NEWS, named, row

TITLE, BODY, SAID, SIGNED = "سرمدانية", "زعفرانوس", "قنطروسيا", "برمكانوس"
SECRETS = (TITLE, BODY, SAID, SIGNED)
TEXT = f"{NEWS}\n\n{MORE}"
REASON = "قضت المحكمة بسحبه"


def secret_row(**columns: object) -> str:
    comments = [{"author": SIGNED, "text": f"قال {SAID} هنا"}]
    told = {"date": "2022-03-02", "comments": comments, "keywords": [f"كلمة {TITLE}"], **columns}
    return row(f"{TITLE} السري", f"{TEXT}\n\nوختم {BODY} كلامه.", "صحيفة السر", **told)


@pytest.fixture
def article(import_rows) -> Article:
    """An article with an edition that points to it, a neighbour, and an older capture."""
    link = [{"title": f"خبر {TITLE} السري", "url": f"https://paper.example/{TITLE} السري"}]
    import_rows(
        secret_row(captured_at="2022-03-02"),
        secret_row(captured_at="2022-03-03", author="سالم العلي"),
        row("edition", TEXT, "صحيفة السر", date="2022-03-01", related=[{"title": "غيره"}]),
        row("pointing", "نص قصير.", "الجريدة", date="2022-03-01", related=link),
    )
    return Article.objects.get(title__contains=TITLE)


@pytest.fixture
def chief(db) -> Desk:
    return sit_down("مدير", ADMINISTRATOR)


def page(article: Article, name: str = "take_down") -> str:
    return reverse(f"admin:archive_article_{name}", args=[article.pk])


def take_down(desk: Desk, article: Article, told: bool = True) -> Article:
    response = desk.post(page(article), {"reason": REASON, **({"told": "on"} if told else {})})
    assert response.status_code == 302
    article.refresh_from_db()
    return article


def doors(article: Article) -> list[str]:
    others = Article.objects.exclude(pk=article.pk)
    return list(dict.fromkeys(addresses(article, SECRETS, list(others))))


def test_an_article_that_is_taken_down_is_gone_from_every_door(article, chief):
    reader, every = Client(), doors(article)
    before = telling(reader, every, *SECRETS)
    assert {secret for told in before.values() for secret in told} == set(SECRETS)
    assert len(before) > 60
    take_down(chief, article)
    # What another article prints among its own links is that one's text, and stays there.
    pointing = named("pointing")
    still = telling(reader, every, *SECRETS)
    own = {pointing.get_absolute_url(), f"/api/v1/articles/{pointing.pk}"}
    exports = {one for one in still if "export=" in one}
    # And the address of a keyword says its name already, whoever has it.
    keyword = article.keywords.get().get_absolute_url()
    assert set(still) - own - exports == {keyword, f"{keyword}feed/"}
    assert all(set(told) == {TITLE} for told in still.values())
    assert (
        article.get_absolute_url() not in reader.get(pointing.get_absolute_url()).content.decode()
    )
    assert not engine.drift(thorough=True)


def test_its_address_says_why_it_is_gone(article, chief):
    take_down(chief, article)
    for address in ("", "capture.txt"):
        response = Client().get(f"{article.get_absolute_url()}{address}")
        assert response.status_code == 410
        assert REASON in response.content.decode()
    oai = Client().get(
        "/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:" + article.pk
    )
    assert 'status="deleted"' in oai.content.decode()


def test_a_reason_for_the_desk_alone_is_told_to_no_reader(article, chief):
    take_down(chief, article, told=False)
    response = Client().get(article.get_absolute_url())
    assert response.status_code == 410
    assert REASON not in response.content.decode()
    assert REASON in chief.get(page(article)).content.decode()


@pytest.mark.parametrize("reason", ["", " \r\n "])
def test_a_reason_has_to_be_given(article, chief, reason):
    assert chief.post(page(article), {"reason": reason, "told": "on"}).status_code == 200
    article.refresh_from_db()
    assert article.is_published


def test_an_article_that_is_merely_hidden_may_have_a_reason_too(article):
    Article.objects.filter(pk=article.pk).update(status="hidden", withdrawal=REASON)
    assert REASON in Client().get(article.get_absolute_url()).content.decode()


def test_a_reader_who_has_the_page_already_is_not_told_that_it_is_unchanged(article, chief):
    reader = Client()
    addresses = (article.get_absolute_url(), named("edition").get_absolute_url(), "/statistics/")
    tags = [reader.get(address).headers["ETag"] for address in addresses]
    take_down(chief, article)
    answers = [
        reader.get(address, headers={"if-none-match": tag}).status_code
        for address, tag in zip(addresses, tags, strict=True)
    ]
    assert answers == [410, 200, 200]


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR, CURATOR])
def test_what_is_sealed_is_nowhere_at_the_desk_but_for_those_who_may_see_it(article, chief, role):
    somebody = sit_down("زميل", role)
    keep(article)
    capture, comment = article.capture, article.comments.get()
    inside = [
        reverse("admin:index"),
        *(page(article, name) for name in ("change", "history", "evidence", "delete", "take_down")),
        *(reverse(f"admin:archive_{one}_changelist") for one in ("article", "capture", "comment")),
        reverse("admin:archive_flag_changelist"),
        reverse("admin:archive_likeness_changelist"),
        *(reverse("admin:archive_likeness_change", args=[pk]) for pk in range(1, 4)),
        reverse("admin:archive_article_log"),
        reverse("admin:archive_capture_change", args=[capture.pk]),
        reverse("admin:archive_capture_bytes", args=[capture.pk]),
        reverse("admin:archive_comment_change", args=[comment.pk]),
        reverse("admin:autocomplete")
        + "?app_label=archive&model_name=relatedlink&field_name=target&term=",
    ]
    assert telling(somebody, inside, *SECRETS)
    take_down(chief, article)
    assert telling(somebody, inside, *SECRETS) == {}
    seen = telling(chief, inside, *SECRETS)
    assert {page(article, "history"), page(article, "evidence")} <= set(seen)
    assert reverse("admin:archive_capture_bytes", args=[capture.pk]) in seen


def test_who_may_not_open_a_sealed_article_is_told_that_it_is_sealed(article, chief):
    colleague = sit_down("زميل", CURATOR)
    take_down(chief, article)
    shown = colleague.get(page(article, "change"), follow=True).content.decode()
    assert 'class="warning"' in shown
    assert "حُذف" not in shown
    gone = reverse("admin:archive_article_change", args=["nothing-there"])
    assert "حُذف" in colleague.get(gone, follow=True).content.decode()


def test_a_flag_of_another_article_does_not_tell_its_headline(article, chief):
    about = Flag.objects.filter(kind=FlagKind.NEAR_DUPLICATE)
    assert about.exists()
    take_down(chief, article)
    assert not about.exists()
    chief.post(page(article), {"status": "published"})
    assert about.exists()


@pytest.mark.parametrize("captured_at", ["2022-03-03", "2030-01-01"])
def test_no_import_brings_it_back(article, chief, import_rows, captured_at):
    take_down(chief, article)
    import_rows(secret_row(captured_at=captured_at, author="كاتب آخر"))
    assert Client().get(article.get_absolute_url()).status_code == 410
    article.refresh_from_db()
    assert article.sealed
    newest = article.captures.order_by("-pk")[0]
    bytes_of = reverse("admin:archive_capture_bytes", args=[newest.pk])
    assert sit_down("زميل", CURATOR).get(bytes_of).status_code != 200


def test_lifting_it_restores_all_and_the_history_has_both(article, chief):
    reader, every = Client(), doors(article)
    before = telling(reader, every, *SECRETS)
    source = Source.objects.get(pk=article.source_id).article_count
    take_down(chief, article)
    assert Source.objects.get(pk=article.source_id).article_count == source - 1
    chief.post(page(article), {"status": "published"})
    assert telling(reader, every, *SECRETS) == before
    assert Source.objects.get(pk=article.source_id).article_count == source
    article.refresh_from_db()
    assert (article.sealed, article.withdrawal) == (False, "")
    steps = [step_of(version) for version in versions_of(article)][:2]
    assert [(step.by, step.sheet[""]["sealed"]) for step in steps] == [("مدير", ""), ("مدير", "on")]
    assert steps[1].sheet[""]["withdrawal"] == REASON


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR, CURATOR])
def test_only_administrators_take_down(article, role):
    response = sit_down("زميل", role).post(page(article), {"reason": REASON})
    assert response.status_code == 403
    article.refresh_from_db()
    assert article.is_published


def test_the_page_names_what_stays_in_view(article, chief):
    html = chief.get(page(article)).content.decode()
    assert named("edition").title in html
    assert named("pointing").title in html


def test_what_stood_behind_it_says_that_it_is_gone(article, chief):
    twin = named("edition")
    Article.objects.filter(pk=twin.pk).update(status="hidden", same_as=article)
    assert Client().get(twin.get_absolute_url()).status_code == 302
    take_down(chief, article)
    assert Client().get(twin.get_absolute_url()).status_code == 410
