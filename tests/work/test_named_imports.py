"""Names that lists bring: sealed to custodians before anything is written, asked for and erased like any."""

import base64
import json
import os
import pickle
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from tests.work.book import NOW, case, context, file_of, open_test_book
from tests.work.opening.cast import make_desk
from tests.work.opening.holders import LATER, READER, Holder, handed_over, make_kept, replace_holder
from tests.work.opening.test_custodians import approvals

from crimebook.exchange.tables import PersonWords
from crimebook.sealing.errors import EnvelopeError
from crimebook.sealing.requests import parse_answer, parse_card
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Citation, CitedIdentity, ErasedIdentity, ImportBatch
from crimebook.stores.register.records import Staged
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import SourceName
from crimebook.work.actors import operator
from crimebook.work.apart import erase_identity, persons_of
from crimebook.work.custodians import Wish, ask, has_identity, notify, release, take
from crimebook.work.handovers import begin_handover, take_handover
from crimebook.work.importing import reader_process
from crimebook.work.importing.importer import Delivery, ImportReport, import_file
from crimebook.work.importing.kinds import KINDS, Kind, mapped_kind
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.persons import NobodyKeepsNamesError, Persons
from crimebook.work.opening.custodian import check_handed, read_opening
from crimebook.work.opening.desk import Desk
from crimebook.work.placing import place_again
from crimebook.work.reading.incidents import open_incident

pytestmark = pytest.mark.django_db

CANARY = "Канарэйка Незнаёмая"
PHONE = "+375 29 000-17-23"
SOURCE = SourceName("a-partner")
MAPPING = (
    'version = 1\nname = "a-partner"\nsubject = "incident"\n[columns]\n{id}place_words = "Where"\n'
    'person_name = "Who told"\nperson_phone = "Reach"\n'
)
WITH_ID, WITHOUT_ID = MAPPING.format(id='id = "No"\n'), MAPPING.format(id="")
ROWS = (
    {"No": "1", "Where": "Lenina street", "Who told": CANARY, "Reach": PHONE},
    {"No": "2", "Where": "Lenina street", "Who told": "-", "Reach": ""},
)


@dataclass(frozen=True)
class World:
    """A book whose manifest names three custodians, of whom two open a name."""

    desk: Desk
    holders: dict[int, Holder]
    folder: Path

    @property
    def persons(self) -> Persons:
        return persons_of(self.desk.folders.vault, os.urandom)


@pytest.fixture
def world(tmp_path: Path) -> World:
    open_test_book()
    desk, holders = make_kept(tmp_path)
    return World(desk, holders, tmp_path)


def bring(
    persons: Persons,
    folder: Path,
    *rows: dict[str, str],
    kind: Kind | None = None,
    staging: Path | None = None,
    file: SourceFile | None = None,
) -> ImportReport:
    rejects = folder / "rejects"
    rejects.mkdir(exist_ok=True)
    return import_file(
        kind or mapped_kind(WITH_ID),
        Delivery(file or file_of([*rows]), SOURCE, operator(), NOW),
        replace(context(), persons=persons),
        rejects_folder=rejects,
        staging_folder=staging,
        progress=lambda *_: None,
    )


def read_name(world: World, ref: str) -> dict[str, object]:
    wish = Wish(ref, "a court asks for the witness", str(READER.recipient), "the court's officer")
    request = ask(world.desk, operator(), wish, at=NOW)
    notify(world.desk, operator(), request.id, world.holders, at=NOW)
    for answer in approvals(request, world.holders[1], world.holders[2]):
        take(world.desk, operator(), parse_answer(write_value(answer)), at=LATER)
    return read_opening(release(world.desk, operator(), request.id, at=LATER), [READER]).content.said


def spellings(words: str) -> Iterator[bytes]:
    """Yield every writing in which words could lie on a disk."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
        yield words.encode(encoding)
    plain = words.encode()
    yield json.dumps(words)[1:-1].encode()
    yield urllib.parse.quote(words).encode()
    yield plain.hex().encode()
    for shift in range(3):
        # Within base64 of a longer text the words stand at any of three places.
        yield base64.b64encode(b"\x00" * shift + plain)[4:-4]


def database_texts() -> Iterator[bytes]:
    """Yield every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()


def check_lies_nowhere(folder: Path, *words: str) -> None:
    wanted = [each for said in words for each in spellings(said)]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for content in (*files, *database_texts()):
        assert not [each for each in wanted if each in content]


def test_a_name_of_a_list_is_sealed_and_two_custodians_open_it(world: World):
    report = bring(world.persons, world.folder, *ROWS)
    assert (report.tally.rows, report.tally.new, report.sealed) == (2, 2, 1)
    assert read_name(world, "a-partner:1") == {
        "person_name": {"Who told": CANARY},
        "person_phone": {"Reach": PHONE},
    }
    told = [json.loads(each)["action"] for each in chain_of("record:a-partner:1")]
    assert (told[0], told[-1]) == ("identity-requested", "identity-opened")
    with pytest.raises(NotFoundError):
        has_identity(world.desk, operator(), "a-partner:2", at=NOW)


def test_a_name_lies_nowhere_on_the_way_nor_after_it(world: World, monkeypatch: pytest.MonkeyPatch):
    staging = world.folder / "staging"
    monkeypatch.setattr("crimebook.work.importing.following.Reading.remove", lambda _: None)
    bad = {"No": "", "Where": "", "Who told": f"{CANARY} 2", "Reach": PHONE}
    report = bring(world.persons, world.folder, *ROWS, bad, staging=staging)
    assert (report.tally.rows, report.tally.new, report.tally.refused) == (3, 2, 1)
    assert list(staging.iterdir())
    assert report.reject_file is not None
    check_lies_nowhere(world.folder, CANARY, PHONE)
    stored = [name for words in Citation.objects.values_list("words", flat=True) for name, _ in words]
    assert set(stored) == {"No", "Where"}


def test_the_search_for_a_name_finds_one_that_lies_open(world: World):
    bring(world.persons, world.folder, {"No": "1", "Where": CANARY, "Who told": "", "Reach": ""})
    with pytest.raises(AssertionError):
        check_lies_nowhere(world.folder, CANARY)


def test_a_book_without_custodians_refuses_the_file_and_writes_nothing(tmp_path: Path):
    open_test_book()
    staging = tmp_path / "staging"
    for persons in (Persons(), persons_of(make_desk(tmp_path).folders.vault, os.urandom)):
        with pytest.raises(NobodyKeepsNamesError, match="'Who told', 'Reach'") as told:
            bring(persons, tmp_path, *ROWS, staging=staging)
        assert CANARY not in str(told.value)
    assert not list(staging.iterdir())
    assert not Citation.objects.exists()
    assert not ImportBatch.objects.filter(source__name=SOURCE).exists()


def test_a_list_whose_person_columns_are_empty_needs_no_custodians(tmp_path: Path):
    open_test_book()
    assert bring(Persons(), tmp_path, ROWS[1]).tally.new == 1


def test_names_are_left_out_where_somebody_says_so_and_the_report_tells(tmp_path: Path):
    open_test_book()
    report = bring(Persons(are_left_out=True), tmp_path, *ROWS)
    assert (report.tally.new, report.sealed, report.left_out) == (2, 0, 1)
    assert not CitedIdentity.objects.exists()
    check_lies_nowhere(tmp_path, CANARY)
    (event,) = chain_of("source:a-partner")
    assert "1 identities left out" in json.loads(event)["reason"]


def test_names_that_were_left_out_are_sealed_when_the_list_comes_again(world: World):
    bring(Persons(are_left_out=True), world.folder, *ROWS)
    again = bring(world.persons, world.folder, *ROWS)
    assert (again.tally.known, again.tally.new, again.sealed) == (2, 0, 1)
    third = bring(world.persons, world.folder, *ROWS)
    assert (third.tally.known, third.sealed) == (2, 0)
    assert read_name(world, "a-partner:1")["person_name"] == {"Who told": CANARY}


def test_other_words_bring_their_own_identity_and_the_latest_is_asked_for(world: World):
    bring(world.persons, world.folder, *ROWS)
    later = {**ROWS[0], "Where": "Lenina street, by the bridge", "Who told": "another"}
    assert bring(world.persons, world.folder, later).tally.changed == 1
    assert read_name(world, "a-partner:1")["person_name"] == {"Who told": "another"}
    assert CitedIdentity.objects.count() == 2


def test_rows_that_only_a_person_tells_apart_are_two_and_the_same_row_is_one(world: World):
    one = {"Where": "Lenina street", "Who told": CANARY, "Reach": ""}
    other = {**one, "Who told": "another"}
    kind = mapped_kind(WITHOUT_ID)
    report = bring(world.persons, world.folder, one, other, one, kind=kind)
    assert (report.tally.rows, report.tally.new, report.tally.refused, report.sealed) == (3, 2, 1, 2)
    again = bring(world.persons, world.folder, one, other, kind=kind)
    assert (again.tally.new, again.tally.known) == (0, 2)
    names = {
        read_name(world, f"a-partner:{each}")["person_name"]["Who told"]  # type: ignore[index] # a name
        for each in Citation.objects.values_list("external_id", flat=True)
    }
    assert names == {CANARY, "another"}


def test_too_much_of_one_person_refuses_the_row_and_says_nothing_of_it(world: World):
    report = bring(world.persons, world.folder, {**ROWS[0], "Who told": CANARY * 900}, ROWS[1])
    assert (report.tally.rows, report.tally.new, report.tally.refused) == (2, 1, 1)
    (refusal,) = report.refusals
    assert CANARY not in str(refusal)


def test_damaged_signs_in_a_name_refuse_the_row(world: World):
    answer = {"_id": 1, "name": "\ud800", "where": "Lenina street"}
    content = json.dumps([answer]).encode()
    report = bring(
        world.persons,
        world.folder,
        kind=KINDS["kobo"],
        file=SourceFile("forms.json", "", content, sha256_hex(content)),
    )
    assert report.tally.refused == 1


def test_an_import_goes_on_only_with_what_was_sealed_to_the_same_custodians(world: World):
    staging = world.folder / "staging"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crimebook.work.importing.importer._commit", stop)
        with pytest.raises(KeyboardInterrupt):
            bring(world.persons, world.folder, *ROWS, staging=staging)
    report = bring(Persons(are_left_out=True), world.folder, *ROWS, staging=staging)
    assert (report.sealed, report.left_out) == (0, 1)


def test_an_import_that_was_stopped_goes_on_with_what_it_has_sealed(world: World):
    staging = world.folder / "staging"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crimebook.work.importing.importer._commit", stop)
        with pytest.raises(KeyboardInterrupt):
            bring(world.persons, world.folder, *ROWS, staging=staging)
    (lines,) = (each.read_bytes() for each in staging.iterdir())
    report = bring(world.persons, world.folder, *ROWS, staging=staging)
    assert (report.tally.new, report.sealed) == (2, 1)
    report_of = CitedIdentity.objects.get().report
    assert report_of.encode() in lines


def test_a_form_of_kobo_sets_apart_who_answers_and_those_in_its_repeated_groups(world: World):
    answers = {
        "_id": 7,
        "where": "Lenina street",
        "name": CANARY,
        "group/respondent_phone": PHONE,
        "witnesses": [{"witnesses/witness_name": f"{CANARY} 2", "witnesses/saw": "yes"}],
        "officer_name": "an officer's name is a claim",
        "suspects": [{"suspects/name": "so is this one", "suspects/phone": "+375 00"}],
    }
    content = json.dumps([answers], ensure_ascii=False).encode()
    file = SourceFile("forms.json", "", content, sha256_hex(content))
    report = bring(world.persons, world.folder, kind=KINDS["kobo"], file=file)
    assert (report.tally.new, report.sealed) == (1, 1)
    check_lies_nowhere(world.folder, CANARY, PHONE)
    words = dict(Citation.objects.get().words)
    assert words["officer_name"] == "an officer's name is a claim"
    assert "so is this one" in words["suspects"]
    assert json.loads(words["witnesses"]) == [{"witnesses/saw": "yes"}]
    said = read_name(world, "a-partner:7")
    assert said["person_name"] == {
        "name": CANARY,
        "witnesses[1]/witnesses/witness_name": f"{CANARY} 2",
    }
    assert said["person_phone"] == {"group/respondent_phone": PHONE}


def test_another_process_seals_what_it_is_sent(world: World, monkeypatch: pytest.MonkeyPatch):
    book = replace(context(), persons=pickle.loads(pickle.dumps(world.persons)))  # noqa: S301 - our own
    monkeypatch.setitem(reader_process._begun, "kind", KINDS["cases"])
    monkeypatch.setitem(reader_process._begun, "context", book)
    apart = (PersonWords("person_name", "Full name", CANARY),)
    (entry,) = reader_process.read_cells([(2, tuple(case("1").items()), apart)])
    staged = read_line(entry.line)
    assert isinstance(staged, Staged)
    assert staged.identity is not None
    assert not [each for each in spellings(CANARY) if each in entry.line]


def test_a_column_of_persons_in_a_list_of_cases_is_sealed(world: World):
    rows = file_of([{**case("1"), "Full name": CANARY}, {**case("2"), "Full name": ""}])
    report = bring(world.persons, world.folder, kind=KINDS["cases"], file=rows)
    assert (report.tally.new, report.sealed) == (2, 1)
    check_lies_nowhere(world.folder, CANARY)


def test_a_patient_who_is_named_in_a_list_of_evaluations_is_sealed(world: World):
    bring(world.persons, world.folder, kind=KINDS["cases"], file=file_of([case("1")]))
    cells = {
        "id": "m1",
        "is_invented": "yes",
        "incident": "a-partner:1",
        "findings": "",
        "physical": "bruises",
    }
    row = {**cells, "qualification": "physician", "setting": "clinic", "Patient full name": CANARY}
    named = file_of([{**row, "consistency": "consistent", "Full name": CANARY}])
    report = bring(world.persons, world.folder, kind=KINDS["evaluations"], file=named)
    assert (report.tally.new, report.sealed, report.refusals) == (1, 1, ())
    check_lies_nowhere(world.folder, CANARY)
    assert read_name(world, "a-partner:m1")["person_name"] == {
        "Patient full name": CANARY,
        "Full name": CANARY,
    }


def test_what_a_format_itself_leaves_out_of_persons_is_told_and_needs_no_custodians(world: World):
    answers = {"_id": 7, "where": "Lenina street", "_submitted_by": CANARY, "deviceid": "collect:A"}
    content = json.dumps([answers, {"_id": 8}]).encode()
    forms = SourceFile("forms.json", "", content, sha256_hex(content))
    report = bring(Persons(), world.folder, kind=KINDS["kobo"], file=forms)
    assert (report.tally.new, report.sealed, report.left_out) == (2, 0, 1)
    mail = {"id": "m1", "schema": "Email", "properties": {"subject": ["a letter"], "from": [CANARY]}}
    content = json.dumps(mail).encode()
    entities = SourceFile("entities.jsonl", "", content, sha256_hex(content))
    report = bring(Persons(), world.folder, kind=KINDS["followthemoney"], file=entities)
    assert (report.tally.rows, report.sealed, report.left_out) == (1, 0, 1)
    check_lies_nowhere(world.folder, CANARY)


def test_one_row_can_be_sealed_in_part_and_left_out_in_part(world: World):
    answers = {"_id": 9, "where": "Lenina street", "name": CANARY, "username": "a collector"}
    content = json.dumps([answers]).encode()
    forms = SourceFile("forms.json", "", content, sha256_hex(content))
    report = bring(world.persons, world.folder, kind=KINDS["kobo"], file=forms)
    assert (report.sealed, report.left_out) == (1, 1)
    assert read_name(world, "a-partner:9") == {"person_name": {"name": CANARY}}


def test_a_column_that_no_mapping_names_is_set_apart_by_its_name_unless_the_mapping_says_otherwise(
    world: World,
):
    row = {"No": "1", "Where": "Lenina street", "Phone": PHONE}
    plain = 'version = 1\nname = "a-partner"\n{0}[columns]\nid = "No"\nplace_words = "Where"\n'
    assert bring(world.persons, world.folder, row, kind=mapped_kind(plain.format(""))).sealed == 1
    check_lies_nowhere(world.folder, PHONE)
    kept = mapped_kind(plain.format('not_persons = ["Phone"]\n'))
    assert bring(world.persons, world.folder, {**row, "No": "2"}, kind=kept).sealed == 0
    assert dict(Citation.objects.get(external_id="2").words)["Phone"] == PHONE


def test_the_page_of_a_record_says_that_a_name_is_sealed_and_not_which(world: World):
    bring(world.persons, world.folder, *ROWS)
    named, other = (open_incident(operator(), f"a-partner:{each}", at=NOW) for each in (1, 2))
    assert (named.has_sealed_name, other.has_sealed_name) == (True, False)
    assert CANARY not in repr(named)


def test_words_are_read_again_without_the_names(world: World):
    bring(world.persons, world.folder, *ROWS)
    place_again(operator(), context(), at=NOW, progress=lambda *_: None)
    assert CitedIdentity.objects.count() == 1


def test_a_sealed_identity_belongs_to_its_own_words_alone(world: World):
    other = {**ROWS[0], "No": "3", "Who told": "another"}
    bring(world.persons, world.folder, ROWS[0], other)
    one, two = CitedIdentity.objects.order_by("pk")
    drop_triggers(SimpleNamespace(connection=connection), ("register_citedidentity",))
    CitedIdentity.objects.filter(pk=one.pk).update(sealed=bytes(two.sealed))
    with pytest.raises(EnvelopeError):
        has_identity(world.desk, operator(), "a-partner:1", at=NOW)


def test_a_sealed_identity_is_neither_changed_nor_deleted_but_by_an_erasure_that_is_entered(world: World):
    bring(world.persons, world.folder, *ROWS)
    sealed = CitedIdentity.objects.filter(pk=CitedIdentity.objects.get().pk)
    for change in (lambda: sealed.update(report="0" * 64), sealed.delete):
        with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
            change()
    assert erase_identity(operator(), "a-partner:1", "she asked for it", at=NOW) == 1
    with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
        ErasedIdentity.objects.all().delete()
    # An id that came again would bring the leave to delete what it names.
    bring(world.persons, world.folder, {**ROWS[0], "No": "3", "Who told": "another"})
    assert CitedIdentity.objects.get().pk > ErasedIdentity.objects.get().identity_id


def test_an_erased_identity_is_gone_for_good_and_the_record_stays(world: World):
    bring(world.persons, world.folder, *ROWS)
    sealed = bytes(CitedIdentity.objects.get().sealed)
    assert erase_identity(operator(), "a-partner:1", "she asked for it", at=NOW) == 1
    assert Citation.objects.count() == 2
    assert not [each for each in database_texts() if sealed in each]
    with pytest.raises(NotFoundError):
        has_identity(world.desk, operator(), "a-partner:1", at=NOW)
    with pytest.raises(NotFoundError):
        erase_identity(operator(), "a-partner:1", "again", at=NOW)
    assert json.loads(chain_of("record:a-partner:1")[-1])["action"] == "erased"


def test_a_custodian_who_goes_hands_over_the_shares_of_records_too(world: World):
    bring(world.persons, world.folder, *ROWS)
    successor = Holder(world.folder / "successor", "PL")
    card = parse_card(write_value(successor.card))
    replace_holder(world.desk, world.folder, world.holders, 2, successor)
    wanted = begin_handover(world.desk, operator(), 2, card, at=NOW)
    assert [each.report for each in wanted.shares] == [CitedIdentity.objects.get().report]
    handed = handed_over(wanted, world.holders[2], successor)
    assert check_handed(handed, successor.keys.identity) == 1
    assert take_handover(world.desk, operator(), handed, at=NOW) == 1
    header = has_identity(world.desk, operator(), "a-partner:1", at=NOW)[Aim.IDENTITY]
    assert header.needed == 2
