import io
import json
import os
import random
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from archive import captures, readers
from archive.intake import ingest as ingest_module
from archive.intake.files import files_in
from archive.intake.ingest import ingest
from archive.models import Article, Capture, Comment, Keyword, RelatedLink, Source
from tests.canonical import dump
from tests.conftest import MEETING, MEMORANDUM

NEWS = """\
{title}

الثلاثاء 17 يناير 2023

{body}

المصدر | {source}

كلمات مفتاحية

{keywords}

{related}
"""
BODY = (
    "قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر، وإن اللقاء الأول يعقد غدا في مقر الوزارة."
)


def news(
    title: str,
    body: str = BODY,
    source: str = "الخليج الجديد",
    keywords: str = "المغرب، إسرائيل",
    related: str = "خبر آخر لا يوجد هنا",
) -> str:
    return NEWS.format(title=title, body=body, source=source, keywords=keywords, related=related)


@pytest.fixture
def folder(tmp_path):
    """Captures that hang on one another: shared names, guessed keywords, links to each other."""
    texts = [
        news("وصول الوفد إلى الرباط بعد الظهر", related="بدء المحادثات في الرباط بين الجانبين"),
        news(
            "بدء المحادثات في الرباط بين الجانبين",
            source="الخليج  الجديد",
            related="وصول الوفد الى الرباط بعد الظهر",
        ),
        news(
            "اختتام المحادثات بين الجانبين في الرباط",
            source="الخليج الجديد",
            keywords="مجلس الأمن الدولي، المغرب",
        ),
        news(
            "بيان ختامي",
            keywords="مجلس الأمن الدولي إسرائيل",
            related="اختتام المحادثات بين الجانبين في الرباط",
        ),
        news("رد الحكومة", keywords="المغرب اسرائيل", source="وكالة الانباء"),
        news("تعليق الصحف", keywords="اسرائيل، المغرب", source="وكالة الأنباء"),
        news("تعليق المعارضة", keywords="إسرائيل، المغرب", source="وكالة الأنباء"),
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    for seed in (MEMORANDUM, MEETING):
        (tmp_path / seed.name).write_bytes(seed.read_bytes())
    return tmp_path


def run(files, largest=10**6):
    return list(ingest(files, largest))


def outcomes(verdicts):
    return [verdict.outcome.value for verdict in verdicts]


def test_the_memorandum_becomes_what_its_capture_says(memorandum):
    memorandum.refresh_from_db()
    assert memorandum.title == "المغرب وإسرائيل يوقعان مذكرة تفاهم بشأن التعاون العسكري"
    assert memorandum.dateline == "الجمعة 25 مارس 2022 03:04 م"
    assert memorandum.published.isoformat() == "2022-03-25T15:04"
    assert memorandum.date_basis == Article.DateBasis.PRINTED
    assert len(memorandum.paragraphs) == 8
    assert memorandum.source.name == "الخليج الجديد"
    assert memorandum.source_note == "متابعات"
    assert [keyword.name for keyword in memorandum.keywords.order_by("uses__position")] == [
        "الجيش الإسرائيلي",
        "جيش الاحتلال",
        "أفخاي أدرعي",
        "المغرب",
    ]
    assert memorandum.related_links.count() == 5
    assert not memorandum.comments.exists()
    assert [flag.kind for flag in memorandum.flags.all()] == ["keywords_divided"]


def test_the_meeting_becomes_what_its_capture_says(meeting):
    meeting.refresh_from_db()
    assert meeting.dateline == ""
    assert meeting.published.isoformat() == "2023-01-17"
    assert meeting.is_approximate
    assert meeting.source is None
    assert len(meeting.paragraphs) == 6
    assert not meeting.related_links.exists()
    assert meeting.comments_declared == 10
    assert [comment.number for comment in meeting.comments.all()] == list(range(1, 10))
    last = meeting.comments.last()
    assert len(last.paragraphs) == 2
    assert last.text.endswith("الفلسطي")
    assert sorted((flag.kind, flag.subject) for flag in meeting.flags.all()) == [
        ("comments_fewer", ""),
        ("date_inferred", ""),
        ("source_missing", ""),
        ("text_cut_off", "comment-9"),
    ]


def test_every_field_stands_where_its_span_says(seeds):
    for article in Article.objects.select_related("capture"):
        text = article.capture.text
        [[start, end]] = article.spans["title"]
        assert text[start:end].strip() == article.title
        shown = [text[start:end].strip() for start, end in article.spans["body"]]
        assert shown == article.paragraphs
        for comment in article.comments.all():
            start, end = comment.span
            assert comment.paragraphs[0] in text[start:end]


def test_a_capture_is_kept_byte_for_byte_under_its_digest(meeting):
    assert meeting.capture.raw == MEETING.read_bytes()
    assert captures.path_of(meeting.capture.sha256).read_bytes() == MEETING.read_bytes()
    assert meeting.capture.name == MEETING.name


def test_the_same_folder_twice_changes_nothing(db, folder):
    assert set(outcomes(run(files_in([folder])))) == {"created"}
    before = dump()
    stamps = list(Article.objects.values_list("pk", "modified_at"))
    assert set(outcomes(run(files_in([folder])))) == {"unchanged"}
    assert dump() == before
    assert list(Article.objects.values_list("pk", "modified_at")) == stamps


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_files_makes_no_difference(db, folder, seed):
    run(files_in([folder]))
    expected = dump()
    empty_archive()
    files = list(files_in([folder]))
    random.Random(seed).shuffle(files)
    for file in files:
        run([file])
    assert dump() == expected


class Killed(BaseException):
    pass


def dying_at(statement: int):
    """Let so many statements through to the database, and no more."""
    left = iter(range(statement))

    def execute(execute, *args):
        if next(left, None) is None:
            raise Killed
        return execute(*args)

    return connection.execute_wrapper(execute)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_dies_at_any_statement_is_made_whole_by_the_next(folder):
    files = [folder / "3.txt", folder / "4.txt"]
    run(files)
    expected = dump()
    survived = False
    statement = 0
    while not survived:
        empty_archive()
        try:
            with dying_at(statement):
                run(files)
            survived = True
        except Killed:
            run(files)
        assert dump() == expected, statement
        statement += 1
    assert statement > 30


def empty_archive() -> None:
    RelatedLink.objects.all().delete()
    Article.objects.all().delete()
    for model in (Capture, Keyword, Source):
        model.objects.all().delete()


def test_names_do_not_multiply_by_spelling(db, folder):
    run(files_in([folder]))
    assert sorted(source.name for source in Source.objects.all()) == [
        "الخليج الجديد",
        "وكالة الأنباء",
    ]
    assert Keyword.objects.get(key="اسراءيل").name == "إسرائيل"


def test_keywords_the_archive_knows_divide_a_line_without_separators(db, folder):
    run(files_in([folder]))
    article = Article.objects.get(title="بيان ختامي")
    names = [use.printed for use in article.article_keywords.all()]
    assert names == ["مجلس الأمن الدولي", "إسرائيل"]
    assert article.flags.open().filter(kind="keywords_divided").exists()


def test_a_link_leads_to_the_article_with_its_headline_in_any_spelling(db, folder):
    run(files_in([folder]))
    arrival, start = (
        Article.objects.get(title=title)
        for title in ("وصول الوفد إلى الرباط بعد الظهر", "بدء المحادثات في الرباط بين الجانبين")
    )
    assert arrival.related_links.get().target == start
    assert start.related_links.get().target == arrival
    assert RelatedLink.objects.filter(headline="خبر آخر لا يوجد هنا", target=None).exists()


def test_a_link_resolves_when_its_article_comes_later(db, folder):
    run([folder / "3.txt"])
    assert RelatedLink.objects.get().target is None
    run([folder / "2.txt"])
    assert (
        RelatedLink.objects.get(headline="اختتام المحادثات بين الجانبين في الرباط").target.title
        == "اختتام المحادثات بين الجانبين في الرباط"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \r\n\t\n", "the file is empty"),
        ("binary.txt", b"\x00\x01\x02" * 50, "a binary file, not text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "no reader for %(format)s files"),
        ("page.txt", "<!doctype html><p>نص".encode(), "no article on this page"),
        ("latin.txt", b"Nothing Arabic in here.", "no Arabic text in it"),
        ("huge.txt", "خبر ".encode() * 2000, "the file is larger than the limit"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_the_rest_goes_on(
    db, folder, name, content, reason
):
    bad = folder / name
    bad.write_bytes(content)
    verdicts = run([bad, MEETING], largest=12_000)
    assert outcomes(verdicts) == ["failed", "created"]
    assert verdicts[0].file == bad
    assert verdicts[0].problem.message.startswith(reason)
    assert Capture.objects.count() == Article.objects.count() == 1
    assert (
        len([file for file in captures.path_of("00").parent.parent.rglob("*") if file.is_file()])
        == 1
    )


def test_what_is_no_file_is_a_problem_and_not_a_wait(db, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken link").symlink_to("nowhere")
    paths = [
        *files_in([tmp_path]),
        tmp_path / "none.txt",
        tmp_path / ("x" * 300),
        Path("/dev/zero"),
    ]
    verdicts = run(paths)
    assert set(outcomes(verdicts)) == {"failed"}
    assert len(verdicts) == 5


def test_a_folder_that_cannot_be_opened_is_named(db, tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    [verdict] = run(files_in([tmp_path]))
    assert verdict.file == tmp_path / "closed"
    assert verdict.problem.values == {"reason": "Permission denied"}


def test_folders_that_lead_back_to_themselves_are_walked_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.txt").touch()
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert list(files_in([tmp_path])) == [tmp_path / "a" / "1.txt"]


def test_a_fault_of_the_program_costs_one_capture_and_not_the_import(
    db, folder, monkeypatch, caplog
):
    read = readers.read

    def faulty(raw, name, form, origin):
        if name == "3.txt":
            raise ZeroDivisionError
        return read(raw, name, form, origin)

    monkeypatch.setattr(readers, "read", faulty)
    verdicts = run(files_in([folder]))
    assert outcomes(verdicts).count("failed") == 1
    assert outcomes(verdicts).count("created") == len(verdicts) - 1
    assert "ZeroDivisionError" in caplog.text


def test_folders_are_walked_in_order_and_hidden_files_left_out(tmp_path):
    for name in ("b/2.txt", "a/1.txt", ".git/config", "b/.DS_Store", "c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    found = [file.relative_to(tmp_path).as_posix() for file in files_in([tmp_path])]
    assert found == ["a/1.txt", "b/2.txt", "c.txt"]


class TestReadingAnew:
    """When a reader has learnt something, stored captures are read again on their next import."""

    @pytest.fixture
    def newer_reader(self, monkeypatch):
        monkeypatch.setattr(readers.plaintext, "VERSION", readers.plaintext.VERSION + 1)

    def test_what_no_curator_touched_is_brought_up_to_date(self, meeting, newer_reader):
        Article.objects.update(title="قراءة قديمة", title_key="قراءه قديمه")
        Comment.objects.filter(number=1).update(text="قراءة قديمة")
        Comment.objects.filter(number=2).delete()
        assert outcomes(run([MEETING])) == ["updated"]
        meeting.refresh_from_db()
        assert meeting.title.startswith("انعقاد الاجتماع")
        assert meeting.title_key.startswith("انعقاد الاجتماع")
        assert meeting.comments.get(number=1).text.startswith("نتمنى")
        assert meeting.comments.count() == 9

    def test_the_same_reading_is_no_change(self, meeting, newer_reader):
        assert outcomes(run([MEETING])) == ["unchanged"]
        assert Capture.objects.get().reader_version == readers.plaintext.VERSION

    def test_what_a_curator_set_stays(self, meeting, newer_reader):
        meeting.title = "عنوان صححه أمين الأرشيف"
        meeting.curate(["title", "keywords", "related_links"])
        meeting.save()
        comment = meeting.comments.get(number=3)
        comment.text, comment.curated = "نص مصحح", True
        comment.save()
        meeting.comments.filter(number=4).update(hidden=True)
        meeting.flags.get(kind="source_missing").decide("dismissed", None)
        run([MEETING])
        meeting.refresh_from_db()
        assert meeting.title == "عنوان صححه أمين الأرشيف"
        assert meeting.comments.get(number=3).text == "نص مصحح"
        assert meeting.comments.get(number=4).hidden
        assert meeting.flags.get(kind="source_missing").status == "dismissed"

    def test_an_edited_link_and_a_renumbered_comment_do_not_come_back_beside_themselves(
        self, memorandum, meeting, newer_reader
    ):
        link = memorandum.related_links.first()
        link.headline, link.curated = "عنوان صححه أمين الأرشيف هنا", True
        link.save()
        meeting.comments.filter(number=1).update(number=20, curated=True)
        run([MEMORANDUM, MEETING])
        assert memorandum.related_links.count() == 5
        assert meeting.comments.count() == 9

    def test_an_accepted_date_is_no_longer_approximate_and_stays(self, meeting, newer_reader):
        meeting.flags.get(kind="date_inferred").decide("accepted", None)
        run([MEETING])
        meeting.refresh_from_db()
        assert meeting.published.isoformat() == "2023-01-17"
        assert not meeting.is_approximate

    def test_a_dismissed_date_stays_unknown(self, meeting, newer_reader):
        meeting.flags.get(kind="date_inferred").decide("dismissed", None)
        run([MEETING])
        meeting.refresh_from_db()
        assert meeting.published is None

    def test_a_deleted_article_does_not_come_back(self, meeting, newer_reader):
        meeting.delete()
        assert outcomes(run([MEETING])) == ["unchanged"]
        assert not Article.objects.exists()


def test_accepted_keywords_become_evidence_for_others(memorandum, import_text):
    memorandum.flags.get(kind="keywords_divided").decide("accepted", None)
    article = import_text(news("خبر عن بيان", keywords="تونس أفخاي أدرعي", body=BODY))
    printed = [use.printed for use in article.article_keywords.all()]
    assert printed == ["تونس", "أفخاي أدرعي"]


def test_an_address_does_not_depend_on_title_or_order(memorandum):
    address = memorandum.get_absolute_url()
    memorandum.title = "عنوان آخر"
    memorandum.save()
    assert Article.objects.get().get_absolute_url() == address == "/articles/8rbc89up7bmk/"


def row(title: str, address: str = "", **columns: object) -> str:
    return json.dumps({"title": title, "text": BODY, "url": address, **columns})


ADDRESS = "https://paper.example/1"


@pytest.fixture
def table(tmp_path):
    """A table whose rows hang on one another, with one that is none and one that is there twice."""
    rows = [
        row("أول", f"{ADDRESS}1", source="وكالة الانباء", keywords=["المغرب"]),
        row("ثان", f"{ADDRESS}2", source="وكالة الأنباء", keywords="المغرب إسرائيل"),
        row("ثالث", source="وكالة الأنباء", related=["أول"], comments=["نعم", "لا"]),
        row("أول، مصحح", f"{ADDRESS}1#top", captured_at="2030-01-01"),
        row("أول، مسودة", f"{ADDRESS}1", captured_at="2001-01-01"),
        row("ثالث", source="وكالة الأنباء", related=["أول"], comments=["نعم", "لا"]),
        "{",
    ]
    file = tmp_path / "dump.jsonl"
    file.write_text("\n".join(rows))
    return file


class TestManyInOneFile:
    def test_each_row_has_a_verdict_and_a_capture_that_knows_where_it_came_from(self, db, table):
        verdicts = run([table])
        assert [(verdict.locator, verdict.outcome.value) for verdict in verdicts] == [
            ("line 1", "created"),
            ("line 2", "created"),
            ("line 3", "created"),
            ("line 4", "updated"),
            ("line 5", "updated"),
            ("line 6", "unchanged"),
            ("line 7", "failed"),
        ]
        capture = Article.objects.get(title="ثان").capture
        assert (capture.container, capture.locator) == ("dump.jsonl", "line 2")
        assert capture.raw.decode() == table.read_text().splitlines()[1]
        assert capture.address == f"{ADDRESS}2"
        assert capture.captured_basis == "file"

    def test_the_same_file_again_changes_nothing(self, db, table):
        run([table])
        before = dump()
        stamps = list(Article.objects.values_list("pk", "modified_at"))
        assert set(outcomes(run([table]))) == {"unchanged", "failed"}
        assert (dump(), list(Article.objects.values_list("pk", "modified_at"))) == (before, stamps)

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("together", [True, False])
    def test_the_order_of_rows_makes_no_difference(self, db, table, seed, together):
        Capture.objects.all().delete()
        rows = table.read_text().splitlines()[:5]
        stamp = table.stat()
        table.write_text("\n".join(rows))
        os.utime(table, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        run([table])
        expected = without_places(dump())
        empty_archive()
        random.Random(seed).shuffle(rows)
        for some in [rows] if together else [[one] for one in rows]:
            table.write_text("\n".join(some))
            os.utime(table, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            run([table])
        assert without_places(dump()) == expected

    @pytest.mark.parametrize("step", [1, -1])
    def test_what_lies_in_several_files_is_the_same_whichever_comes_first(self, db, tmp_path, step):
        for number, name in enumerate(("c.jsonl", "a.jsonl", "b.jsonl")):
            (tmp_path / name).write_text(row("خبر", ADDRESS) + "\n" + row(name))
            os.utime(tmp_path / name, (10**9 + number, 10**9 + number))
        for file in list(files_in([tmp_path]))[::step]:
            run([file])
        twice = Capture.objects.get(article__title="خبر")
        assert (twice.container, twice.locator) == ("a.jsonl", "line 1")
        assert twice.captured_at.timestamp() == 10**9
        before = dump()
        run(files_in([tmp_path]))
        assert dump() == before

    def test_a_fault_of_the_database_costs_one_row_and_not_its_group(
        self, db, table, monkeypatch, caplog
    ):
        fields_of = ingest_module.fields_of

        def faulty(record, *names):
            if record.title == "ثان":
                raise ZeroDivisionError
            return fields_of(record, *names)

        monkeypatch.setattr(ingest_module, "fields_of", faulty)
        assert outcomes(run([table])).count("failed") == 2
        assert {article.title for article in Article.objects.all()} == {"أول، مصحح", "ثالث"}
        assert "ZeroDivisionError" in caplog.text

    def test_signs_that_no_database_takes_are_left_out_and_the_rest_stays(self, db, tmp_path):
        rows = '{"title": "خبر\\ud800\\u0000 عاجل", "text": "نص\\u0000", "url": "http://a.example/\\ud800"}'
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            member = tarfile.TarInfo("\udcff\u202eb.jsonl")
            member.size = len(rows.encode())
            archive.addfile(member, io.BytesIO(rows.encode()))
        file = tmp_path / "file.tar"
        file.write_bytes(made.getvalue())
        [verdict] = run([file])
        assert verdict.outcome == "created", verdict.problem
        assert (verdict.article.title, verdict.article.body) == ("خبر عاجل", "نص")

    def test_a_store_that_is_full_costs_what_it_has_no_room_for(self, db, table, monkeypatch):
        replace = os.replace

        def full(draft, path):
            if digest_of_second in str(path):
                raise OSError(28, "No space left on device")
            replace(draft, path)

        digest_of_second = readers.digest(table.read_bytes().splitlines()[1])
        monkeypatch.setattr(os, "replace", full)
        assert outcomes(run([table])).count("failed") == 2
        kept = captures.path_of("00").parent.parent.rglob("*")
        digests = set(Capture.objects.values_list("sha256", flat=True))
        assert {path.name for path in kept if path.is_file()} == digests

    def test_a_rehearsal_says_the_same_and_writes_nothing(self, db, table):
        before = dump()
        rehearsed = list(ingest([table, MEETING], 10**6, dry_run=True))
        assert dump() == before
        assert not (captures.path_of("00").parent.parent).exists()
        done = list(ingest([table, MEETING], 10**6))
        assert outcomes(rehearsed) == outcomes(done)
        assert [verdict.comments for verdict in rehearsed[:3]] == [0, 0, 2]
        again = list(ingest([table, MEETING], 10**6, dry_run=True))
        assert set(outcomes(again)) == {"unchanged", "failed"}


def without_places(contents):
    for capture in contents["captures"]:
        del capture["locator"]
    return contents


class TestOneAddressCapturedTwice:
    @pytest.fixture
    def twice(self, db, tmp_path):
        """The article, and a later capture of its address."""

        def captured(title, when):
            file = tmp_path / f"{when}.jsonl"
            file.write_text(row(title, ADDRESS, captured_at=when))
            return run([file])

        captured("قبل التصحيح", "2022-03-01")
        return Article.objects.get(), captured

    def test_the_newest_is_shown_and_both_are_kept_under_one_public_address(self, twice):
        article, captured = twice
        captured("بعد التصحيح", "2022-03-02")
        shown = Article.objects.get()
        assert (shown.pk, shown.title) == (article.pk, "بعد التصحيح")
        assert shown.captures.count() == 2

    def test_an_older_one_is_kept_and_changes_nothing(self, twice):
        _, captured = twice
        captured("مسودة", "2022-02-01")
        shown = Article.objects.get()
        assert (shown.title, shown.captures.count()) == ("قبل التصحيح", 2)

    def test_what_a_curator_set_stays(self, twice):
        article, captured = twice
        article.title = "عنوان صححه أمين الأرشيف"
        article.curate(["title"])
        article.save()
        captured("بعد التصحيح", "2022-03-02")
        assert Article.objects.get().title == "عنوان صححه أمين الأرشيف"

    def test_a_deleted_article_does_not_come_back_with_a_new_capture(self, twice):
        article, captured = twice
        article.delete()
        assert outcomes(captured("بعد التصحيح", "2022-03-02")) == ["unchanged"]
        assert not Article.objects.exists()
        assert Capture.objects.count() == 2


def test_a_small_import_leaves_what_is_settled_alone(db, folder, django_assert_max_num_queries):
    run(files_in([folder]))
    assert not Article.objects.filter(settled=False).exists()
    with django_assert_max_num_queries(58):
        run([MEETING])
