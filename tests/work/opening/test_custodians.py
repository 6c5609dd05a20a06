"""Asking custodians: the wait, the veto, the answers, and that only the named recipient reads a name."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.opening.cast import NOW, bring, make_desk
from tests.work.opening.cast import body as plain_body
from tests.work.opening.holders import (
    LATER,
    LOCKED_BY,
    NAME,
    READER,
    SAID,
    Holder,
    bring_named,
    handed_over,
    make_kept,
    moment,
    name_custodians,
    read_out,
    replace_holder,
    sign_next,
)

from crimebook.sealing.envelope import ReportBody, with_identities
from crimebook.sealing.errors import EnvelopeError, ManifestError, RequestError, ShareError
from crimebook.sealing.identity import Custody
from crimebook.sealing.requests import (
    Answer,
    Card,
    Handover,
    IdentityRequest,
    Outcome,
    Verdict,
    parse_answer,
    parse_card,
    parse_handover,
    parse_opening,
    parse_request,
    parse_veto,
    sign_answer,
    sign_handover,
    sign_request,
    sign_wanted_handover,
)
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.reports import find_report
from crimebook.stores.vault.errors import KeyExistsError, KeyMissingError, PassphraseError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.notes import NoteError
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.shares import open_share
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.custodians import (
    Wish,
    ask,
    give_opening,
    give_request,
    give_veto,
    has_identity,
    notify,
    release,
    take,
    veto,
)
from crimebook.work.handovers import begin_drill, begin_handover, take_handover
from crimebook.work.opening.comparing import compare_openings
from crimebook.work.opening.custodian import CustodianFolder, NotYetError, check_handed, read_opening
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.testimony import read_body
from crimebook.work.petitions import Stage, drill_is_due, petition, petitions

OUTSIDER = Actor("outsider", "Outsider", Role.AUDITOR)
REVIEWER = Actor("outsider", "Reviewer", Role.REVIEWER)


@pytest.fixture
def kept(tmp_path: Path, db: None) -> tuple[Desk, dict[int, Holder]]:
    ensure_operator()
    return make_kept(tmp_path)


@pytest.fixture
def desk(kept: tuple[Desk, dict[int, Holder]]) -> Desk:
    return kept[0]


@pytest.fixture
def holders(kept: tuple[Desk, dict[int, Holder]]) -> dict[int, Holder]:
    return kept[1]


def wish(ref: str, **differing: object) -> Wish:
    plain = Wish(ref, "a court asks for the witness", str(READER.recipient), "the court's officer")
    return replace(plain, **differing)  # type: ignore[arg-type] # a builder of tests takes what there is


def asked(desk: Desk, **differing: object) -> IdentityRequest:
    return told(desk, ask(desk, operator(), wish(bring_named(desk), **differing), at=NOW))


def told(desk: Desk, request: IdentityRequest) -> IdentityRequest:
    """Note that every custodian was sent a request."""
    everybody = [each.custodian for each in request.header.shares]
    notify(desk, operator(), request.id, everybody, at=NOW)
    return request


def approvals(request: IdentityRequest, *holders: Holder) -> list[Answer]:
    for each in holders:
        each.folder.look(request, NOW)
    return [each.folder.approve(request, each.keys, LATER) for each in holders]


def body_of_named(desk: Desk) -> ReportBody:
    """Return a report that says who it is from, sealed to the custodians of now, and not sent yet."""
    custody = Custody.of(current_manifest(desk.vault))
    return with_identities(plain_body(desk), SAID, custody, os.urandom)


def actions(ref: str) -> list[str]:
    return [json.loads(each)["action"] for each in chain_of(f"report:{ref}")]


def test_two_custodians_open_one_name_for_the_one_who_was_named(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    for answer in approvals(request, holders[1], holders[3]):
        take(desk, operator(), parse_answer(write_value(answer)), at=LATER)
    opening = parse_opening(write_value(release(desk, operator(), request.id, at=LATER)))
    read = read_opening(opening, [READER])
    assert (read.content.said, read.wrong) == (SAID[Aim.IDENTITY], ())
    assert actions(request.ref)[-5:] == [
        "identity-requested",
        "identity-notified",
        "identity-approved",
        "identity-approved",
        "identity-opened",
    ]
    for stranger in (HybridIdentity(b"q" * 32), holders[2].keys.identity, *desk.keyring.epochs()):
        with pytest.raises(ShareError):
            read_opening(opening, [stranger])


def test_two_opened_names_are_compared_and_not_shown(
    desk: Desk, holders: dict[int, Holder], monkeypatch: pytest.MonkeyPatch
):
    openings = []
    for name in ("Alexander Kovalyov", "Кавалёў Аляксандр"):
        monkeypatch.setitem(SAID, Aim.IDENTITY, {"identity": {"name": name, "phone": "8 029 2742380"}})
        request = asked(desk)
        for answer in approvals(request, holders[1], holders[2]):
            take(desk, operator(), answer, at=LATER)
        openings.append(release(desk, operator(), request.id, at=LATER))
    keys: list[int] = []

    def random(size: int) -> bytes:
        keys.append(size)
        return os.urandom(size)

    (pair,) = compare_openings(openings, [READER], random)
    assert {pair.left, pair.right} == {each.request.ref for each in openings}
    assert keys == [32], "one key for one comparison"
    assert not any(word in str(pair) for word in ("oval", "авал", "2742380"))
    with pytest.raises(ShareError):
        compare_openings(openings, [HybridIdentity(b"q" * 32)], os.urandom)


def test_what_two_custodians_open_of_one_report_opens_no_other(desk: Desk, holders: dict[int, Holder]):
    first, second = asked(desk), asked(desk)
    answers = approvals(first, holders[1], holders[2])
    for answer in answers:
        with pytest.raises(RequestError):
            take(desk, operator(), replace(answer, id=second.id), at=LATER)
    opening = replace(release_with(desk, first, answers), request=second, sealed=sealed_of(desk, second))
    with pytest.raises(ShareError):
        read_opening(opening, [READER])


def release_with(desk: Desk, request: IdentityRequest, answers: list[Answer]):
    for answer in answers:
        take(desk, operator(), answer, at=LATER)
    return release(desk, operator(), request.id, at=LATER)


def sealed_of(desk: Desk, request: IdentityRequest) -> str:
    identity = read_body(desk, find_report(request.ref).report_id, request.ref).identity
    assert identity is not None
    return identity.sealed


def test_the_desk_itself_opens_nothing(desk: Desk, holders: dict[int, Holder]):
    ref = bring_named(desk)
    assert set(has_identity(desk, operator(), ref, at=NOW)) == {Aim.IDENTITY, Aim.DANGER}
    for path in desk.folders.vault.parent.rglob("*"):
        assert not path.is_file() or NAME.encode() not in path.read_bytes()
    with pytest.raises(NotFoundError):
        has_identity(desk, OUTSIDER, ref, at=NOW)


def test_no_custodian_approves_before_a_day_of_their_own_clock(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    holder = holders[1]
    with pytest.raises(NotYetError):
        holder.folder.approve(request, holder.keys, NOW)
    with pytest.raises(NotYetError):
        holder.folder.approve(request, holder.keys, moment(23.9))
    assert holder.folder.approve(request, holder.keys, moment(24)).verdict is Verdict.APPROVED
    # Seen late, it waits from then: a request that was dated back gains nothing.
    with pytest.raises(NotYetError):
        holders[2].folder.approve(request, holders[2].keys, moment(30))


def test_one_denial_stops_a_request_everywhere_and_stays(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    denial = holders[2].folder.deny(request, holders[2].keys, "the witness is in danger", NOW)
    first, third = approvals(request, holders[1], holders[3])
    holders[1].folder.note(denial, request, NOW)
    with pytest.raises(RequestError, match="custodian 2"):
        holders[1].folder.approve(request, holders[1].keys, LATER)
    with pytest.raises(RequestError, match="custodian 2"):
        holders[2].folder.approve(request, holders[2].keys, LATER)
    for answer in (first, denial, third):
        take(desk, operator(), answer, at=LATER)
    with pytest.raises(RequestError, match="custodian 2"):
        release(desk, operator(), request.id, at=LATER)
    assert petition(desk.vault, request.id).outcome(LATER) is Outcome.DENIED
    again = ask(desk, operator(), wish(request.ref), at=LATER)
    (earlier,) = again.earlier
    assert (earlier.id, earlier.outcome, earlier.reasons) == (
        request.id,
        Outcome.DENIED,
        ("the witness is in danger",),
    )
    assert "identity-denied" in actions(request.ref)


def test_too_few_approvals_and_too_early_an_opening_release_nothing(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    (answer,) = approvals(request, holders[1])
    with pytest.raises(RequestError, match="after"):
        take(desk, operator(), early(answer, holders[1]), at=NOW)
    take(desk, operator(), answer, at=LATER)
    assert take(desk, operator(), answer, at=LATER).approvals == (answer,)
    with pytest.raises(RequestError, match="2 custodians"):
        release(desk, operator(), request.id, at=LATER)
    with pytest.raises(RequestError, match="wait"):
        release(desk, operator(), request.id, at=NOW)
    assert actions(request.ref).count("identity-approved") == 1


def early(answer: Answer, holder: Holder) -> Answer:
    return sign_answer(replace(answer, at="2026-01-02T13:00:00Z"), holder.keys.sign)


def test_a_lapsed_request_is_answered_no_more(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    (answer,) = approvals(request, holders[1])
    late = moment(24 * 30)
    with pytest.raises(RequestError, match="lapsed"):
        holders[2].folder.approve(request, holders[2].keys, late)
    with pytest.raises(RequestError, match="lapsed"):
        take(desk, operator(), answer, at=late)
    assert petition(desk.vault, request.id).outcome(late) is Outcome.LAPSED


def test_two_open_a_contact_for_danger_at_once(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk, aim=Aim.DANGER)
    for each in (holders[1], holders[2]):
        take(desk, operator(), each.folder.approve(request, each.keys, NOW), at=NOW)
    read = read_opening(release(desk, operator(), request.id, at=NOW), [READER])
    assert read.content.said == SAID[Aim.DANGER]


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "another reason"},
        {"to": str(HybridIdentity(b"q" * 32).recipient)},
        {"earlier": ()},
        {"asked_at": "2025-01-01T00:00:00Z"},
        {"origin": "another.example/book"},
    ],
)
def test_a_request_that_the_desk_did_not_sign_is_not_looked_at(
    desk: Desk, holders: dict[int, Holder], changed: dict[str, object]
):
    ask(desk, operator(), wish(ref := bring_named(desk)), at=NOW)
    request = ask(desk, operator(), wish(ref), at=NOW)
    forged = replace(request, **changed)  # type: ignore[arg-type] # as above
    for act in (
        lambda: holders[1].folder.look(forged, NOW),
        lambda: holders[1].folder.deny(forged, holders[1].keys, "no", NOW),
    ):
        with pytest.raises(RequestError):
            act()


def test_an_answer_that_its_custodian_did_not_sign_is_refused(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    answer = holders[1].folder.deny(request, holders[1].keys, "no", NOW)
    for forged in (
        replace(answer, custodian=2),
        replace(answer, reason="yes"),
        replace(answer, request="0" * 64),
        replace(answer, signature="0" * 128),
        replace(answer, signature="x"),
    ):
        with pytest.raises(RequestError):
            take(desk, operator(), forged, at=NOW)
    with pytest.raises(NotFoundError):
        take(desk, operator(), replace(answer, id="0" * 32), at=NOW)
    assert petition(desk.vault, request.id).answers == ()


def test_a_wrong_share_is_named_to_the_reader_and_a_third_one_helps(desk: Desk, holders: dict[int, Holder]):
    request, other = asked(desk), asked(desk)
    first, second, third = approvals(request, *holders.values())
    (strange, *_) = approvals(other, holders[1])
    wrong = sign_answer(replace(first, share=strange.share), holders[1].keys.sign)
    for answer in (wrong, second):
        take(desk, operator(), answer, at=LATER)
    with pytest.raises(ShareError, match="custodian 1"):
        read_opening(release(desk, operator(), request.id, at=LATER), [READER])
    with pytest.raises(RequestError, match="still open"):
        take(desk, operator(), holders[3].folder.deny(request, holders[3].keys, "no", LATER), at=LATER)
    take(desk, operator(), third, at=LATER)
    read = read_opening(release(desk, operator(), request.id, at=LATER), [READER])
    assert (read.content.said, read.wrong) == (SAID[Aim.IDENTITY], (1,))
    assert actions(request.ref).count("identity-opened") == 1


def test_only_who_reads_reports_asks_and_only_where_there_is_a_name(desk: Desk):
    ref = bring(desk, plain_body(desk))
    with pytest.raises(NotFoundError, match="identity"):
        ask(desk, operator(), wish(ref), at=NOW)
    for act in (
        lambda: ask(desk, OUTSIDER, wish(ref), at=NOW),
        lambda: release(desk, OUTSIDER, "0" * 32, at=NOW),
        lambda: begin_drill(desk, OUTSIDER, wish(ref), at=NOW),
    ):
        with pytest.raises(NotFoundError, match="right"):
            act()
    assert petitions(desk.vault) == ()


def test_a_drill_opens_an_identity_of_nobody_and_is_due_after_a_year(desk: Desk, holders: dict[int, Holder]):
    assert drill_is_due(desk.vault, NOW)
    request = begin_drill(desk, operator(), wish(""), at=NOW)
    for each in (holders[1], holders[2]):
        take(desk, operator(), each.folder.approve(request, each.keys, NOW), at=NOW)
    read = read_opening(release(desk, operator(), request.id, at=NOW), [READER])
    assert set(read.content.said) == {"drill"}
    assert not drill_is_due(desk.vault, moment(24 * 364))
    assert drill_is_due(desk.vault, moment(24 * 366))


def test_no_true_identity_is_asked_for_as_a_drill(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    dressed = replace(request, header=replace(request.header, aim=Aim.DRILL))
    signed = sign_request(dressed, desk.keyring.sign)
    with pytest.raises(ShareError, match="drill"):
        holders[1].folder.approve(signed, holders[1].keys, NOW)


def test_a_custodian_hands_over_and_the_successor_opens_what_was_before(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    ref = bring_named(desk)
    successor = Holder(tmp_path / "successor")
    sealed_late = body_of_named(desk)
    replace_holder(desk, tmp_path, holders, 2, successor)
    wanted = begin_handover(desk, operator(), 2, parse_card(write_value(successor.card)), at=NOW)
    assert len(wanted.shares) == 2
    done = parse_handover(write_value(handed_over(wanted, holders[2], successor)))
    assert check_handed(done, successor.keys.identity) == 2
    with pytest.raises(RequestError):
        take_handover(desk, operator(), wanted, at=NOW)
    assert take_handover(desk, operator(), done, at=NOW) == 2
    assert begin_handover(desk, operator(), 2, successor.card, at=NOW).shares == ()
    bring(desk, sealed_late)  # by whoever had the manifest before
    left = begin_handover(desk, operator(), 2, successor.card, at=NOW)
    assert take_handover(desk, operator(), handed_over(left, holders[2], successor), at=NOW) == 2
    request = told(desk, ask(desk, operator(), wish(ref), at=NOW))
    for answer in approvals(request, holders[1], successor):
        take(desk, operator(), answer, at=LATER)
    assert (
        read_opening(release(desk, operator(), request.id, at=LATER), [READER]).content.said
        == SAID[Aim.IDENTITY]
    )
    fresh = ask(desk, operator(), wish(bring_named(desk)), at=NOW)
    with pytest.raises(UnsealError):
        open_share(fresh.header, 2, holders[2].keys.identity)


def test_a_share_that_is_not_the_book_s_is_not_handed_over(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    bring_named(desk)
    successor = Holder(tmp_path / "successor")
    replace_holder(desk, tmp_path, holders, 2, successor)
    wanted = begin_handover(desk, operator(), 2, successor.card, at=NOW)
    with pytest.raises(RequestError, match="custodian 1"):
        handed_over(wanted, holders[1], successor)
    moved = replace(wanted, shares=tuple(replace(each, report="f" * 64) for each in wanted.shares))
    with pytest.raises(RequestError, match="shares"):
        take_handover(desk, operator(), sign_handover(moved, holders[2].keys.sign), at=NOW)
    with pytest.raises(RequestError, match="shares of custodian 2"):
        take_handover(desk, operator(), sign_handover(of_seat(wanted, 1), holders[2].keys.sign), at=NOW)


def of_seat(wanted: Handover, seat: int) -> Handover:
    """Say of every share that it is another custodian's."""
    shares = (replace(each, share=replace(each.share, custodian=seat)) for each in wanted.shares)
    return replace(wanted, shares=tuple(shares))


def test_shares_go_to_nobody_but_whom_the_root_named_and_who_was_heard(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    bring_named(desk)
    successor, stranger = Holder(tmp_path / "successor"), Holder(tmp_path / "stranger")
    wanted = begin_handover(desk, operator(), 2, successor.card, at=NOW)
    with pytest.raises(RequestError, match="whom the manifest names"):
        handed_over(wanted, holders[2], successor)
    name_custodians(desk, tmp_path, {**holders, 2: successor})
    with pytest.raises(RequestError, match="follow the manifest in force"):
        handed_over(wanted, holders[2], successor)
    holders[2].follow(desk)
    elsewhere = begin_handover(desk, operator(), 2, stranger.card, at=NOW)
    with pytest.raises(RequestError, match="ask the root's keeper"):
        handed_over(elsewhere, holders[2], stranger)
    groups = read_out(successor).split()
    for typed in ("", "y", groups[0], "".join(groups[:2]), read_out(stranger), "".join(groups[:3])):
        with pytest.raises(NoteError, match="read it out"):
            holders[2].folder.hand_over(wanted, holders[2].keys, typed, NOW)
    done = holders[2].folder.hand_over(wanted, holders[2].keys, "-".join(groups[2:]).upper(), NOW)
    assert check_handed(done, successor.keys.identity) == 2
    assert handed_over(wanted, holders[2], successor).to == successor.card.recipient


def test_a_handover_that_the_desk_did_not_sign_seals_nothing(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    bring_named(desk)
    successor = Holder(tmp_path / "successor")
    replace_holder(desk, tmp_path, holders, 2, successor)
    wanted = begin_handover(desk, operator(), 2, successor.card, at=NOW)
    foreign = sign_wanted_handover(replace(wanted, origin="another.example/book"), desk.keyring.sign)
    forged = (
        replace(wanted, signature=""),
        replace(wanted, shares=wanted.shares[:1]),
        sign_wanted_handover(wanted, holders[2].keys.sign),
        sign_handover(wanted, desk.keyring.sign),
        foreign,
        sign_wanted_handover(of_seat(wanted, 3), desk.keyring.sign),
    )
    for each in forged:
        with pytest.raises(RequestError):
            handed_over(each, holders[2], successor)
    with pytest.raises(RequestError, match="this custodian's keys"):
        holders[2].folder.hand_over(wanted, successor.keys, read_out(successor), NOW)


def test_who_has_gone_hands_over_by_the_card_of_then(desk: Desk, holders: dict[int, Holder], tmp_path: Path):
    """The next manifest is put in force before the desk asks: it keeps the key by which the old one signs."""
    bring_named(desk)
    second, third = Holder(tmp_path / "second"), Holder(tmp_path / "third")
    named = replace_holder(desk, tmp_path, holders, 2, second)
    wanted = begin_handover(desk, operator(), 2, second.card, at=NOW)
    assert take_handover(desk, operator(), handed_over(wanted, holders[2], second), at=NOW) == 2
    replace_holder(desk, tmp_path, named, 2, third)
    wanted = begin_handover(desk, operator(), 2, third.card, at=NOW)
    assert take_handover(desk, operator(), handed_over(wanted, second, third), at=NOW) == 2
    assert begin_handover(desk, operator(), 2, third.card, at=NOW).shares == ()


def test_a_custodian_s_machine_remembers_what_the_desk_leaves_out(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    holder = holders[1]
    holder.folder.deny(request, holder.keys, "she is in danger", NOW)
    again = ask(desk, operator(), wish(request.ref), at=LATER)
    (before,) = holder.folder.look(again, LATER).before
    assert (before.is_left_out, before.request.id) == (False, request.id)
    for asked_at in (again.asked_at, "2026-01-01T00:00:00Z"):
        silent = replace(again, id="e" * 32, earlier=(), asked_at=asked_at)
        silent = sign_request(silent, desk.keyring.sign)
        seen = holder.folder.look(silent, LATER).before
        told = next(each for each in seen if each.request.id == request.id)
        assert told.is_left_out
        assert [each.reason for each in told.denials] == ["she is in danger"]
        assert told.request.to_name == request.to_name
    assert asked_ids(holders[2], silent) == set()
    # The one that was asked for first does not list those that came after it, and that is right.
    (after,) = (each for each in holder.folder.look(request, LATER).before if each.request.id == again.id)
    assert not after.is_left_out


def test_what_others_stopped_is_remembered_too(desk: Desk, holders: dict[int, Holder], tmp_path: Path):
    first, second = asked(desk, aim=Aim.DANGER), asked(desk)
    other = ask(desk, operator(), wish(first.ref), at=NOW)
    denial = holders[2].folder.deny(first, holders[2].keys, "no", NOW)
    holders[1].folder.note(denial, first, NOW)
    holders[3].folder.note_veto(veto(desk, operator(), first.id, "she is followed", at=NOW), first, NOW)
    # Who is custodian 2 by now does not matter to what was said then.
    replace_holder(desk, tmp_path, holders, 2, Holder(tmp_path / "successor"))
    (known,) = holders[1].folder.look(other, NOW).before
    assert (known.request.aim, known.denials, known.veto) == (Aim.DANGER, (denial,), None)
    (known,) = holders[3].folder.look(other, NOW).before
    assert known.veto
    assert known.veto.reason == "she is followed"
    assert asked_ids(holders[1], second) == set()


def asked_ids(holder: Holder, request: IdentityRequest) -> set[str]:
    return {each.request.id for each in holder.folder.look(request, LATER).before}


def test_a_custodian_learns_as_whom_the_manifest_names_them(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    manifest = current_manifest(desk.vault)
    place = holders[2].folder.place_in(manifest)
    assert place
    assert (place.index, place.jurisdiction) == (2, "PL")
    assert Holder(tmp_path / "stranger").folder.place_in(manifest) is None
    assert CustodianFolder(tmp_path / "empty").place_in(manifest) is None


def test_nobody_takes_a_place_who_would_make_one_country_strong_enough(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    ref = bring_named(desk)
    neighbour = Holder(tmp_path / "neighbour", holders[1].card.jurisdiction)
    with pytest.raises(EnvelopeError, match=r"at most 1 custodians in one jurisdiction.*got 2 in LT"):
        begin_handover(desk, operator(), 2, neighbour.card, at=NOW)
    assert all("handed" not in each and "derived" not in each for each in actions(ref))
    own = Holder(tmp_path / "own", holders[1].card.jurisdiction)
    assert begin_handover(desk, operator(), 1, own.card, at=NOW).shares
    with pytest.raises(InvalidValueError, match="two letters"):
        Holder(tmp_path / "nowhere", "Litva")


def test_nothing_opens_before_every_custodian_was_told_and_had_a_day(desk: Desk, holders: dict[int, Holder]):
    request = ask(desk, operator(), wish(bring_named(desk)), at=NOW)
    for answer in approvals(request, holders[1], holders[3]):
        take(desk, operator(), answer, at=LATER)
    found = petition(desk.vault, request.id)
    assert (found.untold, found.opens_at, found.stage(LATER)) == ((2,), None, Stage.WAITING)
    with pytest.raises(RequestError, match=r"custodian 2.*send it"):
        release(desk, operator(), request.id, at=LATER)
    notify(desk, operator(), request.id, [2], at=LATER)
    assert notify(desk, operator(), request.id, [2], at=moment(30)).opens_at == moment(49)
    with pytest.raises(RequestError, match="wait"):
        release(desk, operator(), request.id, at=moment(48.9))
    assert petition(desk.vault, request.id).stage(moment(49)) is Stage.READY
    assert release(desk, operator(), request.id, at=moment(49)).answers
    assert actions(request.ref).count("identity-notified") == 1
    with pytest.raises(EnvelopeError, match="custodian 9"):
        notify(desk, operator(), request.id, [9], at=LATER)


def test_a_veto_at_the_desk_stops_a_request_everywhere_and_stays(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    (first,) = approvals(request, holders[1])
    with pytest.raises(InvalidValueError, match="reason"):
        veto(desk, operator(), request.id, "  ", at=NOW)
    stopped = parse_veto(write_value(veto(desk, REVIEWER, request.id, "she is followed", at=NOW)))
    assert give_veto(desk.vault, operator(), request.id, at=NOW) == stopped
    holders[3].folder.look(request, NOW)
    holders[3].folder.note_veto(stopped, request, NOW)
    with pytest.raises(RequestError, match="outsider vetoed"):
        holders[3].folder.approve(request, holders[3].keys, LATER)
    for forged in (replace(stopped, reason="none"), replace(stopped, request="0" * 64)):
        with pytest.raises(RequestError):
            holders[2].folder.note_veto(forged, request, NOW)
    for answer in (first, *approvals(request, holders[2])):
        take(desk, operator(), answer, at=LATER)
    with pytest.raises(RequestError, match="outsider vetoed"):
        release(desk, operator(), request.id, at=LATER)
    with pytest.raises(RequestError, match="still open"):
        veto(desk, operator(), request.id, "again", at=LATER)
    found = petition(desk.vault, request.id)
    assert (found.stage(LATER), found.outcome(LATER)) == (Stage.VETOED, Outcome.VETOED)
    (earlier,) = ask(desk, operator(), wish(request.ref), at=LATER).earlier
    assert (earlier.outcome, earlier.reasons) == (Outcome.VETOED, ("she is followed",))
    assert "identity-vetoed" in actions(request.ref)


def test_what_was_opened_is_vetoed_no_more_and_given_again(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    with pytest.raises(NotFoundError, match="opened"):
        give_opening(desk, operator(), request.id, at=NOW)
    with pytest.raises(NotFoundError, match="vetoed"):
        give_veto(desk.vault, operator(), request.id, at=NOW)
    opening = release_with(desk, request, approvals(request, holders[1], holders[2]))
    with pytest.raises(RequestError, match="opened"):
        veto(desk, operator(), request.id, "too late", at=LATER)
    assert give_opening(desk, operator(), request.id, at=moment(24 * 40)) == opening
    assert give_request(desk.vault, operator(), request.id, at=LATER) == request
    assert actions(request.ref).count("identity-opened") == 1


def test_of_a_veto_and_an_opening_whose_files_were_not_written_yet_the_first_told_counts(
    desk: Desk, holders: dict[int, Holder], monkeypatch: pytest.MonkeyPatch
):
    """Both look at the files first; what ends a request is what its chain tells."""
    stopped, given = asked(desk), asked(desk)
    for request in (stopped, given):
        for answer in approvals(request, holders[1], holders[2]):
            take(desk, operator(), answer, at=LATER)

    def cut_off(act: Callable[[], object]) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(Vault, "put_new", lambda *_: (_ for _ in ()).throw(OSError("the power went")))
            with pytest.raises(OSError, match="power"):
                act()

    cut_off(lambda: veto(desk, REVIEWER, stopped.id, "she is followed", at=LATER))
    with pytest.raises(RequestError, match="vetoed meanwhile"):
        release(desk, operator(), stopped.id, at=LATER)
    assert veto(desk, REVIEWER, stopped.id, "she is followed", at=LATER).by == REVIEWER.key
    cut_off(lambda: release(desk, operator(), given.id, at=LATER))
    with pytest.raises(RequestError, match="opened meanwhile"):
        veto(desk, REVIEWER, given.id, "too late", at=LATER)
    past = given.lapses_at + timedelta(days=1)
    assert release(desk, operator(), given.id, at=past).answers, "what was told as opened is given"
    assert actions(given.ref).count("identity-opened") == 1


def test_an_identity_of_fewer_does_not_open_by_one_country_alone(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    """It was sealed when two opened it; today three must, and two of the four stand in one country."""
    ref = bring_named(desk)
    holders[3].card = replace(holders[3].card, jurisdiction="LT")
    name_custodians(desk, tmp_path, {**holders, 4: Holder(tmp_path / "fourth", "NL")}, needed=3)
    request = told(desk, ask(desk, operator(), wish(ref), at=NOW))
    for answer in approvals(request, holders[1], holders[3]):
        take(desk, operator(), answer, at=LATER)
    with pytest.raises(RequestError, match=r"two jurisdictions.*all of LT"):
        release(desk, operator(), request.id, at=LATER)
    take(desk, operator(), approvals(request, holders[2])[0], at=LATER)
    assert release(desk, operator(), request.id, at=LATER).answers


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.REGISTRAR, {"ask", "veto", "collect"}),
        (Role.INVESTIGATOR, {"ask", "veto"}),
        (Role.REVIEWER, {"veto"}),
        (Role.INTERVIEWER, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_each_role_does_its_own_part_and_no_other(
    desk: Desk, holders: dict[int, Holder], role: Role, may: set[str]
):
    request = asked(desk)
    denial = holders[1].folder.deny(request, holders[1].keys, "no", NOW)
    actor = Actor("somebody", "Somebody", role)
    tried = {
        "ask": [lambda: ask(desk, actor, wish(request.ref), at=NOW)],
        "collect": [
            lambda: notify(desk, actor, request.id, [1], at=NOW),
            lambda: take(desk, actor, denial, at=NOW),
            lambda: give_request(desk.vault, actor, request.id, at=NOW),
        ],
        "veto": [lambda: veto(desk, actor, request.id, "no", at=NOW)],
    }
    for name, acts in tried.items():
        for act in acts:
            if name in may:
                act()
            else:
                with pytest.raises(NotFoundError, match=f"right to {name}-name"):
                    act()


def test_a_custodian_answers_once_each_way(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    first, again = (approvals(request, holders[1])[0] for _ in range(2))
    assert take(desk, operator(), first, at=LATER).approvals == (first,)
    with pytest.raises(RequestError, match="one answer of custodian 1"):
        take(desk, operator(), again, at=LATER)
    assert actions(request.ref).count("identity-approved") == 1


def test_an_erased_report_takes_its_identity_with_it(desk: Desk, holders: dict[int, Holder]):
    request = asked(desk)
    erase_report(desk, operator(), request.ref, None, at=NOW)
    for answer in approvals(request, holders[1], holders[2]):
        take(desk, operator(), answer, at=LATER)
    with pytest.raises((NotFoundError, KeyMissingError)):
        release(desk, operator(), request.id, at=LATER)


def test_a_custodian_s_keys_are_made_once_and_locked(tmp_path: Path):
    holder = Holder(tmp_path)
    with pytest.raises(KeyExistsError):
        holder.folder.make_keys("words of somebody else", "LV")
    with pytest.raises(PassphraseError):
        holder.folder.unlock("words of somebody else")
    assert parse_card(write_value(holder.card)) == Card(
        str(holder.keys.identity.recipient), holder.card.sign_key, "LV"
    )


def test_keys_of_a_custodian_whose_card_was_not_written_are_told_and_not_made_anew(tmp_path: Path):
    holder = Holder(tmp_path)
    (tmp_path / "public/card.json").unlink()
    with pytest.raises(PassphraseError):
        holder.folder.make_keys("words of somebody else", "LV")
    assert holder.folder.make_keys(LOCKED_BY, "LV") == holder.card


def test_a_folder_follows_one_root_and_never_an_older_manifest(
    desk: Desk, holders: dict[int, Holder], tmp_path: Path
):
    folder, vault = holders[1].folder, desk.vault
    root, note = vault.read(Room.PUBLIC, "root.pub"), vault.read(Room.PUBLIC, "manifest.note")
    sign_next(desk, tmp_path)
    holders[1].follow(desk)
    with pytest.raises(ManifestError, match="a number above"):
        folder.follow(root, note, NOW)
    with pytest.raises(ManifestError, match="fingerprints"):
        folder.follow(root + b"x", note, NOW)


def test_a_custodian_whom_the_manifest_does_not_name_answers_nothing(desk: Desk, tmp_path: Path):
    request = asked(desk)
    stranger = Holder(tmp_path / "stranger")
    stranger.follow(desk)
    with pytest.raises(RequestError, match="names this custodian"):
        stranger.folder.deny(request, stranger.keys, "no", NOW)


def test_a_drill_needs_custodians(tmp_path: Path, db: None):
    ensure_operator()
    with pytest.raises(InvalidValueError, match="custodians"):
        begin_drill(make_desk(tmp_path), operator(), wish(""), at=NOW)


def test_a_request_is_read_as_it_was_written(desk: Desk):
    request = asked(desk)
    assert parse_request(write_value(request)) == request
