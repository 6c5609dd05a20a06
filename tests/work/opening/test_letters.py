"""The dialogue: letters of reporters, answers of the desk, withdrawal, its undo, and a change of consent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.work.book import context
from tests.work.opening import cast

from crimebook.sealing.messages import MessageKind, said_beside
from crimebook.stores.register import models, reports
from crimebook.terms.errors import InvalidValueError
from crimebook.work import answering, withdrawing
from crimebook.work.actors import operator
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.letters import read_dialogue
from crimebook.work.opening.mailboxes import NoMailboxError
from crimebook.work.opening.opening import ReportRefusedError

KEYS = cast.words_of(7)


def opened(desk: Desk) -> str:
    return cast.bring(desk, cast.body(desk, KEYS))


def reply(desk: Desk, ref: str, text: str = "Дзякуй, мы прачыталі.") -> None:
    answering.answer(desk, operator(), ref, MessageKind.REPLY, text, at=cast.NOW)


def register_rows(ref: str) -> int:
    return models.Citation.objects.filter(external_id__startswith=ref).count()


def test_the_first_slot_says_that_the_very_envelope_is_held(desk: Desk):
    ref = opened(desk)
    (collected,) = cast.fetch(desk, KEYS)
    assert collected.kind is MessageKind.COLLECTED
    envelope = reports.find_report(ref).envelope
    assert collected.values == {"envelope": envelope, "head": "", "counter": 0, "said": []}


def test_an_answer_is_read_with_the_words_and_by_nobody_else(desk: Desk):
    ref = opened(desk)
    reply(desk, ref)
    assert [each.text for each in cast.fetch_words(desk, KEYS)] == ["Дзякуй, мы прачыталі."]
    assert cast.fetch(desk, cast.words_of(8)) == ()


def test_answers_are_one_chain_and_the_eighth_takes_the_place_of_the_first(desk: Desk):
    ref = opened(desk)
    for number in range(8):
        reply(desk, ref, f"answer {number}")
    found = cast.fetch_words(desk, KEYS)
    assert [each.text for each in found] == [f"answer {number}" for number in range(1, 8)]
    assert [each.counter for each in found] == sorted({each.counter for each in found})
    (collected,) = (each for each in cast.fetch(desk, KEYS) if each.kind is MessageKind.COLLECTED)
    beside = said_beside(collected)
    assert list(beside) == [each.counter for each in found]
    assert all(each.digest.startswith(beside[each.counter]) for each in found)


def test_feedback_says_what_the_report_was_used_in(desk: Desk):
    ref = opened(desk)
    answering.answer(
        desk, operator(), ref, MessageKind.FEEDBACK, "Your report was used.", at=cast.NOW, use="icc_un"
    )
    assert cast.fetch_words(desk, KEYS)[-1].values == {"used_in": "icc_un"}


@pytest.mark.parametrize(
    ("kind", "text", "use"),
    [
        (MessageKind.REPLY, "", ""),
        (MessageKind.REPLY, "x" * 2501, ""),
        (MessageKind.REPLY, "words", "icc_un"),
        (MessageKind.FEEDBACK, "words", ""),
        (MessageKind.FEEDBACK, "words", "nothing"),
        (MessageKind.COLLECTED, "words", ""),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(desk: Desk, kind: MessageKind, text: str, use: str):
    ref = opened(desk)
    with pytest.raises(InvalidValueError):
        answering.answer(desk, operator(), ref, kind, text, at=cast.NOW, use=use)
    assert len(cast.fetch(desk, KEYS)) == 1


@pytest.mark.parametrize("sign", ["ў", "𝔘", '"'])
def test_the_longest_answer_is_refused_or_read_whole(desk: Desk, sign: str):
    ref = opened(desk)
    try:
        reply(desk, ref, sign * 2500)
    except InvalidValueError:
        assert sign == "𝔘"
    else:
        assert cast.fetch_words(desk, KEYS)[-1].text == sign * 2500


def test_nobody_answers_a_report_without_a_receipt(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    with pytest.raises(NoMailboxError):
        reply(desk, ref)


def test_a_letter_is_taken_once_and_stands_in_the_dialogue(desk: Desk):
    ref = opened(desk)
    reply(desk, ref)
    letter = cast.write(desk, KEYS, MessageKind.ANSWER, "Было каля дзесяці.")
    assert [each.kind for each in cast.take(desk).taken] == [MessageKind.ANSWER]
    assert cast.take(desk).taken == ()
    said = read_dialogue(desk, reports.find_report(ref))
    assert [(each.row.direction, each.text) for each in said] == [
        ("out", "Дзякуй, мы прачыталі."),
        ("in", "Было каля дзесяці."),
    ]
    collected = next(each for each in cast.fetch(desk, KEYS) if each.kind is MessageKind.COLLECTED)
    assert collected.values["head"] == letter.digest


def test_letters_that_wait_together_are_taken_in_the_order_of_their_chain(desk: Desk):
    opened(desk)
    first = cast.write(desk, KEYS, MessageKind.ADDITION, "first")
    second = cast.write(desk, KEYS, MessageKind.ADDITION, "second", after=first)
    cast.write(desk, KEYS, MessageKind.ADDITION, "third", after=second)
    assert len(cast.take(desk).taken) == 3


def test_a_letter_signed_with_other_words_is_refused(desk: Desk):
    opened(desk)
    stranger = cast.words_of(8)
    forged = replace(stranger, mailbox_id=KEYS.mailbox_id)
    cast.write(desk, forged, MessageKind.WITHDRAWAL)
    (refused,) = cast.take(desk).refused
    assert "signed by its writer's key" in refused.reason
    assert models.Report.objects.get().state == "received"


def test_a_replayed_withdrawal_is_refused(desk: Desk):
    ref = opened(desk)
    withdrawal = cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL_UNDONE, after=withdrawal)
    cast.take(desk)
    cast.hand_in(desk, KEYS.mailbox_id, withdrawal)
    (refused,) = cast.take(desk).refused
    assert "taken before" in refused.reason
    assert reports.find_report(ref).state == "received"


def test_a_withdrawal_takes_every_record_out_at_once(desk: Desk):
    ref = opened(desk)
    assert register_rows(ref) > 5
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    row = reports.find_report(ref)
    assert (row.state, row.incident_ref) == ("withdrawn", "")
    assert row.erase_on == cast.NOW.date() + timedelta(days=30)
    assert register_rows(ref) == 0
    for table in (models.Incident, models.Act, models.Injury, models.Mention, models.Window):
        assert table.objects.count() == 0
    for table in (models.DetentionLeg, models.Description, models.Consent, models.Trait, models.FileFact):
        assert table.objects.count() == 0


def test_an_undone_withdrawal_brings_back_the_same_incident(desk: Desk):
    other = cast.bring(desk, cast.body(desk))
    ref = opened(desk)
    before = reports.find_report(ref)
    acts = sorted(models.Act.objects.values_list("incident_id", "code"))
    withdrawal = cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL_UNDONE, after=withdrawal)
    assert [each.kind for each in cast.take(desk).taken] == [MessageKind.WITHDRAWAL_UNDONE]
    after = reports.find_report(ref)
    assert (after.state, after.erase_on, after.incident_id) == ("received", None, before.incident_id)
    assert sorted(models.Act.objects.values_list("incident_id", "code")) == acts
    assert reports.find_report(other).incident_id != before.incident_id


def test_no_id_that_was_taken_out_is_given_again(desk: Desk):
    ref = opened(desk)
    was = reports.find_report(ref).incident_id
    cited = set(models.Citation.objects.values_list("pk", flat=True))
    withdrawing.withdraw(operator(), ref, "asked on the telephone", at=cast.NOW)
    other = cast.bring(desk, cast.body(desk))
    assert reports.find_report(other).incident_id != was
    assert cited.isdisjoint(models.Citation.objects.values_list("pk", flat=True))


def test_a_withdrawal_cannot_be_undone_after_30_days(desk: Desk):
    ref = opened(desk)
    withdrawal = cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL_UNDONE, after=withdrawal)
    (refused,) = cast.take(desk, at=cast.NOW + timedelta(days=30)).refused
    assert "last 30 days" in refused.reason
    assert reports.find_report(ref).state == "withdrawn"


def test_the_desk_does_not_undo_what_a_reporter_withdrew_by_letter(desk: Desk):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    with pytest.raises(InvalidValueError):
        withdrawing.undo(desk, operator(), context(), ref, at=cast.NOW)


def test_a_withdrawal_at_the_desk_can_be_undone_at_the_desk(desk: Desk):
    ref = opened(desk)
    withdrawing.withdraw(operator(), ref, "asked on the telephone", at=cast.NOW)
    assert register_rows(ref) == 0
    withdrawing.undo(desk, operator(), context(), ref, at=cast.NOW)
    assert register_rows(ref) > 5
    with pytest.raises(ReportRefusedError):
        withdrawing.undo(desk, operator(), context(), ref, at=cast.NOW)


def test_a_change_of_consent_is_added_to_what_was_answered_before(desk: Desk):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.CONSENT, icc_un="granted", analysis="refused", made_up="granted")
    cast.take(desk)
    told = models.Consent.objects.filter(citation__external_id=ref).order_by("id")
    assert list(told.filter(purpose="icc_un").values_list("answer", flat=True)) == ["refused", "granted"]
    assert list(told.filter(purpose="analysis").values_list("answer", flat=True)) == ["granted", "refused"]
    assert not told.filter(purpose="made_up").exists()


@pytest.mark.parametrize("is_at_the_desk", [True, False])
def test_an_undone_withdrawal_brings_consent_back_as_it_last_stood(desk: Desk, is_at_the_desk: bool):
    ref = opened(desk)
    letter = cast.write(desk, KEYS, MessageKind.CONSENT, analysis="refused")
    cast.take(desk)
    if is_at_the_desk:
        withdrawing.withdraw(operator(), ref, "asked on the telephone", at=cast.NOW)
        withdrawing.undo(desk, operator(), context(), ref, at=cast.NOW)
    else:
        letter = cast.write(desk, KEYS, MessageKind.WITHDRAWAL, after=letter)
        cast.take(desk)
        cast.write(desk, KEYS, MessageKind.WITHDRAWAL_UNDONE, after=letter)
        assert len(cast.take(desk).taken) == 1
    assert ("analysis", "refused", None) in reports.consents_of(ref)


def test_the_desk_undoes_its_own_withdrawal_though_an_earlier_one_came_by_letter(desk: Desk):
    ref = opened(desk)
    letter = cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL_UNDONE, after=letter)
    cast.take(desk)
    withdrawing.withdraw(operator(), ref, "asked on the telephone", at=cast.NOW)
    withdrawing.undo(desk, operator(), context(), ref, at=cast.NOW)
    assert reports.find_report(ref).state == "received"


def test_a_letter_that_is_refused_is_told_of_once_and_taken_when_it_can_be(desk: Desk):
    first, second = cast.words_of(1), cast.words_of(2)
    cast.bring(desk, cast.body(desk, first))
    cast.write(desk, second, MessageKind.ADDITION, "too early")
    early = cast.take(desk)
    assert [each.reason for each in early.refused] == [
        "expected a mailbox of a report that was opened, got another"
    ]
    again = cast.take(desk)
    assert (again.refused, again.refused_before) == ((), 1)
    cast.drop(desk, cast.body(desk, second))
    assert cast.collect(desk).refused == ()
    cast.open_all(desk)
    at_last = cast.take(desk)
    assert ([each.kind for each in at_last.taken], at_last.refused_before) == ([MessageKind.ADDITION], 0)


@pytest.mark.parametrize("is_words_first", [True, False])
def test_an_account_sent_without_words_and_with_them_stands_once_and_can_be_withdrawn(
    desk: Desk, is_words_first: bool
):
    with_words = cast.body(desk, KEYS)
    plain = cast.body(desk, nonce=with_words.nonce)
    order = [with_words, plain] if is_words_first else [plain, with_words]
    refs = [cast.bring(desk, each) for each in order]
    standing, twin = refs if is_words_first else reversed(refs)
    assert reports.find_report(standing).state == "received"
    assert reports.find_report(twin).state == "withdrawn"
    assert (register_rows(standing) > 0, register_rows(twin)) == (True, 0)
    assert models.Incident.objects.count() == 1
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    assert cast.take(desk).refused == ()
    assert reports.find_report(standing).state == "withdrawn"
    assert models.Incident.objects.count() == 0


def test_reports_of_two_accounts_both_stand(desk: Desk):
    refs = [cast.bring(desk, cast.body(desk, keys)) for keys in (KEYS, None)]
    assert [reports.find_report(ref).state for ref in refs] == ["received", "received"]
