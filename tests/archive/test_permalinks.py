"""The addresses of articles and names are those that Django finds."""

from django.urls import reverse, set_script_prefix
from hypothesis import given
from hypothesis import strategies as st

from archive.models.permalinks import permalink

NAMES = st.text(st.characters(exclude_characters="/", exclude_categories=("Cs",)), min_size=1)


@given(NAMES)
def test_an_address_is_the_one_that_leads_to_the_view(name):
    assert permalink("archive:keyword", name) == reverse("archive:keyword", args=[name])


def test_an_archive_below_a_path_has_its_addresses_there():
    try:
        set_script_prefix("/press/")
        assert permalink("archive:source", "واج").startswith("/press/sources/")
    finally:
        set_script_prefix("/")
    assert permalink("archive:source", "واج").startswith("/sources/")
