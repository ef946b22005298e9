"""Whoever is refused is told so by a page of the archive, and where to go from there."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

REFUSALS: dict[str, tuple[HTTPStatus, Callable[[Client], object]]] = {
    "a name that is not the archive's": (
        HTTPStatus.BAD_REQUEST,
        lambda client: client.get("/", headers={"host": "elsewhere.example"}),
    ),
    "a page for others": (
        HTTPStatus.FORBIDDEN,
        lambda client: client.get("/admin/archive/article/add/"),
    ),
    "a form from elsewhere": (
        HTTPStatus.FORBIDDEN,
        lambda client: client.post("/admin/login/", {"username": "x"}),
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr")])
def test_a_refusal_looks_like_the_archive_and_leads_on(
    db, django_user_model, refusal, language, way
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.create_user("visitor", is_staff=True))
    client.cookies["choices"] = f"language:{language}"
    status, ask = REFUSALS[refusal]
    response = ask(client)
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}" dir="{way}"' in html
    assert html.count("<h1>") == 1
    assert 'href="/dates/"' in html.partition("<main")[2]


KINDS = ("keyword", "source", "author")
NUMBERED = (
    *(f"/admin/archive/{kind}/merge/?names={{}}" for kind in KINDS),
    *(f"/admin/archive/{kind}/merge/?names=1&into={{}}" for kind in KINDS),
    *(f"/admin/archive/{kind}/{{}}/divide/" for kind in KINDS),
    *(f"/admin/archive/{kind}/twins/?p={{}}" for kind in KINDS),
    *(f"/admin/archive/article/?{kind}__id__exact={{}}" for kind in ("source", "author")),
    *(
        f"/admin/archive/{model}/{{}}/{page}/"
        for model in ("batch", "capture", "comment", "likeness", "pseudonym", "flag", *KINDS)
        for page in ("change", "history", "delete")
    ),
    "/admin/archive/article/?p={}",
    "/admin/archive/article/?keywords__id__exact={}",
    "/admin/archive/article/?capture__batch__id__exact={}",
    "/admin/archive/batch/{}/report.jsonl",
    "/admin/archive/batch/statistics/?p={}",
    "/admin/archive/capture/{}/bytes/",
    "/admin/archive/comment/?source={}",
    "/admin/archive/flag/?batch={}",
    "/admin/archive/flag/?source={}",
    "/admin/archive/flag/queue/?flag={}&source={}&batch={}",
    "/admin/archive/likeness/?source={}",
    "/api/v1/articles?cursor={}",
    "/articles/{}/",
    "/dates/?page={}",
    "/dates/{}/",
    "/dates/2022/{}/",
    "/dates/2022/3/{}/",
    "/dates/{}/feed/",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc&set=source:{}",
    "/search/?q=الاجتماع&page={}",
    "/sitemap-articles.xml?p={}",
    "/statistics/?year={}",
)


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 26, "٩" * 26])
def test_no_number_of_an_address_is_too_long_to_answer(admin_client, seeds, digits):
    answers = {one: admin_client.get(one.replace("{}", digits)).status_code for one in NUMBERED}
    assert max(answers.values()) < HTTPStatus.INTERNAL_SERVER_ERROR
