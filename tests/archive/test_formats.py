"""Dates and numbers of the desk are written as its language writes them."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from archive.curation.history import versions_of
from archive.models import Batch
from tests.archive.test_admin import change_page, curator, desk, save

__all__ = ["curator", "desk"]

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "style", "written"),
    [
        ("ar", "DATETIME_FORMAT", "22 نوفمبر 2026، 12:05"),
        ("ar", "SHORT_DATETIME_FORMAT", "22/11/2026 12:05"),
        ("ar", "DATE_FORMAT", "22 نوفمبر 2026"),
        ("ar", "SHORT_DATE_FORMAT", "22/11/2026"),
        ("en", "DATETIME_FORMAT", "22 November 2026, 12:05"),
        ("en", "SHORT_DATETIME_FORMAT", "22/11/2026 12:05"),
    ],
)
def test_the_day_comes_before_the_month_and_the_clock_has_24_hours(language, style, written):
    with override(language):
        assert date_format(NOON, style) == written


def test_a_size_has_a_decimal_point():
    with override("ar"):
        assert "2.4" in filesizeformat(2_516_582)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        (forms.DateField(localize=True), date(2026, 11, 3)),
        (forms.DateTimeField(), datetime(2026, 11, 3, 12, 5, tzinfo=UTC)),
        (forms.FloatField(localize=True), 2.4),
    ],
)
def test_what_a_form_shows_is_what_it_takes(language, field, value):
    with override(language):
        assert field.clean(str(field.widget.format_value(field.prepare_value(value)))) == value


def test_a_day_in_the_form_of_an_article_stays_as_machines_write_it(desk, meeting):
    html = desk.get(change_page(meeting)).content.decode()
    assert f'value="{meeting.published_on.isoformat()}"' in html


def test_an_import_and_a_restored_version_are_dated_in_arabic(desk, meeting):
    save(desk, meeting, title="عنوان")
    Batch.objects.update(started_at=NOON)
    batch = Batch.objects.get()
    page = desk.get(reverse("admin:archive_batch_change", args=[batch.pk])).content.decode()
    assert "22 نوفمبر 2026، 12:05" in page
    assert "22/11/2026 12:05" in desk.get(reverse("admin:archive_statistics")).content.decode()
    version = versions_of(meeting).last()
    address = reverse("admin:archive_article_restore", args=[meeting.pk, version.revision_id])
    made = date_format(version.revision.date_created, "j F Y، H:i")
    assert made in desk.post(address).content.decode()
