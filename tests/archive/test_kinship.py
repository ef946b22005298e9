"""Editions in the archive: found at the end of each import, decided by curators, shown to readers."""

import json
import random
import re

import pytest

from archive.editions import kinship
from archive.intake.settling import settle
from archive.models import Article, Band, Capture, Likeness
from tests.canonical import dump

NEWS = (
    "أعلنت وزارة الخارجية اليوم أن الوفدين وقعا في العاصمة مذكرة تفاهم للتعاون في مجالات التعليم "
    "والصحة والنقل، وأن لجنة مشتركة ستجتمع كل ستة أشهر لمتابعة ما اتفق عليه الجانبان."
)
MORE = (
    "وقال الوزير في ختام اللقاء إن البلدين يتطلعان إلى توسيع التجارة بينهما في الأعوام المقبلة، "
    "شاكرا كل من شارك في الإعداد لهذه الزيارة من الجانبين ومن المنظمات المعنية."
)
OTHER = (
    "فاز الفريق الأول أمس على ضيفه بهدفين مقابل هدف واحد في مباراة مثيرة جرت على ملعب المدينة "
    "أمام آلاف المشجعين، ليتصدر بذلك ترتيب البطولة قبل ثلاث جولات من نهايتها المنتظرة في الربيع."
)
ADDRESS = "https://paper.example/"


def row(name: str, text: str, source: str = "واج", **columns: object) -> str:
    title = f"خبر {name}"
    return json.dumps(
        {"title": title, "text": text, "source": source, "url": ADDRESS + name, **columns}
    )


ROWS = [
    row("wire", f"{NEWS}\n\n{MORE}", "واج", date="2022-03-01"),
    row("paper", f"{NEWS.replace('اليوم', 'أمس')}\n\n{MORE}", "الصحيفة", date="2022-03-02"),
    row("late", f"الرباط (واج) - {NEWS}\n\n{MORE}", "واج", date="2022-03-03"),
    row("short", f"{NEWS} {MORE.partition('،')[0]}.", "الجريدة", date="2022-03-02"),
    row("sport", OTHER, "الصحيفة", date="2022-03-02"),
    row("brief", "فاز الفريق.", "الصحيفة"),
    row("brief", "فاز الفريق.", "الجريدة", url=f"{ADDRESS}brief-2"),
    row("blank", ""),
    row("blank", "", url=f"{ADDRESS}blank-2"),
]


@pytest.fixture
def archive(import_rows):
    import_rows(*ROWS)


def named(name: str) -> Article:
    return Article.objects.get(capture__address=ADDRESS + name)


def groups() -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for article in Article.objects.exclude(group="").select_related("capture"):
        found.setdefault(article.group, set()).add(article.capture.address.removeprefix(ADDRESS))
    return {frozenset(names) for names in found.values()}


WIRE = frozenset({"wire", "paper", "late", "short"})
BRIEFS = frozenset({"brief", "brief-2"})


def test_editions_are_grouped_under_the_least_of_their_ids(archive):
    assert groups() == {WIRE, BRIEFS}
    assert named("wire").group == min(named(name).pk for name in WIRE)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("together", [True, False])
def test_the_order_of_import_makes_no_difference(archive, import_rows, seed, together):
    expected = without_captures(dump())
    Article.objects.all().delete()
    Capture.objects.all().delete()
    rows = random.Random(seed).sample(ROWS, len(ROWS))
    for some in [rows] if together else [[one] for one in rows]:
        import_rows(*some)
    assert without_captures(dump()) == expected


def without_captures(contents):
    del contents["captures"]
    return contents


def test_an_edited_article_finds_its_group_when_next_settled(archive):
    sport = named("sport")
    sport.body = f"{NEWS} {MORE}"
    sport.save()
    brief = named("brief")
    brief.body = "خسر الفريق."
    brief.save()
    settle()
    assert groups() == {WIRE | {"sport"}}


def test_the_group_of_a_deleted_article_falls_apart_with_it(archive):
    named("brief").delete()
    settle()
    assert groups() == {WIRE}


def test_what_a_curator_decides_stays_whatever_is_imported_or_edited(archive, import_rows):
    pair = Likeness.objects.get(first__in=[named("brief").pk, named("brief-2").pk])
    pair.decide(Likeness.Decision.DIFFERENT, None)
    first, second = sorted([named("sport").pk, named("blank").pk])
    chosen = Likeness.objects.create(first_id=first, second_id=second)
    chosen.decide(Likeness.Decision.EDITION, None)
    settle()
    assert groups() == {WIRE, frozenset({"sport", "blank"})}
    Article.objects.update(settled=False)
    import_rows(row("brief", "فاز الفريق.", "الوكالة", url=f"{ADDRESS}brief-3"))
    assert groups() == {WIRE, frozenset({"sport", "blank"}), BRIEFS | {"brief-3"}}
    assert Likeness.objects.get(pk=pair.pk).decision == Likeness.Decision.DIFFERENT


@pytest.mark.parametrize("seed", range(3))
def test_what_too_many_say_is_a_formula_whichever_of_them_came_first(
    import_rows, monkeypatch, seed
):
    monkeypatch.setattr(kinship, "FORMULA", 3)
    chance = random.Random(seed)
    rows = [row(f"cookie{number}", f"{NEWS} {MORE}") for number in range(4)]
    rows += [row("one", OTHER), row("two", OTHER)]
    for one in chance.sample(rows, len(rows)):
        import_rows(one)
    assert groups() == {frozenset({"one", "two"})}
    assert Likeness.objects.count() == 1


def test_a_small_import_compares_the_new_alone(archive, import_rows, monkeypatch):
    seen = []
    compare = kinship.compare
    monkeypatch.setattr(kinship, "compare", lambda pairs: (seen.extend(pairs), compare(pairs)))
    import_rows(row("sport-2", OTHER, "الجريدة"))
    assert seen == [tuple(sorted([named("sport").pk, named("sport-2").pk]))]
    assert Band.objects.filter(article=named("sport-2")).exists()


def section(html: str) -> str:
    return html.partition('id="editions"')[2].partition("</section>")[0]


def test_a_reader_is_told_who_else_published_it_other_sources_first(archive, client):
    shown = section(client.get(named("wire").get_absolute_url()).content.decode())
    titles = re.findall(r'<a href="/articles/\w+/"><bdi dir="rtl">خبر (\w+)', shown)
    assert titles[-1] == "late"
    assert set(titles[:2]) == {"paper", "short"}
    assert not section(client.get(named("sport").get_absolute_url()).content.decode())


def test_hidden_editions_are_nowhere(archive, client):
    hidden, wire, paper = named("late"), named("wire"), named("paper")
    address = f"{wire.get_absolute_url()}beside/{hidden.pk}/"
    assert client.get(address).status_code == 200
    hidden.status = Article.Status.HIDDEN
    hidden.save()
    settle()
    assert hidden.pk not in client.get(wire.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 404
    assert client.get(f"{hidden.get_absolute_url()}beside/{wire.pk}/").status_code == 410
    assert client.get(f"{wire.get_absolute_url()}beside/{paper.pk}/").status_code == 200


def test_two_editions_stand_beside_each_other_either_way_round(archive, client):
    wire, paper = named("wire"), named("paper")
    one = client.get(f"{wire.get_absolute_url()}beside/{paper.pk}/").content.decode()
    other = client.get(f"{paper.get_absolute_url()}beside/{wire.pk}/").content.decode()
    for html, lost, gained in ((one, "اليوم", "أمس"), (other, "أمس", "اليوم")):
        assert re.search(rf"<del>.*{lost}.*</del>", html)
        assert re.search(rf"<ins>.*{gained}.*</ins>", html)
        assert "<details" in html
    assert f"{paper.get_absolute_url()}beside/{wire.pk}/" in one


def test_what_is_no_edition_is_not_laid_beside(archive, client):
    wire = named("wire")
    for other in (named("sport").pk, wire.pk, "nowhere"):
        assert client.get(f"{wire.get_absolute_url()}beside/{other}/").status_code == 404


def test_a_text_that_is_markup_is_shown_as_text(archive, client):
    wire, paper = named("wire"), named("paper")
    paper.title = "<script>alert(1)</script>"
    paper.save()
    html = client.get(f"{wire.get_absolute_url()}beside/{paper.pk}/").content.decode()
    assert "&lt;script&gt;alert" in html
    assert "<script>alert" not in html


class TestCapturesOfOneAddress:
    @pytest.fixture
    def article(self, import_rows) -> Article:
        import_rows(
            row("wire", NEWS, captured_at="2022-03-01", comments=["نعم"]),
            row("wire", NEWS.replace("اليوم", "أمس"), captured_at="2022-03-02", comments=["لا"]),
        )
        return named("wire")

    def addresses(self, article: Article) -> list[str]:
        captures = sorted(article.captures.all(), key=lambda one: one.age)
        return [f"{article.get_absolute_url()}captures/{one.sha256}/" for one in captures]

    def test_a_reader_sees_how_often_it_was_captured_and_what_changed(self, article, client):
        first, second = self.addresses(article)
        html = client.get(article.get_absolute_url()).content.decode()
        assert second in html
        assert first not in html
        changed = client.get(second).content.decode()
        assert re.search(r"<del>.*اليوم.*</del>", changed)
        assert re.search(r"<ins>.*أمس.*</ins>", changed)
        assert re.search(r"<ins>.*لا.*</ins>", changed)
        assert client.get(first).status_code == 404

    def test_nobody_reads_what_is_hidden_in_a_capture(self, article, client, admin_client):
        article.comments.update(hidden=True)
        second = self.addresses(article)[1]
        assert client.get(second).status_code == 404
        assert second not in client.get(article.get_absolute_url()).content.decode()
        assert admin_client.get(second).status_code == 200
        article.status = Article.Status.HIDDEN
        article.save()
        assert admin_client.get(second).status_code == 410
