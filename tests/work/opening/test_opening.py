"""From sealed envelopes at the intake to testimony and records on the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import OperationalError
from tests.work.opening import cast

from crimebook.custody.events import check_chain
from crimebook.sealing.envelope import ReportBody
from crimebook.stores.register import models, reports
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.transactions import writing
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.spool.slots import Slots
from crimebook.stores.vault.folder import Room
from crimebook.terms.ids import Digest
from crimebook.work.opening import opening as opening_reports
from crimebook.work.opening.attachments import read_file
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.testimony import read_body


def test_what_was_told_is_read_again_word_for_word(desk: Desk):
    told = cast.body(desk, cast.words_of(1))
    ref = cast.bring(desk, told)
    row = reports.find_report(ref)
    assert read_body(desk, row.report_id, ref) == told
    assert (row.way, row.role, row.language, row.state, row.urgency) == (
        "victim",
        "victim",
        "be",
        "received",
        2,
    )
    assert row.mailbox == cast.words_of(1).mailbox_id


def test_structured_answers_become_an_incident_with_everything_about_it(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    incident = models.Incident.objects.get(external_id=ref)
    assert reports.find_report(ref).incident_ref == f"reports:{ref}"
    (window,) = incident.windows.all()
    assert (window.lat, window.radius_m, window.time_words) == (53.907, 100, "22:30-23:30")
    assert [act.code for act in incident.acts.all()] == ["ill_treatment.beating"]
    assert {(each.region, each.nature) for each in incident.injuries.all()} == {
        ("back", "bruise"),
        ("thigh", "bruise"),
    }
    assert {each.words for each in incident.mentions.all()} == {"Riot police (OMON)", "АМАП Прыкладны"}
    (leg,) = incident.legs.all()
    assert (leg.step, leg.conditions) == ("police_station", ["overcrowded"])
    assert leg.windows.get().latest_end is not None
    assert [each.words for each in incident.descriptions.all()] == ["? 4 ?"]


def test_every_record_of_a_report_stands_on_a_citation_of_it(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    citation = models.Citation.objects.get(external_id=ref)
    assert citation.source.name == "reports"
    assert citation.basis == "own_body"
    told = dict(citation.words)
    assert told["acts"] == "ill_treatment.beating"
    assert not told.keys() & {"age", "safe_now", "sexual_violence", "actor_known", "consent_analysis"}


def test_consent_is_kept_for_each_purpose_with_what_was_left_open_as_not_asked(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    told = models.Consent.objects.filter(citation__external_id=ref)
    assert dict(told.values_list("purpose", "answer")) == {
        "analysis": "granted",
        "contact_again": "granted",  # a trained person may not write about one thing; we may in general
        "icc_un": "refused",
        "sanctions": "not_asked",
    }
    assert {(each.given_by, each.age_band, each.text_version) for each in told} == {
        ("self", "25_to_39", "report/1.0.0")
    }


def test_no_word_of_a_person_stands_in_the_register_in_clear(desk: Desk):
    cast.bring(desk, cast.body(desk))
    found = "".join(
        str(value)
        for model in models.Report._meta.apps.get_models()
        for row in model._default_manager.values_list()
        for value in row
    )
    assert "АМАП Прыкладны" in found  # what is searched is what stands there
    assert "канарэйка" not in found
    assert "з дзяцінства" not in found


def test_files_become_blobs_that_only_the_reports_own_key_opens(desk: Desk):
    contents = (b"one photograph" * 1000, bytes(3_000_000), b"")
    ref = cast.bring(desk, cast.body(desk), cast.seal_files(desk, *contents))
    row = reports.find_report(ref)
    found = []
    for each in reports.attachments_of(row.report_id):
        plain = bytearray()
        read_file(desk, ref, each.blob, plain.extend)
        found.append(bytes(plain))
    assert tuple(found) == contents
    assert models.FileFact.objects.filter(incident__external_id=ref).count() == 3


def test_a_report_that_comes_twice_is_opened_once(desk: Desk):
    cast.bring(desk, cast.body(desk))
    cast.collect(desk)  # until the intake has applied what was signed, it still waits there
    assert cast.open_all(desk).opened == ()
    assert models.Report.objects.count() == 1
    received = models.CustodyEvent.objects.filter(action="received", object_id__startswith="envelope:")
    assert received.count() == 1


def test_the_receipt_page_says_collected_once_the_desk_has_signed_for_it(desk: Desk):
    report = cast.drop(desk, cast.body(desk))
    keys = [current_manifest(desk.vault).reply_public]
    with Drop(desk.folders.spool, Limits()) as spool:
        assert not spool.is_collected(report.digest)
        cast.collect(desk)
        spool.apply_waiting(keys)
        assert spool.is_collected(report.digest)


def test_one_bad_envelope_does_not_hold_up_the_others(desk: Desk):
    with Drop(desk.folders.spool, Limits()) as spool:
        spool.put_report("0" * 32, b"not an age file at all", ())
    cast.drop(desk, cast.body(desk))
    assert cast.collect(desk).refused == ()
    opening = cast.open_all(desk)
    assert len(opening.opened) == 1
    assert [each.reason.split(":")[0] for each in opening.refused] == ["header failure"]


def test_a_file_that_is_not_what_the_body_says_keeps_the_report_closed_and_leaves_nothing(desk: Desk):
    sealed = cast.seal_files(desk, b"a photograph")
    (file,) = sealed.files
    lying = cast.SealedFiles((cast.replace(file, sha256="0" * 64),), sealed.decoys, sealed.parts)
    cast.drop(desk, cast.body(desk), lying)
    cast.collect(desk)
    (refused,) = cast.open_all(desk).refused
    assert "expected a file of 12 bytes" in refused.reason
    assert models.Report.objects.count() == 0
    assert not list((desk.folders.vault / "reports").iterdir())
    assert not [path for path in desk.folders.blobs.rglob("*") if path.is_file()]


def test_a_report_whose_commit_was_done_and_not_answered_keeps_its_key_and_its_files(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    @contextmanager
    def answered_by_nobody() -> Iterator[None]:
        with writing():
            yield
        raise OperationalError("the connection was lost")

    told = cast.body(desk)
    cast.drop(desk, told, cast.seal_files(desk, b"a photograph"))
    cast.collect(desk)
    monkeypatch.setattr(opening_reports, "writing", answered_by_nobody)
    with pytest.raises(OperationalError):
        cast.open_all(desk)
    (row,) = models.Report.objects.all()
    assert read_body(desk, row.pk, row.ref).text == told.text
    (file,) = reports.attachments_of(row.pk)
    content: list[bytes] = []
    read_file(desk, row.ref, file.blob, content.append)
    assert b"".join(content) == b"a photograph"


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_key_of_a_run_that_was_killed_goes_with_the_next_unless_its_report_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_committed: bool
):
    def leave_the_key(_ref: str) -> bool:
        return True

    @contextmanager
    def killed() -> Iterator[None]:
        with writing():
            yield
            if not is_committed:
                raise KeyboardInterrupt
        raise KeyboardInterrupt

    told = cast.body(desk)
    cast.drop(desk, told)
    cast.collect(desk)
    with monkeypatch.context() as run:
        run.setattr(opening_reports, "writing", killed)
        # A program that is killed destroys nothing.
        run.setattr(reports, "may_stand", leave_the_key)
        with pytest.raises(KeyboardInterrupt):
            cast.open_all(desk)
    (left,) = desk.vault.names(Room.REPORTS)
    assert len(cast.open_all(desk).opened) == (not is_committed)
    (row,) = models.Report.objects.all()
    assert desk.vault.names(Room.REPORTS) == (row.ref,)
    assert (row.ref == left) is is_committed
    assert read_body(desk, row.pk, row.ref).text == told.text
    assert desk.vault.names(Room.ATTEMPTS) == ()


def test_a_register_that_cannot_be_asked_keeps_every_key_and_file(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_args: object, **_names: object) -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr(models.Report.objects, "filter", refuse)
    monkeypatch.setattr(models.Attachment.objects, "filter", refuse)
    assert reports.may_stand("0123456789abcdef")
    assert reports.may_name([Digest("0" * 64)]) == {"0" * 64}


def test_parts_that_the_body_does_not_name_are_refused(desk: Desk):
    one, other = cast.seal_files(desk, b"a"), cast.seal_files(desk, b"b")
    swapped = cast.SealedFiles(one.files, one.decoys, other.parts)
    cast.drop(desk, cast.body(desk), swapped)
    cast.collect(desk)
    (refused,) = cast.open_all(desk).refused
    assert "parts that the report names" in refused.reason


def test_a_report_that_brings_the_mailbox_of_another_gets_none(desk: Desk):
    keys = cast.words_of(1)
    first = cast.bring(desk, cast.body(desk, keys))
    waits = desk_slots(desk, keys.mailbox_id)
    false = replace(cast.body(desk, keys), reply_to=str(cast.words_of(2).recipient))
    second = cast.bring(desk, false)
    assert reports.find_report(second).mailbox == ""
    assert read_body(desk, reports.find_report(second).report_id, second).text == false.text
    found = reports.find_by_mailbox(keys.mailbox_id)
    assert found is not None
    assert found.ref == first
    assert desk_slots(desk, keys.mailbox_id) == waits


def desk_slots(desk: Desk, mailbox: str) -> tuple[bytes, ...]:
    slots = Slots(desk.folders.spool)
    try:
        return slots.read_slots(mailbox)
    finally:
        slots.close()


def test_a_report_of_somebody_under_18_has_no_rows_beside_it(desk: Desk):
    told = {"way": "victim", "safe_now": "yes", "age": "14_to_17", "child_hurt_now": "yes"}
    ref = cast.bring(desk, cast.body(desk, answers=told, text=""))
    row = reports.find_report(ref)
    assert row.incident_ref == ""
    assert row.urgency == 0
    assert models.Citation.objects.filter(source__name="reports").count() == 0


def test_answers_that_the_form_would_not_take_stay_in_the_testimony_alone(desk: Desk):
    told = cast.answers(acts=["no.such_act"], event_when={"date": "yesterday"}, injected="<b>")
    ref = cast.bring(desk, cast.body(desk, answers=told))
    incident = models.Incident.objects.get(external_id=ref)
    assert incident.acts.count() == 0
    assert incident.first_start is None
    body = read_body(desk, reports.find_report(ref).report_id, ref)
    assert body.answers["injected"] == "<b>"


@pytest.mark.parametrize("form", ["report/2.0.0", "another/1.0.0"])
def test_a_report_of_a_form_that_is_not_known_is_kept_whole_without_rows(desk: Desk, form: str):
    ref = cast.bring(desk, cast.body(desk, form=form))
    row = reports.find_report(ref)
    assert (row.way, row.incident_ref) == ("", "")
    assert isinstance(read_body(desk, row.report_id, ref), ReportBody)


def test_a_time_that_is_still_to_come_leaves_the_report_without_rows(desk: Desk):
    told = cast.answers(event_when={"date": "2031-01-01"})
    assert reports.find_report(cast.bring(desk, cast.body(desk, answers=told))).incident_ref == ""


def test_somebody_in_danger_comes_first(desk: Desk):
    quiet = cast.bring(desk, cast.body(desk))
    waiting = cast.bring(desk, cast.body(desk, answers=cast.answers(trained_contact="granted")))
    danger = cast.bring(desk, cast.body(desk, answers=cast.answers(safe_now="no")))
    rows, count = reports.list_reports(reports.ReportNarrowing(), start=0, count=10)
    assert [row.ref for row in rows] == [danger, waiting, quiet]
    assert count == 3


def test_collecting_and_opening_are_events_in_unbroken_chains(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    row = reports.find_report(ref)
    for chain, actions in (
        (f"envelope:{row.envelope}", ["received", "opened"]),
        (f"report:{ref}", ["opened"]),
    ):
        check_chain(chain_of(chain))
        found = models.CustodyEvent.objects.filter(object_id=chain).order_by("id")
        assert [event.action for event in found] == actions


def test_a_report_whose_part_was_lost_from_a_shelf_holds_up_no_other(desk: Desk):
    lost, whole = cast.body(desk), cast.body(desk, cast.words_of(2))
    for told in (lost, whole):
        cast.drop(desk, told, cast.seal_files(desk, b"a photograph") if told is lost else None)
    cast.collect(desk)
    for part in (desk.folders.shelves[0] / "parts").iterdir():
        part.unlink()
    opening = cast.open_all(desk)
    assert len(opening.opened) == 1
    (refused,) = opening.refused
    assert "none on this shelf" in refused.reason
