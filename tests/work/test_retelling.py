"""Events that several lists tell: a new list is compared with the book, all again on demand."""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, open_test_book

from crimebook.identity.doubles import DoubtKind
from crimebook.identity.edges import Verdict, pair_of
from crimebook.stores.folder.marks import Mark
from crimebook.stores.register.models import Doubt, Incident, Judgement, Source, Trait
from crimebook.stores.register.queries.doubts import find_doubt, proposal_of
from crimebook.work import retelling
from crimebook.work.actors import operator
from crimebook.work.doubling import judge
from crimebook.work.importing import importer
from crimebook.work.reading.besides import besides
from crimebook.work.reading.doubles import open_doubt

pytestmark = pytest.mark.django_db

INJURIES = "back/bruise/baton"
LATER = {"date_from": "2020-08-12", "place_text": "Grodno", "city": "Hrodna", "injuries": ""}


@pytest.fixture
def book() -> None:
    open_test_book()


def told() -> dict[tuple[str, ...], float]:
    """Return what is proposed: the refs of each star, its home first, with its weight."""
    names = {
        pk: f"{source}:{name}"
        for pk, source, name in Incident.objects.values_list("pk", "source__name", "external_id")
    }
    found = {}
    for row in Doubt.objects.filter(kind="told"):
        proposal = proposal_of(find_doubt(row.pk))
        assert proposal is not None
        found[tuple(names[pk] for pk in proposal.members)] = row.weight
    return found


def compare(mark: Path, **named: object) -> retelling.Compared:
    progress = named.get("progress", lambda *_: None)
    return retelling.compare_all(operator(), at=NOW, progress=progress, mark=Mark(mark))  # type: ignore[arg-type]


def three_lists(folder: Path) -> None:
    """Two events, of which three lists tell one, and two the other."""
    one = [case("1", injuries=INJURIES), case("2", **LATER), case("3", date_from="2020-08-20")]
    bring("cases", file_of(one), folder, source="one")
    bring("cases", file_of([case("8", injuries=INJURIES), case("9", **LATER)]), folder, source="other")
    bring("cases", file_of([case("x", injuries=INJURIES)]), folder, source="third")


def test_a_new_list_is_compared_with_the_book_and_the_sums_agree(book: None, tmp_path: Path):
    first = bring("cases", file_of([case("1"), case("2")]), tmp_path, source="one")
    assert (first.tally.doubtful, told()) == (0, {}), "a source tells its own rows apart"
    rows = [case("8"), case("9", **LATER)]
    tally = bring("cases", file_of(rows), tmp_path, source="other").tally
    assert (tally.rows, tally.new, tally.known, tally.doubtful, tally.refused) == (2, 1, 0, 1, 0)
    assert {home for home, *_ in told()} == {"other:8"}
    again = bring("cases", file_of(rows), tmp_path, source="other").tally
    assert (again.known, again.doubtful) == (2, 0)
    assert Doubt.objects.filter(kind="told").count() == 1


def test_what_an_import_proposes_is_what_comparing_all_proposes(book: None, tmp_path: Path):
    three_lists(tmp_path)
    before, numbers = told(), set(Doubt.objects.values_list("pk", flat=True))
    assert set(before) == {("other:8", "one:1"), ("other:9", "one:2"), ("third:x", "one:1", "other:8")}
    done = compare(tmp_path / "mark")
    assert (done.incidents, done.doubtful, done.pairs) == (6, 3, 4)
    assert told() == pytest.approx(before)
    assert set(Doubt.objects.values_list("pk", flat=True)) == numbers, "a doubt keeps its number"
    assert not (tmp_path / "mark").exists()


def test_comparing_that_was_broken_off_goes_on_and_comes_to_the_same(
    book: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    three_lists(tmp_path)
    before = set(told())
    monkeypatch.setattr(retelling, "HOMES", 1)
    steps: list[int] = []

    def stop(done: int, whole: int) -> None:
        steps.append(done)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(tmp_path / "mark", progress=stop)
    done = compare(tmp_path / "mark", progress=lambda done, _: steps.append(done))
    assert steps == [1, 2, 3, 4, 5, 6]
    assert (done.incidents, done.pairs) == (6, 4)
    assert set(told()) == before


def test_a_mark_of_another_model_or_a_broken_one_begins_anew(book: None, tmp_path: Path):
    three_lists(tmp_path)
    for words in ('["another model", 6, 1, 1]', "{", "7"):
        (tmp_path / "mark").write_text(words)
        assert compare(tmp_path / "mark").incidents == 6


def test_what_a_person_decided_stays_decided_and_is_not_asked_again(book: None, tmp_path: Path):
    three_lists(tmp_path)
    (doubt,) = Doubt.objects.filter(kind="told", members=3)
    page = open_doubt(operator(), doubt.pk, at=NOW)
    assert page.open_pairs == len(page.pairs) == 2, "the two candidates are not asked about here"
    assert judge(operator(), doubt.pk, Verdict.DIFFERENT, pairs=None, seen=0, at=NOW) == 2
    assert Judgement.objects.count() == 2
    assert Doubt.objects.get(pk=doubt.pk).is_open is False
    compare(tmp_path / "mark")
    assert Doubt.objects.get(pk=doubt.pk).is_open is False
    assert Judgement.objects.count() == 2
    assert Incident.objects.exclude(leader=None).count() == 0


def test_the_waterfall_of_a_doubt_is_that_of_the_engine(book: None, tmp_path: Path):
    three_lists(tmp_path)
    doubt = Doubt.objects.get(kind="told", members=3)
    (first, second) = open_doubt(operator(), doubt.pk, at=NOW).pairs
    assert first.bits == doubt.weight
    for pair in (first, second):
        assert [term.name for term in pair.terms][:3] == ["prior", "time", "place"]
        assert pair.bits == pytest.approx(sum(term.bits for term in pair.terms))
    assert str(first.terms[0].reason) == "two records are two until something says otherwise"


def test_same_joins_nothing_but_what_was_said(book: None, tmp_path: Path):
    three_lists(tmp_path)
    doubt = Doubt.objects.get(kind="told", members=3)
    third, first = (Incident.objects.get(external_id=name).pk for name in ("x", "1"))
    pair = next(
        each
        for each in open_doubt(operator(), doubt.pk, at=NOW).pairs
        if first in (each.left_id, each.right_id)
    )
    assert {pair.left_id, pair.right_id} == {third, first}
    judge(operator(), doubt.pk, Verdict.SAME, pairs=[pair_of(third, first)], seen=0, at=NOW)
    assert [each.record_id for each in besides("incident", third).together] == [first, third]
    assert Doubt.objects.get(pk=doubt.pk).is_open is True


def test_words_that_change_change_what_is_proposed(book: None, tmp_path: Path):
    three_lists(tmp_path)
    report = bring("cases", file_of([case("8", **LATER)]), tmp_path, source="other")
    assert (report.tally.changed, report.tally.doubtful) == (1, 0)
    assert set(told()) == {("other:8", "one:2"), ("other:9", "one:2"), ("third:x", "one:1")}


def test_a_very_large_import_waits_to_be_compared(
    book: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(importer, "AT_ONCE", 1)
    bring("cases", file_of([case("1"), case("2", **LATER)]), tmp_path, source="one")
    report = bring("cases", file_of([case("8"), case("9", **LATER)]), tmp_path, source="other")
    assert (report.uncompared, report.tally.doubtful, report.tally.new, told()) == (2, 0, 2, {})
    assert compare(tmp_path / "mark").doubtful == len(told()) > 0


def test_what_earlier_versions_proposed_by_day_and_cell_goes_when_all_is_compared(book: None, tmp_path: Path):
    three_lists(tmp_path)
    incident = Incident.objects.get(external_id="1")
    Trait.objects.create(
        kind="event", key="2020-08-10/1,1/beating", incident=incident, citation=incident.citation
    )
    Doubt.objects.create(
        subject="incident", kind=DoubtKind.EVENT, key="event:2020-08-10/1,1/beating", members=2, sources=2,
        weight=1.0, reasons={"terms": [], "first": [], "left": 1, "torn": False}, change=1,
    )  # fmt: skip
    compare(tmp_path / "mark")
    assert not Doubt.objects.filter(kind="event").exists()
    assert not Trait.objects.filter(kind="event").exists()
    assert Source.objects.filter(name="one").exists()
