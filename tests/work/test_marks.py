"""What both sides tell lifts a match; what was told in confidence, or concluded from the case, does not."""

from pathlib import Path

import pytest
from tests.stores.register.telling import tell
from tests.work.book import NOW, bring, case, file_of, match, open_test_book

from crimebook.spacetime.shared import Mark, MarkKind
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.told import Told, told_by_incidents
from crimebook.work.actors import operator
from crimebook.work.marks import marks_of, numbers_of
from crimebook.work.reading.windows import open_matches


def radio(number: str, sender: str, text: str) -> dict[str, str]:
    return {
        "id": number, "at": "2020-08-10T22:46:00+03:00", "channel": "A1", "text": text,
        "sender": sender, "receiver": "Гром", "lat": "", "lon": "", "radius_m": "", "is_invented": "yes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("На одном шлеме был номер 5953.", ["5953"]),
        ("helmet number 0412, nothing else", ["412"]),
        ("номер 59?3 и номер 595?", []),
        ("we were 1200 people on 9 August", []),
        ("badge no. 12", []),
    ],
)
def test_a_number_is_read_whole_or_not_at_all(text: str, numbers: list[str]) -> None:
    assert list(numbers_of(text)) == numbers


def test_a_callsign_is_one_in_two_alphabets_and_without_its_number_another() -> None:
    told = marks_of(Told(texts=("Чуў пазыўны Янтарь-3.",)))
    assert told & marks_of(Told(callsigns=("Jantar-3",)))
    kinds = {mark.kind for mark in told & marks_of(Told(callsigns=("Янтарь-4",)))}
    assert MarkKind.CALLSIGN not in kinds


def test_words_for_a_unit_are_its_kind_whatever_the_language() -> None:
    one, other = marks_of(Told(units=("ОМОН",))), marks_of(Told(units=("riot police of Minsk",)))
    assert {mark.kind for mark in one & other} == {MarkKind.UNIT}


def test_a_title_tells_a_number_and_none_of_its_words() -> None:
    told = marks_of(Told(titles=("Dispersal at the fountain, helmet number 5953",)))
    assert told == {Mark(MarkKind.NUMBER, "5953")}


def test_an_address_is_shared_by_its_key() -> None:
    assert Mark(MarkKind.LINK, "k1") in marks_of(Told(links=("k1",)))


@pytest.mark.django_db
def test_the_callsign_that_the_case_tells_lifts_its_message_and_has_a_row(tmp_path: Path) -> None:
    open_test_book()
    bring("cases", file_of([case("1", testimony="Слышал позывной Янтарь-3.")]), tmp_path)
    rows = [radio(f"m{k}", f"Туман-{k}", "работаем") for k in range(8)]
    bring("radio", file_of([*rows, radio("zz", "Янтарь-3", "работаем")]), tmp_path, source="b-source")
    match(tmp_path)
    found = open_matches(operator(), "a-source:1", top=20, at=NOW)
    first = found[0]
    assert str(first.ref) == "b-source:zz"
    row = next(term for term in first.terms if term.name == "callsign")
    assert row.bits > 1
    assert "1 of 9" in str(row.reason)
    assert all(term.name != "callsign" for each in found[1:] for term in each.terms)


@pytest.mark.django_db
def test_what_a_report_brought_tells_no_marks() -> None:
    open_test_book()
    incident_id = tell(SOURCE, "a")[0]
    assert told_by_incidents({incident_id}) == {}
