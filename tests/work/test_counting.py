"""Counts: parts and wholes, what is told twice, and what a page may be shown without counting again."""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, open_test_book, recording

from crimebook.stores.register.models import Incident
from crimebook.stores.register.queries.breakdowns import Breakdown, Dimension
from crimebook.stores.register.transactions import next_change, writing
from crimebook.work import counting
from crimebook.work.counting import REST, count_book, current_counts
from crimebook.work.reading.counts import open_counts

pytestmark = pytest.mark.django_db

BEATING = "ill_treatment.beating"


def parts(breakdown: Breakdown) -> dict[str, int]:
    return {part.value: part.acts for part in breakdown.parts}


def test_two_labels_of_one_kind_are_one_act(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1", violations="Beating|Blows with batons and/or truncheons")]), tmp_path)
    counts = count_book(actor, at=NOW)
    assert counts.totals["acts"] == 1
    assert parts(counts.by(Dimension.KIND)) == {BEATING: 1}


def test_labels_without_a_code_are_kinds_of_their_own_and_counted_together(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1", violations="Something new|Something newer")]), tmp_path)
    assert parts(count_book(actor, at=NOW).by(Dimension.KIND)) == {"": 2}


def test_an_act_of_two_units_stands_under_both_and_the_sum_says_so(tmp_path: Path):
    actor = open_test_book()
    rows = [case("1", violations="Beating", perpetrator_units="OMON|Police"), case("2", violations="Beating")]
    bring("cases", file_of(rows), tmp_path)
    by_mention = count_book(actor, at=NOW).by(Dimension.MENTION)
    assert parts(by_mention) == {"OMON": 2, "Police": 1}
    assert (by_mention.acts, by_mention.counted_twice) == (2, 1)


def test_acts_of_which_nobody_says_by_whom_are_told_as_unknown(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1", city="", place_text="", perpetrator_units="")]), tmp_path)
    counts = count_book(actor, at=NOW)
    assert parts(counts.by(Dimension.PLACE)) == {"Беларусь": 2}
    assert parts(counts.by(Dimension.MENTION)) == {"": 2}


def test_what_is_told_again_counts_once_with_all_that_any_telling_says(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1", violations="Beating", perpetrator_units="OMON")]), tmp_path)
    again = case("9", violations="Beating|Damage to property", perpetrator_units="police")
    bring("cases", file_of([again]), tmp_path, source="another")
    first, other = Incident.objects.order_by("id")
    Incident.objects.filter(pk=other.pk).update(leader=first)
    counts = count_book(actor, at=NOW)
    assert counts.totals["incidents"] == 1
    assert counts.totals["incidents_told_again"] == 1
    assert parts(counts.by(Dimension.KIND)) == {BEATING: 1, "property.damage": 1}
    assert parts(counts.by(Dimension.MENTION)) == {"OMON": 2, "police": 2}


def test_a_page_of_a_small_book_counts_what_changed_and_of_a_large_one_says_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)
    assert current_counts(at=NOW).totals["incidents"] == 1
    monkeypatch.setattr(counting, "SMALL", 0)
    bring("cases", file_of([case("2")]), tmp_path)
    assert current_counts(at=NOW).totals["incidents"] == 1
    monkeypatch.setattr(counting, "SMALL", 10)
    assert current_counts(at=NOW).totals["incidents"] == 2


def test_kept_counts_come_back_as_they_were(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1"), case("2", date_from="2020-08-11")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    counted = count_book(actor, at=NOW)
    assert current_counts(at=NOW) == counted


def test_many_parts_are_shortened_and_still_sum_to_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counting, "KEPT_PARTS", 2)
    actor = open_test_book()
    rows = [case(str(n), perpetrator_units=f"unit {n}", violations="Beating") for n in range(5)]
    bring("cases", file_of(rows), tmp_path)
    by_mention = count_book(actor, at=NOW).by(Dimension.MENTION)
    assert parts(by_mention)[REST] == 3
    assert sum(parts(by_mention).values()) == 5
    table = next(each for each in open_counts(actor, at=NOW).tables if each.dimension == "mention")
    assert sum(part.acts for part in table.parts) + table.rest + table.unknown == table.acts


def test_a_change_makes_kept_counts_old(tmp_path: Path):
    actor = open_test_book()
    before = count_book(actor, at=NOW).change
    with writing():
        next_change()
    assert current_counts(at=NOW).change == before + 1
