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
