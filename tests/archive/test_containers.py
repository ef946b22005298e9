"""What comes out of a file that holds many captures, and what of one that means harm."""

import bz2
import codecs
import contextlib
import gzip
import io
import json
import lzma
import os
import re
import tarfile
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import readers
from archive.containers import documents
from archive.containers.entries import LEAST_ALLOWANCE, Allowance
from archive.management.commands.import_articles import place_of
from archive.records import Unreadable
from tests.conftest import MEETING, MEMORANDUM

LARGEST = 10**6
PAGE = "<!doctype html><html><head><title>خبر</title></head><body>نص الخبر</body></html>".encode()
ADDRESS = "https://paper.example/1"
ROW = {"title": "عنوان", "text": "نص الخبر", "date": "2022-03-25", "url": ADDRESS}


def found_in(tmp_path: Path, raw: bytes, form: str = "", largest: int = LARGEST):
    file = tmp_path / "file"
    file.write_bytes(raw)
    with open(file, "rb") as opened:
        return list(documents(opened, file.name, len(raw), largest, form))


def articles(found):
    return [readers.read(one.raw, one.name, one.form).article for one in found if not one.problem]


def problems(found) -> list[tuple[str, str]]:
    return [(one.locator, one.problem.message) for one in found if one.problem]


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return made.getvalue()


def tarred(members: dict[str, bytes], compression: str = "") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=f"w:{compression}") as archive:
        for name, raw in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return made.getvalue()


def recorded(*pages: tuple[str, bytes], packed: bool = True, **headers: str) -> bytes:
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=packed)
    for address, raw in pages:
        said = {"Content-Type": "text/html; charset=utf-8", **headers}
        response = StatusAndHeaders("200 OK", list(said.items()), protocol="HTTP/1.1")
        date = {"WARC-Date": "2022-03-25T15:04:05Z"}
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(raw),
            http_headers=response,
            warc_headers_dict=date,
        )
        writer.write_record(record)
        record.raw_stream.close()
    return made.getvalue()


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


SEEDS = {"a/1.txt": MEMORANDUM.read_bytes(), "2.txt": MEETING.read_bytes()}


@pytest.mark.parametrize(
    "packed", [zipped(SEEDS), *(tarred(SEEDS, kind) for kind in ("", "gz", "bz2", "xz"))]
)
def test_every_file_of_an_archive_of_files_is_a_capture_unchanged(tmp_path, packed):
    found = found_in(tmp_path, packed)
    assert {one.locator: one.raw for one in found} == SEEDS
    assert [one.name for one in found] == ["1.txt", "2.txt"]


@pytest.mark.parametrize("kind", [gzip, lzma, bz2])
def test_a_compressed_file_is_what_is_in_it(tmp_path, kind):
    [one] = found_in(tmp_path, kind.compress(SEEDS["2.txt"]))
    assert one.raw == SEEDS["2.txt"]
    rows = found_in(tmp_path, kind.compress(lines(ROW)))
    assert [one.title for one in articles(rows)] == ["عنوان"]


def test_containers_lie_in_containers(tmp_path):
    inner = zipped({"dump.jsonl.gz": gzip.compress(lines(ROW, ROW))})
    found = found_in(tmp_path, tarred({"b/inner.zip": inner}, "gz"))
    assert [one.locator for one in found] == [
        "b/inner.zip, dump.jsonl.gz, line 1",
        "b/inner.zip, dump.jsonl.gz, line 2",
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_pages_with_address_and_time(tmp_path, packed):
    [one] = found_in(tmp_path, recorded((ADDRESS, PAGE), packed=packed))
    assert one.raw == PAGE
    assert (one.address, one.form) == (ADDRESS, "html")
    assert one.captured_at == datetime(2022, 3, 25, 15, 4, 5, tzinfo=UTC)


def test_a_page_of_a_web_archive_is_unpacked_as_its_headers_say(tmp_path):
    headers = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    [one] = found_in(tmp_path, recorded((ADDRESS, chunked), **headers))
    assert one.raw == PAGE


def test_pictures_and_redirections_of_a_web_archive_are_no_captures(tmp_path):
    assert (
        found_in(tmp_path, recorded((ADDRESS, b"\x89PNG"), **{"Content-Type": "image/png"})) == []
    )


def test_of_a_wacz_only_the_records_are_captures(tmp_path):
    package = {
        "datapackage.json": json.dumps({"wacz_version": "1.1.1"}).encode(),
        "pages/pages.jsonl": lines({"title": "خبر", "url": ADDRESS, "text": "نص"}),
        "archive/data.warc.gz": recorded((ADDRESS, PAGE)),
    }
    [one] = found_in(tmp_path, zipped(package))
    assert one.raw == PAGE
    assert one.locator == "archive/data.warc.gz, record 1"


def test_a_page_saved_with_its_pictures_is_the_page(tmp_path):
    message = EmailMessage()
    message["Subject"] = "خبر"
    message["Date"] = "Fri, 25 Mar 2022 15:04:05 -0000"
    message["Snapshot-Content-Location"] = ADDRESS
    message.set_content(PAGE.decode(), subtype="html", cte="quoted-printable")
    message.add_related(b"\x89PNG", "image", "png")
    [one] = found_in(tmp_path, message.as_bytes())
    assert one.raw.decode().strip() == PAGE.decode()
    assert (one.address, one.form) == (ADDRESS, "html")
    assert one.captured_at == datetime(2022, 3, 25, 15, 4, 5, tzinfo=UTC)


def test_a_row_of_json_lines_is_its_own_capture(tmp_path):
    raw = "\ufeff".encode() + lines(ROW) + b"\n" + lines({**ROW, "title": "آخر"}).rstrip()
    first, second = found_in(tmp_path, raw)
    assert first.raw == lines(ROW).rstrip()
    assert (first.locator, second.locator) == ("line 1", "line 3")
    assert [one.title for one in articles([first, second])] == ["عنوان", "آخر"]


def test_a_row_of_a_table_keeps_its_header_and_its_line_ends(tmp_path):
    table = 'Title;Text;Comments\r\nأول;"سطر;\nآخر";\r\nثان;نص;"[""تعليق""]"\r\n'
    first, second = found_in(tmp_path, table.encode())
    assert first.raw == 'Title;Text;Comments\nأول;"سطر;\nآخر";'.encode()
    assert [one.locator for one in (first, second)] == ["line 2", "line 4"]
    one, other = articles([first, second])
    assert one.body == "سطر;\n\nآخر"
    assert [comment.text for comment in other.comments] == ["تعليق"]


def test_a_quotation_mark_left_open_costs_its_row_and_no_other(tmp_path):
    table = 'title,text\nأول,"لا ينتهي\nثان,نص\nثالث,نص\n'
    found = found_in(tmp_path, table.encode())
    with pytest.raises(Unreadable):
        readers.read(found[0].raw, "", found[0].form)
    assert [one.title for one in articles(found[1:])] == ["ثان", "ثالث"]


RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>الصحيفة</title><image><title>شعار</title></image>
<lastBuildDate>{built}</lastBuildDate>
<item><title>خبر &amp; آخر</title><link>{link}</link><category>المغرب</category>
<description><![CDATA[<p>نص </item>&nbsp;الخبر</p><p onclick="x()">فقرة<script>alert(1)</script></p>]]></description>
<pubDate>Fri, 25 Mar 2022 15:04:05 +0000</pubDate></item>
<item><title>مكسور</item>
<item><title>ثالث</title></item></channel></rss>"""


def test_items_of_a_feed_are_read_alone_and_a_broken_one_costs_no_other(tmp_path):
    raw = RSS.format(encoding="windows-1256", built="", link=ADDRESS).encode("windows-1256")
    first, broken, third = found_in(tmp_path, raw)
    one, other = articles([first, third])
    assert (one.title, one.body) == ("خبر & آخر", "نص الخبر\n\nفقرة")
    assert (one.source_name, one.keywords, one.address) == ("الصحيفة", ("المغرب",), ADDRESS)
    assert one.published.isoformat() == "2022-03-25T15:04"
    assert other.title == "ثالث"
    with pytest.raises(Unreadable, match="well-formed"):
        readers.read(broken.raw, "", broken.form)


def test_an_item_is_the_same_capture_whenever_its_feed_is_fetched(tmp_path):
    monday, tuesday = (
        found_in(tmp_path, RSS.format(encoding="utf-8", built=day, link=ADDRESS).encode())
        for day in ("Monday", "Tuesday")
    )
    assert [one.raw for one in monday] == [one.raw for one in tuesday]
    [again] = found_in(tmp_path, monday[0].raw)
    assert again.raw == monday[0].raw


def test_an_atom_entry_is_read(tmp_path):
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>الصحيفة</title>
    <entry><title>خبر</title><link rel="self" href="x"/><link href="{ADDRESS}"/>
    <author><name>محمد</name><email>m@paper.example</email></author>
    <published>2022-03-25T15:04:05Z</published><content type="html">&lt;p&gt;نص&lt;/p&gt;</content>
    </entry></feed>"""
    [one] = articles(found_in(tmp_path, feed.encode()))
    assert (one.title, one.body, one.byline) == ("خبر", "نص", "محمد")
    assert (one.address, one.source_name) == (ADDRESS, "الصحيفة")


WORDPRESS = """<?xml version="1.0"?><!-- WordPress --><rss xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>مدونة</title>
<item><title>صورة</title><wp:post_type><![CDATA[attachment]]></wp:post_type></item>
<item><title>مسودة</title><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>
<item><title>تدوينة</title><content:encoded><![CDATA[فقرة أولى

فقرة ثانية]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
{comments}</item></channel></rss>"""
SAID = """<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>محمد</wp:comment_author>
<wp:comment_date>2022-03-25 15:04:05</wp:comment_date><wp:comment_content>{text}</wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_parent>{parent}</wp:comment_parent>
</wp:comment>"""


def test_a_wordpress_export_gives_its_posts_with_comments_in_threads(tmp_path):
    said = [(1, "أول", 1, 0), (2, "ثان", 1, 0), (3, "رد", 1, 1), (4, "إعلان", "spam", 0)]
    comments = "".join(
        SAID.format(id=id, text=text, approved=approved, parent=parent)
        for id, text, approved, parent in said
    )
    [one] = articles(found_in(tmp_path, WORDPRESS.format(comments=comments).encode()))
    assert one.body == "فقرة أولى\n\nفقرة ثانية"
    found = [(comment.number, comment.text, comment.reply_to) for comment in one.comments]
    assert found == [(1, "أول", None), (2, "رد", 1), (3, "ثان", None)]
    assert {(comment.author, comment.dateline) for comment in one.comments} == {
        ("محمد", "2022-03-25 15:04:05")
    }


def test_comments_that_answer_each_other_in_a_ring_are_all_there(tmp_path):
    ring = "".join(SAID.format(id=a, text=a, approved=1, parent=b) for a, b in ((1, 2), (2, 1)))
    [one] = articles(found_in(tmp_path, WORDPRESS.format(comments=ring).encode()))
    assert sorted(comment.text for comment in one.comments) == ["1", "2"]


class TestHostileFiles:
    def test_a_bomb_is_let_off_at_a_distance(self, tmp_path, monkeypatch):
        monkeypatch.setattr("archive.containers.entries.LEAST_ALLOWANCE", 10**7)
        bomb = zipped({f"{number}.gz": gzip.compress(bytes(10**6)) for number in range(40)})
        found = found_in(tmp_path, bomb, largest=2 * 10**6)
        assert problems(found)[-1] == ("", "it unpacks to far more than its size")
        assert len(found) < 15

    def test_what_a_bomb_may_hold_depends_on_its_size(self):
        assert Allowance(1).bytes == LEAST_ALLOWANCE < Allowance(LEAST_ALLOWANCE).bytes

    def test_containers_are_not_followed_for_ever(self, tmp_path):
        raw = SEEDS["2.txt"]
        for _ in range(20):
            raw = gzip.compress(raw)
        assert problems(found_in(tmp_path, raw)) == [("", "containers within containers, too deep")]

    @pytest.mark.parametrize("pack", [zipped, tarred])
    def test_a_name_that_leads_out_is_only_a_name(self, tmp_path, pack):
        before = set(tmp_path.parent.rglob("*"))
        found = found_in(tmp_path, pack({"../../outside.txt": SEEDS["2.txt"]}))
        assert [(one.name, one.raw) for one in found] == [("outside.txt", SEEDS["2.txt"])]
        assert set(tmp_path.parent.rglob("*")) - before <= {tmp_path / "file"}

    def test_links_and_devices_in_a_tar_lead_nowhere(self, tmp_path):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
                member = tarfile.TarInfo("x.txt")
                member.type, member.linkname = kind, "/etc/passwd"
                archive.addfile(member)
        assert found_in(tmp_path, made.getvalue()) == []

    def test_a_line_without_end_is_a_problem_of_its_own(self, tmp_path):
        raw = lines(ROW) + b'{"title": "' + b"x" * 50_000_000 + b'"}\n' + lines(ROW)
        found = found_in(tmp_path, raw)
        assert problems(found) == [
            ("line 2", "the file is larger than the limit of %(limit)s bytes")
        ]
        assert len(articles(found)) == 2

    @pytest.mark.parametrize(
        "row",
        [
            b"{",
            b"[]",
            b'{"title": "' + b"[" * 10 + b"}",
            b'{"title": "a"} {"title": "b"}',
            b"\x00" * 100,
            b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            b'{"text": ""}',
        ],
    )
    def test_a_row_that_is_none_fails_alone(self, tmp_path, row):
        found = found_in(tmp_path, lines(ROW) + row + b"\n" + lines(ROW))
        assert [one.locator for one in found] == ["line 1", "line 2", "line 3"]
        with pytest.raises(Unreadable):
            readers.read(found[1].raw, "", found[1].form)
        assert len(articles([found[0], found[2]])) == 2

    @pytest.mark.parametrize(
        "raw",
        [
            gzip.compress(lines(ROW) * 1000)[:-20],
            lzma.compress(lines(*({**ROW, "id": os.urandom(9).hex()} for _ in range(9999))))[:-99],
            zipped(SEEDS)[:-30],
            tarred(SEEDS)[:3000],
        ],
        ids=["gzip", "xz", "zip", "tar"],
    )
    def test_a_file_that_is_cut_off_says_so(self, tmp_path, raw):
        found = found_in(tmp_path, raw)
        assert problems(found)[-1][1] == "it is damaged or cut off: %(reason)s"

    def test_a_feed_that_is_cut_off_says_so_after_what_is_whole(self, tmp_path):
        raw = RSS.format(encoding="utf-8", built="", link="").encode()
        found = found_in(tmp_path, raw[: raw.index("ثالث".encode())])
        assert len(found) == 3
        assert problems(found) == [("", "the last entry of the feed is cut off")]

    def test_a_feed_that_defines_things_of_its_own_is_not_expanded(self, tmp_path):
        raw = b'<!DOCTYPE r [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>'
        assert [one.title for one in articles(found_in(tmp_path, raw, "rss"))] == ["&a;"]
        with pytest.raises(Unreadable, match="definitions"):
            readers.read(raw, "", "feed")

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//x"])
    def test_an_address_that_leads_nowhere_on_the_web_is_dropped(self, tmp_path, url):
        row = {**ROW, "url": url, "related": [{"title": "خبر", "url": url}]}
        [one] = articles(found_in(tmp_path, lines(row)))
        assert (one.address, one.related_links[0].url) == ("", "")

    def test_an_encrypted_member_is_named(self, tmp_path):
        raw = bytearray(zipped({"a.txt": SEEDS["2.txt"]}))
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
        assert problems(found_in(tmp_path, bytes(raw))) == [("a.txt", "it is encrypted")]

    @pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\x1f\x8b", b"BZh9", b"WARC/1.0\r\n"])
    def test_a_beginning_alone_is_a_problem_and_no_fault(self, tmp_path, raw):
        for one in found_in(tmp_path, raw):
            assert one.problem or one.raw == raw

    @pytest.mark.parametrize("length", [b"999999999999", b"-5", b"0", b"abc", b""])
    def test_a_record_that_lies_about_its_length_is_a_problem_or_none(self, tmp_path, length):
        raw = recorded((ADDRESS, PAGE), packed=False)
        said = re.compile(rb"(?<=\nContent-Length: )\d+")
        for one in found_in(tmp_path, said.sub(length, raw)):
            assert one.problem

    def test_records_before_a_cut_are_whole_and_the_cut_is_told(self, tmp_path):
        pages = (ADDRESS, PAGE), (ADDRESS + "2", PAGE + os.urandom(5000))
        for packed in (True, False):
            found = found_in(tmp_path, recorded(*pages, packed=packed)[:-2000])
            assert found[0].raw == PAGE
            assert {one.problem.message for one in found[1:]} == {
                "it is damaged or cut off: %(reason)s"
            }

    @pytest.mark.parametrize("kind", [gzip, lzma, bz2])
    def test_rows_before_a_cut_are_read_and_the_cut_is_told(self, tmp_path, kind):
        rows = [{**ROW, "id": os.urandom(900).hex()} for _ in range(2000)]
        found = found_in(tmp_path, kind.compress(lines(*rows))[:-5000])
        whole = [one for one in found if not one.problem]
        assert len(whole) > 500
        assert [one.raw for one in whole[:-1]] == lines(*rows).splitlines()[: len(whole) - 1]
        assert problems(found) == [("", "it is damaged or cut off: %(reason)s")]

    @pytest.mark.parametrize("kind", [gzip, lzma, bz2])
    def test_a_document_that_is_cut_off_is_not_taken_for_a_shorter_one(self, tmp_path, kind):
        found = found_in(tmp_path, kind.compress(MEETING.read_bytes() + os.urandom(9000))[:-2000])
        assert [message for _, message in problems(found)] == [
            "it is damaged or cut off: %(reason)s"
        ]
        assert len(found) == 1

    @pytest.mark.parametrize(
        "boundary", ['""', "x" * 5000, '"a\n b"', '"--"', "\x00", '"(((((((((((((((((("']
    )
    def test_an_mhtml_with_a_hostile_boundary_says_that_no_page_is_in_it(self, tmp_path, boundary):
        raw = (
            f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary={boundary}\n\n".encode()
        )
        part = f"--{boundary}\nContent-Type: multipart/related; boundary={boundary}\n\n".encode()
        [one] = found_in(tmp_path, raw + 500 * part, form="mhtml")
        assert one.problem

    def test_a_value_of_ten_megabytes_is_a_problem_of_its_row_alone(self, tmp_path):
        table = b"title,text\na," + b"x" * 10_000_000 + b"\n" + "عنوان,نص\n".encode()
        found = found_in(tmp_path, table)
        assert [locator for locator, _ in problems(found)] == ["line 2"]
        assert [one.title for one in articles(found)] == ["عنوان"]
        quoted = table.replace(b"a,x", b'a,"x')
        assert [one.title for one in articles(found_in(tmp_path, quoted))] == ["عنوان"]

    BOMB = "".join(
        f'<!ENTITY {name} "{f"&{other};" * 10}">' for other, name in pairwise("abcdefghij")
    )

    @pytest.mark.parametrize(
        "definitions",
        [
            f'<!ENTITY a "خبر">{BOMB}',
            '<!ENTITY j SYSTEM "file:///etc/passwd">',
            '<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d;',
        ],
        ids=["bomb", "file", "network"],
    )
    @pytest.mark.parametrize("form", ["", "rss", "feed", "html"])
    def test_entities_of_a_feed_are_neither_expanded_nor_fetched(self, tmp_path, definitions, form):
        raw = (
            f"<?xml version='1.0'?><!DOCTYPE r [{definitions}]><rss><channel><item>"
            "<title>عنوان &j;</title><description>نص &j;</description></item></channel></rss>"
        ).encode()
        for one in found_in(tmp_path, raw, form):
            try:
                read = one.problem or readers.read(one.raw, "", one.form).article
            except Unreadable:
                continue
            assert "root:" not in str(read)
            assert len(str(read)) < 2000

    def test_a_page_nested_without_end_is_read_or_refused(self, tmp_path):
        inner = "<p>قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر وإن اللقاء يعقد غدا.</p>"
        for depth in (300, 50_000):
            page = f"<!doctype html><title>خبر</title>{'<div>' * depth}<h1>عنوان الخبر</h1>{inner}"
            [one] = found_in(tmp_path, page.encode())
            with contextlib.suppress(Unreadable):
                assert "الوفد" in readers.read(one.raw).article.body

    @pytest.mark.parametrize("pack", [zipped, tarred])
    def test_a_name_that_turns_the_line_around_does_not_in_a_report(self, tmp_path, pack):
        name = "خبر\u202egpj.\x1b[31mtxt\n"
        [one] = found_in(tmp_path, pack({name: b"x" * (LARGEST + 1)}))
        told = place_of(Path("file"), one.locator)
        assert not set("\u202e\x1b\n") & set(told)

    @pytest.mark.parametrize("form", [*readers.READERS])
    @pytest.mark.parametrize(
        "raw",
        [
            b"\0" * 3000,
            b"\xff\xfe" + b"\xd8" * 999,
            b"\xef\xbb\xbf",
            b"\xe2\x80\xae" * 999,
            b"[" * 99_999,
            b"<" * 99_999,
            b"\xc7\xe1" * 3000,
            MEETING.read_bytes()[:1001],
            PAGE[:60],
        ],
        ids=["nul", "wide", "mark", "override", "brackets", "tags", "legacy", "text", "page"],
    )
    def test_no_reader_fails_on_what_means_harm(self, raw, form):
        with contextlib.suppress(Unreadable):
            assert readers.read(raw, "", form).article.title

    @given(
        st.binary(max_size=300),
        st.sampled_from(["jsonl", "table", "rss", "warc", "mhtml", "tar", "zip"]),
    )
    def test_no_bytes_are_a_fault_of_the_program(self, tmp_path_factory, raw, form):
        for one in found_in(tmp_path_factory.mktemp("any"), raw, form):
            if not one.problem and one.form in readers.READERS:
                try:
                    readers.read(one.raw, "", one.form)
                except Unreadable:
                    continue


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("kind", ["jsonl", "table", "rss"])
def test_a_table_or_feed_that_bears_a_byte_order_mark_is_read(tmp_path, kind, encoding):
    text = {
        "jsonl": lines(ROW, {**ROW, "title": "آخر"}).decode(),
        "table": "title,text\r\nعنوان,نص الخبر\r\nآخر,نص\r\n",
        "rss": f"""<?xml version="1.0" encoding="{encoding[:6]}"?><rss><channel><title>الصحيفة</title>
            <item><title>عنوان</title></item><item><title>آخر</title></item></channel></rss>""",
    }[kind]
    raw = text.encode(encoding)
    found = found_in(tmp_path, raw if encoding != "utf-16-be" else codecs.BOM_UTF16_BE + raw)
    assert [one.title for one in articles(found)] == ["عنوان", "آخر"]


def test_a_table_in_windows_1256_is_read(tmp_path):
    table = (
        "title;text\r\nوصول الوفد الى المدينة;قال المسؤول ان اللقاء الاول يعقد غدا في الوزارة\r\n"
    )
    [one] = articles(found_in(tmp_path, table.encode("windows-1256")))
    assert one.title == "وصول الوفد الى المدينة"


def test_a_named_format_is_believed(tmp_path):
    raw = b'{"headline": 1}\n' + lines(ROW)
    assert len(found_in(tmp_path, raw)) == 1
    assert [one.form for one in found_in(tmp_path, raw, "jsonl")] == ["json", "json"]
    assert [one.form for one in found_in(tmp_path, gzip.compress(raw), "jsonl")] == ["json", "json"]
    assert [one.form for one in found_in(tmp_path, zipped(SEEDS), "text")] == ["text", "text"]
    assert [one.form for one in found_in(tmp_path, lines(ROW, ROW), "json")] == ["json"]
