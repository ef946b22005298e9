"""Captures that are uploaded at the desk: seen first, imported then, by a process of its own."""

import io
import json
import os
import tarfile
import time
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from archive.admin import receiving
from archive.intake import uploads
from archive.intake.ingest import ingest
from archive.intake.uploads import Upload
from archive.models import Article, Batch, Capture
from tests.archive.test_admin import curator, desk  # noqa: F401 - fixtures
from tests.conftest import MEETING, MEMORANDUM, SEEDS

ADD = "/admin/archive/batch/add/"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Let the work be done here, where the database of the tests is: the same command does it."""

    def set_going(upload, *options):
        call_command("import_uploads", upload.token, *options)

    monkeypatch.setattr(uploads, "set_going", set_going)


def zipped(files: dict[str, bytes], deflated: bool = True) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED if deflated else 0) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return packed.getvalue()


def seeds_zipped() -> bytes:
    return zipped({path.name: path.read_bytes() for path in SEEDS.iterdir()})


def upload(desk, *files: tuple[str, bytes], form: str = "", follow: bool = True):  # noqa: F811
    sent = [SimpleUploadedFile(name, raw) for name, raw in files]
    return desk.post(ADD, {"captures": sent, "form": form}, follow=follow)


def left() -> list[str]:
    return os.listdir(settings.UPLOADS_ROOT)


def test_the_limits_are_told_beforehand(desk):  # noqa: F811
    html = desk.get(ADD).content.decode()
    assert "1.0" in html
    assert str(receiving.MOST_FILES) in html
    assert 'enctype="multipart/form-data"' in html


def test_one_sees_what_would_come_in_document_by_document_and_nothing_is_imported(desk):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()), ("empty.txt", b""))
    assert page.context["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "failed": 1}
    html = page.content.decode()
    assert "حمولة.zip" in html
    assert MEETING.name in html
    assert "الملف فارغ" in html
    assert "25 مارس 2022" in html
    assert "2022-03-25" not in html
    assert not Batch.objects.exists()
    assert not Capture.objects.exists()


def test_what_a_library_says_of_a_damaged_file_is_in_the_report_alone(desk):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()[:-40]))
    shown = page.content.decode()
    assert "تالف أو مبتور" in shown
    assert "zip file" not in shown
    token = page.request["PATH_INFO"]
    desk.post(token, {"deed": "import"})
    batch = Batch.objects.get()
    report = desk.get(reverse("admin:archive_batch_report", args=[batch.pk]))
    assert "zip file" in report.getvalue().decode()
    shown = desk.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()
    assert "تالف أو مبتور" in shown
    assert "zip file" not in shown


def test_then_it_is_imported_and_the_files_are_removed(desk, curator):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()))
    token = page.resolver_match.kwargs["token"]
    page = desk.post(page.request["PATH_INFO"], {"deed": "import"}, follow=True)
    batch = Batch.objects.get()
    assert page.context["batch"] == batch
    assert (batch.created, batch.failed, batch.started_by) == (2, 0, curator)
    assert batch.origin == "حمولة.zip"
    assert batch.finished_at
    assert left() == []
    assert Upload.of(token) is None
    assert all(article.title in page.content.decode() for article in Article.objects.all())
    again = desk.get(reverse("admin:archive_batch_upload", args=[token]), follow=True)
    assert again.context["batch"] == batch


def test_when_it_was_uploaded_is_not_taken_for_when_it_was_captured(desk):  # noqa: F811
    page = upload(desk, (MEETING.name, MEETING.read_bytes()))
    desk.post(page.request["PATH_INFO"], {"deed": "import"})
    capture = Capture.objects.get()
    assert (capture.captured_at, capture.captured_basis, capture.name) == (None, "", MEETING.name)


def test_what_is_discarded_leaves_nothing(desk):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()))
    desk.post(page.request["PATH_INFO"], {"deed": "discard"})
    assert left() == []
    assert not Capture.objects.exists()


def test_a_broken_off_import_goes_on_where_it_was(desk, curator):  # noqa: F811
    rows = [{"title": f"الخبر رقم {number}", "text": "نص"} for number in range(300)]
    page = upload(desk, ("جدول.jsonl", "\n".join(map(json.dumps, rows)).encode()))
    sent = Upload.of(page.resolver_match.kwargs["token"])
    batch = Batch.objects.create(upload=sent.token, started_by=curator)
    killed = ingest(sent.files, settings.LARGEST_CAPTURE, batch=batch)
    next(killed)
    killed.close()
    address = reverse("admin:archive_batch_change", args=[batch.pk])
    html = desk.get(address).content.decode()
    assert 'data-outcome="broken"' in html
    go_on = reverse("admin:archive_batch_go_on", args=[batch.pk])
    assert go_on in html
    page = desk.post(go_on, follow=True)
    assert 'data-outcome="finished"' in page.content.decode()
    batch.refresh_from_db()
    assert (batch.created, batch.unchanged) == (300, 0)
    assert left() == []


def test_the_command_goes_on_with_all_that_was_broken_off(desk, curator):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()))
    Batch.objects.create(upload=page.resolver_match.kwargs["token"])
    call_command("import_uploads")
    assert Article.objects.count() == 2


def test_while_it_goes_on_the_page_says_how_far_and_asks_again_by_itself(desk, curator):  # noqa: F811
    sent = uploads.receive([SimpleUploadedFile("خبر.txt", b"")], kind="captures", by=1, form="")
    address = reverse("admin:archive_batch_upload", args=[sent.token])
    with sent.at_work():
        sent.note(uploads.Progress(time.time(), read=41, size=100, done=7))
        html = desk.get(address).content.decode()
        assert '<progress max="100" value="41"' in html
        assert '<noscript><meta http-equiv="refresh"' in html
        desk.post(address, {"deed": "discard"})
        assert Upload.of(sent.token)
    sent.note(uploads.Progress(time.time() - 60, read=41, size=100))
    html = desk.get(address).content.decode()
    assert "refresh" not in html
    assert 'value="again"' in html


def test_an_upload_beyond_the_limit_is_refused_and_never_written(desk, settings):  # noqa: F811
    settings.LARGEST_UPLOAD = 1000
    page = upload(desk, ("large.txt", b"x" * 2000))
    assert page.context["form"].errors
    assert left() == []


def test_more_files_than_are_taken_are_refused(desk, monkeypatch):  # noqa: F811
    monkeypatch.setattr(receiving, "MOST_FILES", 2)
    page = upload(desk, *((f"{number}.txt", b"x") for number in range(3)))
    assert str(receiving.TOO_MANY) in page.content.decode()
    assert left() == []


def test_what_people_send_who_may_not_is_never_written(client, db, monkeypatch):
    written = []
    monkeypatch.setattr(
        receiving.TemporaryFileUploadHandler, "new_file", lambda *a, **k: written.append(a)
    )
    upload(client, ("a.txt", b"x"), follow=False)
    client.post("/choices/", {"a": SimpleUploadedFile("a.txt", b"x")})
    assert written == []


BOMB = b"\0" * (1 << 22)


@pytest.mark.parametrize("nested", [False, True])
def test_an_archive_that_unpacks_to_far_more_is_stopped(desk, monkeypatch, nested):  # noqa: F811
    monkeypatch.setattr("archive.containers.entries.LEAST_ALLOWANCE", 1 << 20)
    monkeypatch.setattr("archive.containers.entries.LARGEST_RATIO", 2)
    bomb = zipped({f"{number}.txt": BOMB for number in range(4)})
    if nested:
        bomb = zipped({"inner.zip": bomb})
    page = upload(desk, ("bomb.zip", bomb))
    assert page.context["counts"]["created"] == 0
    assert "أكبر بكثير" in page.content.decode() or "حجم" in page.content.decode()


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "..\\evil.txt"])
def test_names_within_archives_and_of_files_lead_nowhere(desk, name):  # noqa: F811
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        raw = MEMORANDUM.read_bytes()
        entry = tarfile.TarInfo(name)
        entry.size = len(raw)
        archive.addfile(entry, io.BytesIO(raw))
    before = set(settings.DATA_DIR.parent.iterdir())
    page = upload(desk, ("a.tar", packed.getvalue()), (name, MEETING.read_bytes()))
    token = page.resolver_match.kwargs["token"]
    assert set(settings.DATA_DIR.parent.iterdir()) == before
    inside = Upload.of(token).folder.resolve()
    assert all(inside in file.resolve().parents for file in Upload.of(token).files)
    assert page.context["counts"]["created"] >= 1


def test_two_files_of_one_name_and_very_long_names_are_taken(desk):  # noqa: F811
    name = "أ" * 120 + ".txt"
    page = upload(desk, (name, MEETING.read_bytes()), (name, MEMORANDUM.read_bytes()))
    assert page.context["counts"]["created"] == 2


def test_no_address_leads_out_of_the_uploads(desk):  # noqa: F811
    for token in ("..", "%2e%2e", "0" * 32, "x"):
        assert desk.get(f"/admin/archive/batch/upload/{token}/").status_code == 404


def test_what_nobody_decided_about_is_discarded_after_a_while(desk):  # noqa: F811
    page = upload(desk, ("حمولة.zip", seeds_zipped()))
    old = Upload.of(page.resolver_match.kwargs["token"])
    stray = settings.UPLOADS_ROOT / "stray.upload"
    stray.touch()
    kept = uploads.receive([SimpleUploadedFile("a", b"")], kind="captures", by=1, form="")
    Batch.objects.create(upload=kept.token)
    long_ago = time.time() - uploads.KEPT.total_seconds() - 60
    for path in (old.folder, stray, kept.folder):
        os.utime(path, (long_ago, long_ago))
    uploads.sweep()
    assert left() == [kept.token]
