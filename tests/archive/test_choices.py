"""What a reader chooses is kept, heeded on every page, and nobody else's business."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.choices import OPTIONS, Choices, choosing, read, written
from archive.pages.choosing import COOKIE, LABELS

every_choice = st.builds(
    Choices, **{name: st.sampled_from(options) for name, options in OPTIONS.items()}
)


@given(every_choice)
def test_what_is_written_is_read_again_and_needs_no_quoting_in_a_cookie(choices):
    assert read(written(choices)) == choices
    assert re.fullmatch(r"[a-z:.]*", written(choices))


@given(st.text())
def test_any_cookie_is_read_and_what_it_does_not_say_is_as_usual(cookie):
    assert isinstance(read(cookie), Choices)
    assert read(f"{cookie}§.theme:dark").theme == "dark"


@given(every_choice, st.dictionaries(st.sampled_from([*OPTIONS, "next"]), st.text()))
def test_options_that_there_are_not_change_nothing(choices, named):
    unknown = {name: f"{value}!" for name, value in named.items()}
    assert choosing(choices, unknown) == choices


def test_every_option_is_offered_under_a_name():
    assert {name: set(labels) for name, labels in LABELS.items()} == {
        name: set(options) for name, options in OPTIONS.items()
    }


@pytest.fixture
def reader(client):
    """A reader's browser, in which some choices have been made."""

    def choose(**chosen: str) -> Client:
        client.get(reverse("archive:keep"), chosen)
        return client

    return choose


def test_a_choice_is_kept_for_a_year_for_this_site_alone(client, db):
    response = client.get("/choices/keep/?digits=arab&theme=dark&next=/dates/")
    assert response.status_code == 302
    assert response["Location"] == "/dates/"
    assert "no-store" in response["Cache-Control"]
    cookie = response.cookies[COOKIE]
    assert read(cookie.value) == Choices(digits="arab", theme="dark")
    assert cookie["max-age"] == 365 * 24 * 3600
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


def test_one_choice_leaves_the_others_as_they_were(reader):
    reader(digits="arab", size="large")
    assert read(reader(language="en").cookies[COOKIE].value) == Choices(
        language="en", digits="arab", size="large"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "evil",
        "",
        " /",
    ],
)
def test_choosing_leads_to_no_other_site(client, db, elsewhere):
    assert client.get("/choices/keep/", {"next": elsewhere})["Location"] == "/"


def test_the_form_shows_what_is_chosen_and_leads_back(reader, db):
    html = reader(months="levant").get("/choices/?next=/search/%3Fq%3Dx").content.decode()
    assert re.search(r'value="levant"[^>]* checked', html)
    assert 'name="next" value="/search/?q=x"' in html


def test_arabic_comes_first_whatever_a_browser_asks_for(client, seeds):
    response = client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="ar" dir="rtl"' in response.content.decode()
    assert "Cookie" in response["Vary"]


def test_english_is_one_link_away_on_every_page_and_so_is_the_way_back(client, seeds):
    html = client.get("/search/", {"q": "المغرب"}).content.decode()
    [link] = re.findall(r'href="(/choices/keep/[^"]+)"', html)
    response = client.get(link.replace("&amp;", "&"), follow=True)
    assert response.request["PATH_INFO"] == "/search/"
    assert '<html lang="en" dir="ltr"' in response.content.decode()
    assert "2 articles found" in response.content.decode()
    assert 'lang="ar" hreflang="ar"' in response.content.decode()


def test_dates_are_in_the_names_and_digits_chosen_and_machines_read_them_as_ever(reader, seeds):
    address = seeds[0].get_absolute_url()
    html = reader(digits="arab", months="levant").get(address).content.decode()
    assert "٢٥ آذار ٢٠٢٢" in html
    assert "١٥:٠٤" in html
    assert 'datetime="2022-03-25T15:04"' in html
    assert "25 March 2022, 15:04" in reader(language="en").get(address).content.decode()


def test_what_was_published_keeps_its_digits(reader, seeds):
    html = reader(digits="arab").get(seeds[1].get_absolute_url()).content.decode()
    assert "يومي 16 و17 يناير الجاري" in html


PAGES = (
    "/",
    "/dates/",
    "/dates/2022/",
    "/dates/2022/3/",
    "/dates/2022/3/23/",
    "/authors/",
    "/sources/",
    "/keywords/",
    "/search/?q=المغرب&level=root&date=2023",
    "/search/?q=التعاون الصين",
    "/search/help/?word=المغرب",
    "/statistics/",
    "/about/",
    "/articles/{0}/?q=المغرب",
    "/articles/{1}/",
    "/articles/{1}/report/",
    "/articles/{1}/report/thanks/",
)
PUBLISHED = re.compile(
    r'<div class="citation">.*?</div>|<(bdi|code)\b.*?</\1>|<(p|h1)[^>]* dir="(?:rtl|auto)".*?</\2>',
    re.DOTALL,
)
"""What papers printed, readers typed or machines say, in a page, and what is taken elsewhere."""
TALK_OF_DIGITS = ("SHA-256", "٣ و3")


@pytest.mark.parametrize("address", PAGES)
def test_every_number_of_ours_is_in_the_digits_chosen_and_no_address_is(reader, seeds, address):
    html = reader(digits="arab").get(address.format(*(one.pk for one in seeds))).content.decode()
    body = html.partition("<body>")[2]
    ours = PUBLISHED.sub("", body)
    printed = re.sub(r"<[^>]+>", " ", ours)
    for talk in TALK_OF_DIGITS:
        printed = printed.replace(talk, "")
    assert re.findall(r"[^\n]*[0-9]+[^\n]*", printed) == []
    for value in re.findall(r'(?:href|id|value|datetime|start|width|height)="([^"]*)"', ours):
        assert not re.search("[٠-٩]", value), value


def test_the_level_chosen_is_that_of_a_search_that_names_none(reader, import_text):
    import_text("خبر أول\n\n1 يناير 2023\n\nزار الوفد المكتبة الوطنية في العاصمة صباح اليوم.\n")
    import_text(
        "خبر ثان\n\n2 يناير 2023\n\nصدر الكتاب الجديد في العاصمة مساء أمس بعد طول انتظار.\n"
    )

    def found(address: str) -> int:
        return client.get(address).context["found"].total

    client = reader()
    assert (found("/search/?q=كتاب"), found("/search/?q=كتاب&level=root")) == (1, 2)
    client = reader(level="root")
    assert (found("/search/?q=كتاب"), found("/search/?q=كتاب&level=forms")) == (2, 1)
    page = client.get("/search/?q=كتاب&level=forms")
    assert all("level=" in url for _label, url, _current in page.context["sorts"])
    assert "level=root" in client.get("/search/?q=كتاب").context["feed"]


@pytest.mark.parametrize(
    ("theme", "scheme", "media"),
    [
        ("system", "light dark", 'media="screen and (prefers-color-scheme: dark)"'),
        ("light", "light", None),
        ("dark", "dark", 'media="screen"'),
    ],
)
def test_colours_are_those_of_the_device_or_as_chosen(reader, seeds, theme, scheme, media):
    html = reader(theme=theme).get("/").content.decode()
    assert f'<meta name="color-scheme" content="{scheme}">' in html
    assert (media in html) if media else ("dark.css" not in html)


@pytest.mark.parametrize("address", ["/", "/dates/", "/sources/", "/search/?q=المغرب", "/choices/"])
def test_a_page_that_is_the_same_is_not_sent_again(client, seeds, address):
    first = client.get(address)
    assert "no-cache" in first["Cache-Control"]
    assert "private" in first["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.get("/choices/keep/?language=en")
    other = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_an_article_says_when_it_was_last_changed(client, seeds):
    address = seeds[0].get_absolute_url()
    first = client.get(address)
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=since).status_code == 304
    assert client.cookies == {}


def test_a_page_that_was_sent_compressed_is_known_again(client, seeds):
    compressed = {"Accept-Encoding": "gzip"}
    first = client.get("/", headers=compressed)
    assert first["Content-Encoding"] == "gzip"
    again = client.get("/", headers={**compressed, "If-None-Match": first["ETag"]})
    assert again.status_code == 304
