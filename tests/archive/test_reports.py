"""A reader says what is wrong, and the curators hear of it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.curation.roles import CONTRIBUTOR
from archive.models import Article, Flag, Sender
from archive.pages import reporting
from tests.archive.test_admin import curator, desk, form_of  # noqa: F401 - fixtures

SAID = {"about": "date", "message": "التاريخ 26 مارس لا 25", "contact": "qari@example.org"}


def page(article: Article) -> str:
    return reverse("archive:report", args=[article.pk])


def reports() -> list[Flag]:
    return list(Flag.objects.filter(kind="error_reported").order_by("pk"))


def test_a_report_becomes_a_flag_and_the_reader_is_thanked(client, meeting):
    article_page = client.get(meeting.get_absolute_url())
    assert f'href="{page(meeting)}"' in article_page.content.decode()
    response = client.post(page(meeting), SAID, follow=True)
    assert response.redirect_chain == [(reverse("archive:reported", args=[meeting.pk]), 302)]
    assert "شكرًا" in response.content.decode()
    [flag] = reports()
    assert flag.article == meeting
    assert flag.values == SAID
    assert SAID["message"] in flag.explanation


def test_an_article_page_stays_free_of_cookies_and_the_form_cannot_be_forged(meeting):
    reader = Client(enforce_csrf_checks=True)
    reader.get(meeting.get_absolute_url())
    assert not reader.cookies
    assert reader.post(page(meeting), SAID).status_code == 403
    html = reader.get(page(meeting)).content.decode()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert reader.post(page(meeting), {**SAID, "csrfmiddlewaretoken": token}).status_code == 302
    assert len(reports()) == 1


def test_the_same_report_twice_is_one_and_another_is_another(client, meeting):
    client.post(page(meeting), {**SAID, "contact": ""})
    client.post(page(meeting), {**SAID, "message": "التاريخ 26 مارس لا 25 "})
    assert [flag.values["contact"] for flag in reports()] == ["qari@example.org"]
    client.post(page(meeting), {**SAID, "about": "text"})
    assert len(reports()) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"message": ""},
        {"message": " "},
        {"about": "weather"},
        {"about": ""},
        {"message": "ا" * 2001},
    ],
)
def test_what_is_missing_or_too_long_is_told_and_what_was_written_stays(client, meeting, wrong):
    response = client.post(page(meeting), {**SAID, **wrong})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "qari@example.org" in response.content.decode()
    assert reports() == []


def test_a_program_that_fills_everything_in_is_thanked_and_ignored(client, meeting):
    assert client.post(page(meeting), {**SAID, "website": "https://x.example"}).status_code == 302
    assert reports() == []


def send(client, article, number, **headers):
    return client.post(page(article), {**SAID, "message": f"خطأ {number}"}, **headers)


def test_too_many_from_one_address_are_told_when_they_are_taken_again(client, meeting):
    answers = [send(client, meeting, number) for number in range(reporting.MOST + 1)]
    assert [answer.status_code for answer in answers] == [302] * reporting.MOST + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert "60 دقيقة" in answers[-1].content.decode()
    assert len(reports()) == reporting.MOST
    assert send(client, meeting, 99, REMOTE_ADDR="192.0.2.7").status_code == 302
    Sender.objects.update(since=timezone.now() - timedelta(minutes=61))
    assert send(client, meeting, 100).status_code == 302


def test_no_address_is_kept_and_what_stands_for_it_is_gone_after_a_day(client, meeting):
    send(client, meeting, 1, REMOTE_ADDR="192.0.2.7")
    [sender] = Sender.objects.all()
    assert "192.0.2" not in sender.mark
    assert len(sender.mark) == 64
    Sender.objects.update(since=timezone.now() - timedelta(hours=25))
    send(client, meeting, 2, REMOTE_ADDR="192.0.2.8")
    assert Sender.objects.exclude(pk=sender.pk).count() == Sender.objects.count() == 1


def test_behind_proxies_the_reader_is_told_by_the_outermost_one_that_is_ours(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.1"})
    assert reporting.address_of(request) == "127.0.0.1"
    settings.PROXIES = 1
    assert reporting.address_of(request) == "198.51.100.1"
    settings.PROXIES = 3
    assert reporting.address_of(request) == "127.0.0.1"


def test_only_who_decides_sees_how_to_reach_a_reader_and_a_decision_deletes_it(
    desk,  # noqa: F811
    client,
    meeting,
):
    Client().post(page(meeting), SAID)
    [flag] = reports()
    address = reverse("admin:archive_flag_change", args=[flag.pk])
    assert "qari@example.org" in desk.get(address).content.decode()
    helper = get_user_model().objects.create_user("helper", is_staff=True)
    helper.groups.add(Group.objects.get(name=CONTRIBUTOR))
    other = Client()
    other.force_login(helper)
    seen = other.get(address).content.decode()
    assert SAID["message"] in seen
    assert "qari@example.org" not in seen
    desk.post(address, {**form_of(desk.get(address)), "status": "accepted"})
    flag.refresh_from_db()
    assert flag.status == Flag.Status.ACCEPTED
    assert "qari@example.org" not in str(flag.values)
    assert flag.values["message"] == SAID["message"]


def test_a_report_survives_a_new_import(client, meeting, import_files):
    from tests.conftest import MEETING

    client.post(page(meeting), SAID)
    import_files(MEETING)
    assert len(reports()) == 1
