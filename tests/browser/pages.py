"""Every type of page, and what readers have it on.

A new type of page is a row of PAGES; the tests of `test_every_page.py` and the pictures of
`tests/screenshots.py` follow.
"""

from pathlib import Path

from archive.pages.choosing import COOKIE

TRAINS = Path(__file__).with_name("trains.jsonl")
"""Beside the two seeds: an article of a known author, captured twice, and another edition of it."""
MEMORANDUM = "/articles/8rbc89up7bmk/"
MEETING = "/articles/66kfdd2ol02p/"
AGREEMENT = "/articles/e1pvf95apjko/"
CORRECTED = "e8a3941b0df3cc374679430ae4c60d2f8583d01386a8434119066e0da219cb59"

PAGES = {
    "home": "/",
    "article": MEMORANDUM,
    "article-with-comments": MEETING,
    "article-with-marks": f"{MEETING}?q=المغرب",
    "article-with-editions": AGREEMENT,
    "editions": f"{AGREEMENT}beside/0f012v6n6d23/",
    "changes": f"{AGREEMENT}captures/{CORRECTED}/",
    "report": f"{MEETING}report/",
    "reported": f"{MEETING}report/thanks/",
    "all-articles": "/dates/",
    "year": "/dates/2022/",
    "month": "/dates/2022/3/",
    "day": "/dates/2022/3/25/",
    "undated": "/dates/undated/",
    "approximate": "/dates/approximate/",
    "sources": "/sources/",
    "source": "/sources/الخليج_الجديد/",
    "authors": "/authors/",
    "author": "/authors/سعاد_المنصوري/",
    "keywords": "/keywords/",
    "keywords-by-letter": "/keywords/?begins=ا&sort=size",
    "keyword": "/keywords/المغرب/",
    "search": "/search/",
    "results": "/search/?q=المغرب",
    "results-narrowed": "/search/?q=المغرب&level=root&sort=newest&date=2023",
    "results-in-part": "/search/?q=المغرب الصين",
    "results-corrected": "/search/?q=hgvfh'",
    "results-ignored": "/search/?q=-المغرب ( هل ***",
    "nothing-found": "/search/?q=الصين",
    "nothing-asked": "/search/?q=؟؟؟",
    "help": "/search/help/?word=المغرب",
    "choices": "/choices/",
    "about": "/about/",
    "statistics": "/statistics/",
    "for-programs": "/api/",
    "not-here": "/articles/nowhere/",
}
NOT_FOUND = {"not-here"}
ARTICLE_DESK = f"/admin/archive/article/{MEETING.split('/')[2]}/"
DESK = {
    "desk": "/admin/",
    "desk-upload": "/admin/archive/batch/add/",
    "desk-queue": "/admin/archive/flag/queue/?kind=date_inferred",
    "desk-article": f"{ARTICLE_DESK}change/",
    "desk-read-again": f"{ARTICLE_DESK}read-again/",
    "desk-pairs": "/admin/archive/likeness/",
    "desk-pair": "/admin/archive/likeness/",
    "desk-keyword": "/admin/archive/keyword/",
    "desk-twins": "/admin/archive/keyword/twins/",
    "desk-comments": "/admin/archive/comment/",
    "desk-take-down": f"{ARTICLE_DESK}take-down/",
    "desk-history": f"{ARTICLE_DESK}history/",
    "desk-statistics": "/admin/archive/batch/statistics/",
}
"""Pages of the curators' desk that `docs/curation.md` shows."""
FIRST_ROW = {"desk-pair", "desk-keyword"}
"""Those that the first row of a list leads to."""
STATES = {
    "article-with-comments",
    "article-with-marks",
    "article-with-editions",
    "reported",
    "year",
    "undated",
    "approximate",
    "keywords-by-letter",
    "sources",
    "source",
    "results-narrowed",
    "results-in-part",
    "results-corrected",
    "results-ignored",
    "nothing-asked",
}
"""Of a type of page that another row shows: no picture is kept of them, and what holds for all pages
is tried on them in the matrix alone."""

PHONE = {"width": 320, "height": 640}
"""In pixels: the narrowest screen, and what magnifying fourfold leaves of one of 1280."""
MAGNIFIED_TWICE = {"width": 640, "height": 450}
DESKTOP = {"width": 1280, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}

COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced-light": {"color_scheme": "light", "forced_colors": "active"},
    "forced-dark": {"color_scheme": "dark", "forced_colors": "active"},
}

LANGUAGES: dict[str, dict[str, str]] = {"ar": {}, "en": {COOKIE: "language:en"}}
"""Of the interface, each with the cookies of a reader who chose it."""
