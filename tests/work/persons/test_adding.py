"""Mentions added by hand: on words of the book, once, told, and by whoever may read those words."""

import json
from dataclasses import replace

import pytest
from tests.stores.register.telling import tell
from tests.work.book import NOW
from tests.work.persons.desk import ALICE, AUDITOR, BOB, open_desk

from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Incident, PersonMention
from crimebook.stores.register.reports import SOURCE
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Ref
from crimebook.work.persons.adding import NewMention, SaidOfPerson, add

pytestmark = pytest.mark.django_db

CASE = Ref.parse("a-source:1")
SAID = SaidOfPerson(name="Невядомы А.", rank="police.major", helmet="3307", birth="1975-06")


@pytest.fixture(autouse=True)
def _book() -> None:
    open_desk(0)


def test_a_mention_stands_on_the_words_of_a_record_and_the_same_words_are_one_mention():
    added = add(ALICE, NewMention(CASE, SAID, incident=CASE), at=NOW)
    row = PersonMention.objects.get()
    incident = Incident.objects.get()
    assert (row.pk, row.name, row.birth, row.citation_id) == (
        added.mention_id,
        "Невядомы А.",
        "1975-06",
        incident.citation_id,
    )
    assert (row.incident_id, row.source_id, added.is_new) == (incident.pk, incident.source_id, True)
    assert not add(BOB, NewMention(CASE, SAID, incident=CASE), at=NOW).is_new
    assert add(BOB, NewMention(CASE, replace(SAID, helmet="3301"), incident=CASE), at=NOW).is_new
    told = [json.loads(body) for body in chain_of(f"person-mention:{row.pk}")]
    assert [(each["action"], each["actor"]) for each in told] == [("created", "alice"), ("created", "bob")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "helmet": "", "rank": ""},
        {"rank": "emperor"},
        {"name_kind": "title"},
        {"side": "ours"},
        {"birth": "1975-13"},
        {"birth": "06.1975"},
        {"death": "2020-02-30"},
        {"badge": "7" * 65},
        {"description": "tall\x00"},
    ],
)
def test_words_that_say_nothing_or_no_code_are_refused(wrong: dict[str, str]):
    with pytest.raises(InvalidValueError):
        add(ALICE, NewMention(CASE, replace(SAID, **wrong)), at=NOW)
    assert not PersonMention.objects.exists()


def test_records_and_units_that_there_are_not_are_told_so():
    for new in (
        NewMention(Ref.parse("a-source:2"), SAID),
        NewMention(CASE, SAID, unit=Ref.parse("a-source:omon")),
        NewMention(CASE, SAID, incident=Ref.parse("a-source:2")),
    ):
        with pytest.raises(NotFoundError):
            add(ALICE, new, at=NOW)


def test_on_what_a_report_told_only_those_write_who_may_read_it():
    tell(SOURCE, "r1")
    told = NewMention(Ref(SOURCE, "r1"), SAID)  # type: ignore[arg-type]
    for actor in (BOB, AUDITOR):
        with pytest.raises(NotFoundError):
            add(actor, told, at=NOW)
    assert add(ALICE, told, at=NOW).is_new


def test_nobody_is_put_into_a_report_s_incident_by_the_words_of_anything_else():
    for name in ("r1", "r2"):
        tell(SOURCE, name)
    report = Ref(SOURCE, "r1")  # type: ignore[arg-type]
    for cited in (CASE, Ref(SOURCE, "r2")):  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="told by that report"):
            add(ALICE, NewMention(cited, SAID, incident=report), at=NOW)
    assert not PersonMention.objects.exists()
    assert add(ALICE, NewMention(report, SAID, incident=report), at=NOW).is_new
