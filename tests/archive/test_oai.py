from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oaipmh_scythe import Scythe

from archive.models import Article, Source
from archive.programs import oai
from archive.programs.harvesting import LENGTH
from archive.programs.xml import representable

NAMES = {
    "oai": oai.PROTOCOL,
    "oai_dc": oai.FORMAT,
    "dc": oai.DUBLIN_CORE,
}
DC = {"metadataPrefix": "oai_dc"}
GRAMMAR = Path(__file__).parent.parent / "examples" / "oai" / "responses.rng"
RESPONSES = etree.RelaxNG(file=GRAMMAR)


@pytest.fixture
def harvest(client):
    def ask(**arguments) -> etree._Element:
        arguments = {name.rstrip("_"): value for name, value in arguments.items()}
        response = client.get(reverse("archive:oai"), arguments)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        document = etree.fromstring(response.content)
        RESPONSES.assertValid(document)
        return document

    return ask


@pytest.fixture
def pair(db) -> tuple[Article, Article]:
    source = Source.objects.create(name="الخليج الجديد")
    return (
        Article.objects.create(pk="memorandum", title="توقيع مذكرة تفاهم", source=source),
        Article.objects.create(pk="meeting", title="انعقاد الاجتماع الأول"),
    )


def texts(document, path: str) -> list[str]:
    return [element.text for element in document.findall(f".//{path}", NAMES)]


def error(document) -> str | None:
    errors = document.findall("oai:error", NAMES)
    return errors[0].get("code") if errors else None


def changed(article: Article, day: int) -> None:
    when = datetime(2026, 1, day, 12, 0, 30, tzinfo=UTC)
    Article.objects.filter(pk=article.pk).update(modified_at=when)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Steal"}, "badVerb"),
        ({"verb": "identify"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify"}, None),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "ListMetadataFormats"}, None),
        ({"verb": "ListMetadataFormats", "identifier": "oai:testserver:memorandum"}, None),
        ({"verb": "ListMetadataFormats", "identifier": "oai:testserver:x"}, "idDoesNotExist"),
        ({"verb": "ListSets"}, None),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListSets", "from": "2022-01-01"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", **DC}, None),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", **DC, "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
        ({"verb": "ListRecords", **DC, "from": "2000-01-01"}, None),
        ({"verb": "ListRecords", **DC, "from": "2000-01-01T00:00:00Z"}, None),
        ({"verb": "ListRecords", **DC, "from": "2000-01-01T00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", **DC, "from": "2000-1-1"}, "badArgument"),
        ({"verb": "ListRecords", **DC, "from": "٢٠٠٠-٠١-٠١"}, "badArgument"),
        ({"verb": "ListRecords", **DC, "from": "2001-02-29"}, "badArgument"),
        ({"verb": "ListRecords", **DC, "from": ""}, "badArgument"),
        ({"verb": "ListRecords", **DC, "until": "9999-12-31"}, None),
        ({"verb": "ListRecords", **DC, "until": "0001-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", **DC, "from": "9999-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", **DC, "from": "2022-01-02", "until": "2022-01-01"}, "badArgument"),
        (
            {
                "verb": "ListRecords",
                **DC,
                "from": "2022-01-01",
                "until": "2022-01-02T00:00:00Z",
            },
            "badArgument",
        ),
        ({"verb": "ListIdentifiers", **DC, "set": "nobody"}, "noRecordsMatch"),
        ({"verb": "ListIdentifiers", **DC, "set": "source-99"}, "noRecordsMatch"),
        ({"verb": "ListIdentifiers", **DC, "set": "source-" + "9" * 30}, "noRecordsMatch"),
        ({"verb": "GetRecord", "identifier": "oai:testserver:memorandum"}, "badArgument"),
        ({"verb": "GetRecord", **DC, "identifier": "oai:testserver:memorandum"}, None),
        (
            {"verb": "GetRecord", "metadataPrefix": "x", "identifier": "oai:testserver:x"},
            "cannotDisseminateFormat",
        ),
        ({"verb": "GetRecord", **DC, "identifier": "oai:elsewhere:memorandum"}, "idDoesNotExist"),
        ({"verb": "GetRecord", **DC, "identifier": "oai:testserver:\x00\ufffe"}, "idDoesNotExist"),
    ],
)
def test_requests_are_answered_or_refused_as_the_protocol_has_it(harvest, pair, arguments, code):
    document = harvest(**arguments)
    assert error(document) == code
    assert document.tag == f"{{{oai.PROTOCOL}}}OAI-PMH"
    date, request, content = document
    assert datetime.strptime(date.text, "%Y-%m-%dT%H:%M:%S%z")
    assert request.text == "http://testserver/oai/"
    if code in ("badVerb", "badArgument"):
        assert not request.attrib
    else:
        assert dict(request.attrib) == {name: representable(arguments[name]) for name in arguments}
    assert code or content.tag == f"{{{oai.PROTOCOL}}}{arguments['verb']}"


def test_a_repository_says_what_it_is(harvest, seeds):
    [_, _, told] = harvest(verb="Identify")
    assert [etree.QName(element).localname for element in told] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
    ]
    first = Article.objects.order_by("modified_at").first()
    assert texts(told, "oai:earliestDatestamp") == [oai.datestamp(first.modified_at)]


def test_an_empty_archive_has_neither_sets_nor_records(harvest, db):
    assert error(harvest(verb="Identify")) is None
    assert error(harvest(verb="ListSets")) == "noSetHierarchy"
    assert error(harvest(verb="ListRecords", **DC)) == "noRecordsMatch"


def test_a_record_is_dublin_core(harvest, seeds):
    identifier = f"oai:testserver:{seeds[0].pk}"
    document = harvest(verb="GetRecord", identifier=identifier, **DC)
    assert texts(document, "dc:title") == [seeds[0].title]
    assert texts(document, "dc:publisher") == ["الخليج الجديد"]
    assert texts(document, "dc:date") == ["2022-03-25"]
    assert "المغرب" in texts(document, "dc:subject")
    assert texts(document, "dc:identifier") == [f"http://testserver{seeds[0].get_absolute_url()}"]
    assert texts(document, "oai:setSpec") == [f"source-{Source.objects.get().pk}"]
    document = harvest(verb="GetRecord", identifier=f"oai:testserver:{seeds[1].pk}", **DC)
    assert texts(document, "dc:publisher") == []
    assert texts(document, "dc:description") == [seeds[1].paragraphs[0]]


def test_comments_are_nowhere_in_a_harvest(client, seeds):
    address = f"{reverse('archive:oai')}?verb=ListRecords&metadataPrefix=oai_dc"
    assert "النووية" not in client.get(address).content.decode()


def test_a_hidden_article_is_told_to_be_gone_and_nothing_else(harvest, client, seeds):
    seeds[0].status = Article.Status.HIDDEN
    seeds[0].save()
    identifier = f"oai:testserver:{seeds[0].pk}"
    for arguments in (
        {"verb": "GetRecord", "identifier": identifier},
        {"verb": "ListRecords"},
        {"verb": "ListIdentifiers"},
    ):
        document = harvest(**arguments, **DC)
        [header] = document.findall(".//oai:header[@status='deleted']", NAMES)
        assert [etree.QName(told).localname for told in header] == ["identifier", "datestamp"]
        assert texts(header, "oai:identifier") == [identifier]
        assert seeds[0].title not in etree.tostring(document, encoding="unicode")
    assert error(harvest(verb="ListSets")) == "noSetHierarchy"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"from_": "2026-01-10"}, [0, 1]),
        ({"from_": "2026-01-11"}, [1]),
        ({"until": "2026-01-10"}, [0]),
        ({"until": "2026-01-09"}, []),
        ({"from_": "2026-01-10T12:00:30Z", "until": "2026-01-10T12:00:30Z"}, [0]),
        ({"from_": "2026-01-10T12:00:31Z", "until": "2026-01-20T12:00:29Z"}, []),
        ({"from_": "2026-01-10", "until": "2026-01-20"}, [0, 1]),
        ({"set": "source-%s"}, [0]),
    ],
)
def test_what_changed_in_a_time_is_told_both_ends_included(harvest, pair, arguments, found):
    changed(pair[0], 10)
    changed(pair[1], 20)
    if "set" in arguments:
        arguments = {"set": arguments["set"] % Source.objects.get().pk}
    document = harvest(verb="ListIdentifiers", **DC, **arguments)
    told = texts(document, "oai:identifier")
    assert told == [f"oai:testserver:{pair[number].pk}" for number in found]
    assert error(document) == (None if found else "noRecordsMatch")


@pytest.fixture
def many(db) -> list[str]:
    articles = [
        Article(id=f"article{number:03}", title=f"خبر {number}") for number in range(2 * LENGTH + 7)
    ]
    return [article.pk for article in Article.objects.bulk_create(articles)]


def test_a_long_list_comes_in_parts_and_loses_nothing_that_changes_meanwhile(harvest, many):
    document = harvest(verb="ListIdentifiers", **DC)
    told = texts(document, "oai:identifier")
    assert len(told) == LENGTH
    Article.objects.get(pk=many[0]).save()
    Article.objects.get(pk=many[-1]).save()
    parts = 1
    while token := texts(document, "oai:resumptionToken")[0]:
        document = harvest(verb="ListIdentifiers", resumptionToken=token)
        told += texts(document, "oai:identifier")
        parts += 1
    assert parts == 3
    assert {one.rpartition(":")[2] for one in told} == set(many)
    assert len(told) == len(many) + 1


def test_a_token_goes_on_with_the_verb_it_was_made_for_alone(harvest, many):
    [token] = texts(harvest(verb="ListIdentifiers", **DC), "oai:resumptionToken")
    document = harvest(verb="ListRecords", resumptionToken=token)
    assert error(document) == "badResumptionToken"
    document = harvest(verb="ListIdentifiers", resumptionToken=f"{token}x")
    assert error(document) == "badResumptionToken"


def test_a_list_of_one_part_has_no_token(harvest, seeds):
    assert texts(harvest(verb="ListRecords", **DC), "oai:resumptionToken") == []


def test_records_cost_the_same_however_many_they_are(client, many, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(reverse("archive:oai"), {"verb": "ListRecords", **DC})
    with django_assert_num_queries(2):
        client.get(reverse("archive:oai"), {"verb": "ListIdentifiers", **DC})


def test_a_harvester_may_post_and_nothing_else(client, seeds):
    address = reverse("archive:oai")
    posted = client.post(address, {"verb": "ListRecords", **DC})
    assert posted.status_code == 200
    assert error(etree.fromstring(posted.content)) is None
    assert client.put(address).status_code == 405


@given(st.text())
def test_any_text_can_stand_in_a_record(text):
    record = oai.Record("oai:x:1", datetime(2026, 1, 1, tzinfo=UTC), terms=(("title", text),))
    content = oai.records(oai.Verb.RECORD, [record], None)
    written = oai.answer("x", record.changed, oai.Request(oai.Verb.RECORD, {"set": text}), content)
    read = etree.fromstring(written)
    [title] = texts(read, "dc:title")
    assert (title or "") == representable(text)


@pytest.mark.django_db(transaction=True)
def test_a_library_harvests_all_there_is(live_server, import_files, seeds):
    Article.objects.bulk_create(
        Article(id=f"article{number:03}", title=f"خبر {number}\x0b\ufffe") for number in range(150)
    )
    Article.objects.filter(pk="article007").update(status=Article.Status.HIDDEN)
    with Scythe(f"{live_server.url}/oai/") as library:
        assert library.identify().deletedRecord == "transient"
        assert [one.setName for one in library.list_sets()] == ["الخليج الجديد"]
        assert [one.metadataPrefix for one in library.list_metadata_formats()] == ["oai_dc"]
        records = list(library.list_records())
        assert len(records) == len({record.header.identifier for record in records}) == 152
        assert sum(record.deleted for record in records) == 1
        [seed] = library.list_records(set_=f"source-{seeds[0].source_id}")
        assert seed.metadata["title"] == [seeds[0].title]
