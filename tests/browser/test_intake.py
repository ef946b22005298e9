"""Imports in a browser: a curator uploads, watches and opens; a reader reports, a curator sees it."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.intake import tables, uploads
from archive.models import Flag
from tests.browser.accessibility import WCAG_2_1, violations
from tests.browser.conftest import PATIENCE, opening
from tests.browser.pages import DESKTOP
from tests.browser.test_desk import SELECT2, TABLET
from tests.conftest import MEETING, SEEDS
from tests.serving import served

NAME, PASSWORD = "amal", "a long enough secret"


@pytest.fixture
def server(tmp_path) -> Iterator[str]:
    """Other processes work for it, as they do not for a live server of the tests."""
    with served(tmp_path / "data", NAME, PASSWORD) as url:
        yield url


@pytest.mark.parametrize("script", [True, False])
def test_a_curator_uploads_by_keyboard_watches_and_opens_what_came_in(browser, server, script):
    with opening(browser, server, 2 * PATIENCE, java_script_enabled=script) as open_page:
        page = open_page("/admin/archive/batch/add/")
        page.fill("#id_username", NAME)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("#id_captures")
        captures = [str(path) for path in sorted(SEEDS.iterdir())]
        page.set_input_files("#id_captures", captures)
        page.focus("#id_form")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("progress, [value=import]")
        page.wait_for_selector("[value=import]")
        assert page.locator("tbody tr", has_text=MEETING.name).count() == 1
        page.focus("[value=import]")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-outcome=finished]")
        page.wait_for_selector("#articles")
        links = page.locator("section[aria-labelledby=articles] tbody th a")
        assert links.count() == 2
        links.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#id_title")
        assert page.complaints == []


LOOKS = [
    {"viewport": size, "color_scheme": colours}
    for size in (TABLET, DESKTOP)
    for colours in ("light", "dark")
]


def test_every_page_of_intake_is_accessible_and_fits(sit_down, seeds, admin_user):
    batch = seeds[0].capture.batch
    batch.problems = [
        {"file": "أ.zip", "record": "ب.txt", "message": "the file is empty", "values": {}}
    ]
    batch.failed, batch.finished_at = 1, None
    batch.save()
    addresses = {
        "imports": reverse("admin:archive_batch_changelist"),
        "upload": reverse("admin:archive_batch_add"),
        "batch": reverse("admin:archive_batch_change", args=[batch.pk]),
        "statistics": reverse("admin:archive_statistics"),
        "articles": reverse("admin:archive_article_changelist"),
        "table": reverse("admin:archive_article_table"),
    }
    waiting = uploads.receive(
        [SimpleUploadedFile(MEETING.name, MEETING.read_bytes())], kind="captures", by=1, form=""
    )
    uploads.rehearse(waiting)
    addresses["rehearsal"] = reverse("admin:archive_batch_upload", args=[waiting.token])
    going = uploads.receive([SimpleUploadedFile("a", b"")], kind="captures", by=1, form="")
    going.note(uploads.Progress(time.time(), 40, 100, 7))
    addresses["progress"] = reverse("admin:archive_batch_upload", args=[going.token])
    # Everybody sits down first: an account cannot be made while a page asks how far the work is.
    pages = [
        sit_down(f"أمل {number}", addresses["imports"], **look) for number, look in enumerate(LOOKS)
    ]
    for page, look in zip(pages, LOOKS, strict=True):
        for name, address in addresses.items():
            page.goto(address)
            assert page.locator("h1").count() >= 1, name
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
            assert page.complaints == [], name
            assert violations(page, WCAG_2_1, without=SELECT2) == [], (name, look)
            page.complaints.clear()
            if pictures := os.environ.get("PICTURES"):
                where = f"{name}-{look['viewport']['width']}-{look['color_scheme']}.png"
                page.screenshot(path=Path(pictures) / where, full_page=True)
        page.goto("about:blank")


def test_a_table_is_brought_back_and_its_changes_are_seen(sit_down, seeds):
    memorandum, meeting = seeds
    page = sit_down("أمل", reverse("admin:archive_article_table"), viewport=TABLET)
    ids = [memorandum.pk, meeting.pk]
    table = "".join(tables.table_of(ids)).replace("published", "draft").replace("الأول", "الثاني")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(table)
        file.flush()
        page.set_input_files("#id_table", file.name)
        page.keyboard.press("Enter")
        with page.expect_navigation():
            page.click(".submit-row input")
    assert page.locator("tbody ins").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints == []
    assert violations(page, WCAG_2_1, without=SELECT2) == []
    if pictures := os.environ.get("PICTURES"):
        page.screenshot(path=Path(pictures) / "table-changes.png", full_page=True)


@pytest.mark.parametrize("script", [True, False])
def test_a_reader_reports_an_error_and_a_curator_sees_it(
    read,
    sit_down,
    meeting,
    script,
):
    page = read(meeting.get_absolute_url(), java_script_enabled=script)
    page.get_by_role("link", name="أبلغ عن خطأ").or_(page.get_by_text("Report an error")).click()
    page.locator("[name=about][value=date]").check()
    page.fill("[name=message]", "التاريخ 18 يناير لا 17")
    page.locator("form.report button").click()
    page.wait_for_url("**/thanks/")
    flag = Flag.objects.get(kind="error_reported")
    desk = sit_down("أمل", reverse("admin:archive_flag_change", args=[flag.pk]))
    assert desk.get_by_text("التاريخ 18 يناير لا 17").count() >= 1
    assert [*page.complaints, *desk.complaints] == []
