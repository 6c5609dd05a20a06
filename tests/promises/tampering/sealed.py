"""Shares, blobs and messages: what lies sealed with custodians, in the store and in mailboxes."""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.promises.tampering.matrix import Cell, Change, End, Place, Row, Stage, all_by
from tests.sealing.cast import (
    DESK,
    OTHER_REPORTER,
    REPLY_KEY,
    REPLY_SEED,
    REPORTER,
    message,
)
from tests.sealing.custodians import KEYS, identity_of, signed_report
from tests.work.opening import cast
from tests.zones.verify.cast import FILE, HOUR, deed, events_of, give, verify

from crimebook.sealing.envelope import report_digest
from crimebook.sealing.identity import SealedIdentity, SealedShare, check_sealed
from crimebook.sealing.messages import (
    Message,
    MessageKind,
    check_reporter_message,
    message_bytes,
    read_message,
    seal_message,
    sign_message,
)
from crimebook.sealing.padding import pad
from crimebook.sealing.shares import Aim, Share
from crimebook.sealing.slots import SLOT_CONTENT_BYTES, SLOT_INFO, read_slots, seal_slot
from crimebook.stores.blobs.blob import hash_blob
from crimebook.stores.register import models
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.shares import open_identity, open_share
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.evidence import check_evidence
from crimebook.work.opening.erasing import erase_report
from crimebook.work.receiving.lateness import lateness
from crimebook.zones.intake.proving import say_lateness
from crimebook.zones.verify.findings import Outcome

NO_TIME = {Change.BACK_DATE: "they have no time of their own"}
MONTH_LATER = datetime(2020, 9, 15, tzinfo=UTC)
"""When the reporter reads what the desk wrote in August."""


def refusal(act: Callable[[], object]) -> str:
    """What somebody says who does not take it; "" where it is taken."""
    try:
        act()
    except CrimebookError as error:
        return str(error)
    return ""


def shares_at_rest(_stage: Stage, change: Change | None) -> str:
    report = signed_report()
    identity = identity_of(report)
    if change is not None:
        identity = _with_shares(identity, change)

    def open_all() -> None:
        check_sealed(identity, report_digest(report), Aim.IDENTITY)
        shares = [open_share(identity.header, each, KEYS[each]) for each in (1, 2, 3)]
        open_identity(identity, shares)

    return refusal(open_all)


def _with_shares(identity: SealedIdentity, change: Change) -> SealedIdentity:
    first, second, *rest = identity.header.shares
    shares = {
        Change.FLIP: lambda: (first, _sealed(second, _flipped), *rest),
        Change.DROP: lambda: (first, *rest),
        Change.REORDER: lambda: (second, first, *rest),
        Change.INSERT: lambda: (first, second, second, *rest),
        Change.REPLAY: lambda: (first, identity_of(signed_report(nonce="2" * 64)).header.shares[1], *rest),
        Change.TRUNCATE: lambda: (first, _sealed(second, lambda content: content[:-1]), *rest),
        # Another splitting for the same report and custodian, entered in the header as well.
        Change.FORK: lambda: (first, identity_of(signed_report()).header.shares[1], *rest),
    }[change]()
    return replace(identity, header=replace(identity.header, shares=shares))


def _sealed(share: SealedShare, change: Callable[[bytes], bytes]) -> SealedShare:
    return replace(share, sealed=b64encode(change(b64decode(share.sealed))).decode())


def _flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def shares_in_transit(_stage: Stage, change: Change | None) -> str:
    identity = identity_of(signed_report())
    one, two, three = (open_share(identity.header, each, KEYS[each]) for each in (1, 2, 3))
    shares = [one, two, three]
    if change is not None:
        shares = _handed(one, two, three, change)
    return refusal(lambda: open_identity(identity, shares))


def _handed(one: Share, two: Share, three: Share, change: Change) -> list[Share]:
    def share_of(**differences: str) -> Share:
        other = identity_of(signed_report(**differences))
        return open_share(other.header, 2, KEYS[2])

    words = two.words[:-1] + ("0" if two.words[-1] != "0" else "1")
    handed: dict[Change, Callable[[], list[Share]]] = {
        Change.FLIP: lambda: [one, replace(two, words=words), three],
        Change.DROP: lambda: [one, three],
        Change.REORDER: lambda: [replace(one, words=two.words), replace(two, words=one.words), three],
        Change.INSERT: lambda: [one, two, three, replace(two, custodian=4)],
        Change.REPLAY: lambda: [one, share_of(nonce="2" * 64), three],
        Change.TRUNCATE: lambda: [one, replace(two, words=two.words[:-2]), three],
        Change.FORK: lambda: [one, share_of(), three],
    }
    return handed[change]()


def blobs_at_rest(stage: Stage, change: Change | None) -> str:
    ensure_operator()
    desk = cast.make_desk(stage.folder / "desk")
    for content in (b"a photo", b"a video" * 1_000):
        cast.bring(desk, cast.body(desk), cast.seal_files(desk, content))
    one, other = sorted(path for path in Path(desk.folders.blobs).rglob("*") if path.is_file())
    at = cast.NOW + timedelta(days=1)
    said = ""
    if change is Change.FORK:
        before = hash_blob(desk.blobs, Digest(one.name))
        with desk.blobs.creating(Digest(one.name)) as blob:
            blob.write(b"another content")
        assert hash_blob(desk.blobs, Digest(one.name)) == before == blob.sealed
        said = "the first one stays"
    elif change is Change.REPLAY:
        content = one.read_bytes()
        report = models.Attachment.objects.get(blob=one.name).report
        erase_report(desk, operator(), report.ref, None, at=at)
        one.write_bytes(content)
    elif change is not None:
        _change_files(one, other, change)
    checked = check_evidence(operator(), desk.blobs, stage.folder / "checks", at=at, progress=lambda *_: None)
    return said or ", ".join(each.verdict for each in checked.findings)


def _change_files(one: Path, other: Path, change: Change) -> None:
    content = one.read_bytes()
    if change is Change.DROP:
        one.unlink()
    elif change is Change.INSERT:
        (one.parent / (one.name[:2] + "e" * 62)).write_bytes(b"planted")
    elif change is Change.REORDER:
        one.write_bytes(other.read_bytes())
        other.write_bytes(content)
    else:
        one.write_bytes({Change.FLIP: _flipped(content), Change.TRUNCATE: content[:-1]}[change])


def blobs_in_transit(stage: Stage, change: Change | None) -> str:
    given = give(stage.folder, events_of([deed(1, outputs=()), deed(2), deed(3, at=cast_at())]))
    file = given.folder / "file.bin"
    event: list[str] = []
    if change is Change.DROP:
        file.unlink()
    elif change is Change.BACK_DATE:
        event = ["--event", given.events[0].digest]
    elif change is not None:
        file.write_bytes(
            {
                Change.FLIP: _flipped(FILE),
                Change.REORDER: FILE[1:] + FILE[:1],
                Change.INSERT: FILE + b"\0",
                Change.REPLAY: b"an older file",
                Change.TRUNCATE: FILE[:-1],
                Change.FORK: b"another of the same name",
            }[change]
        )
    done = verify(given, "evidence", file, "--chain", given.folder / "chain.json", *event)
    said = stage.capsys.readouterr().out
    return "" if done is Outcome.PROVEN else said


def cast_at() -> object:
    return deed(1).at + 1.5 * HOUR


def messages_at_rest(_stage: Stage, change: Change | None) -> str:
    """The desk's messages in the slots of an intake that is not to be trusted, as a reporter's page says."""
    first = sign_message(message(text="Come on Monday."), seed=REPLY_SEED)
    second = _second(first)
    slots = [seal_slot(each, REPORTER.recipient) for each in (first, second)]
    newest = _dated(3, first, second)
    if change is Change.TRUNCATE:
        slots, newest = slots[:1], _dated(2, first)
    elif change is not None:
        slots = _changed_slots(first, second, slots, change)
    slots.append(seal_slot(newest, REPORTER.recipient))
    found: list[Message] = []
    said = refusal(lambda: found.extend(read_slots(slots, REPORTER, REPLY_KEY)))
    told = say_lateness(lateness(found, MONTH_LATER), "en")
    if said or told is None or (told.rest == () and found == [first, second, newest]):
        return said
    return " ".join(told.rest)


def _dated(counter: int, *answers: Message) -> Message:
    """The first slot as the desk wrote it: with the second answer in the week before the reader comes."""
    day = MONTH_LATER - timedelta(days=6 if len(answers) == 2 else 30)
    listed = [[each.counter, each.digest[:32]] for each in answers]
    dated = message(MessageKind.COLLECTED, text="", at_day=day.date().isoformat(), values={"said": listed})
    return sign_message(dated, seed=REPLY_SEED, last_counter=counter - 1, last_digest=answers[-1].digest)


def _second(first: Message, **differences: str) -> Message:
    return sign_message(
        message(MessageKind.QUESTION, **differences),
        seed=REPLY_SEED,
        last_counter=1,
        last_digest=first.digest,
    )


def _changed_slots(first: Message, second: Message, slots: list[bytes], change: Change) -> list[bytes]:
    forged = sign_message(
        message(text="Come alone."), seed=b"x" * 32, last_counter=2, last_digest=second.digest
    )
    return {
        Change.FLIP: [slots[0], _slot(replace(second, text="Come on Tuesday."))],
        Change.DROP: slots[:1],
        Change.REORDER: slots[::-1],
        Change.INSERT: [*slots, _slot(forged)],
        Change.REPLAY: [*slots, slots[0]],
        Change.FORK: [*slots, _slot(_second(first, text="Something else."))],
        Change.BACK_DATE: [slots[0], _slot(replace(second, at_day="2019-01-01"))],
    }[change]


def _slot(said: Message) -> bytes:
    """A slot with a message, as anybody can seal one who knows to whom."""
    return REPORTER.recipient.seal(pad(message_bytes(said), SLOT_CONTENT_BYTES), SLOT_INFO)


def messages_in_transit(_stage: Stage, change: Change | None) -> str:
    """The reporter's messages on their way through the intake, as the desk takes them."""
    first = sign_message(message(MessageKind.ANSWER), seed=REPORTER.sign_seed)
    second = _next(first)
    sealed = [seal_message(each, [DESK.recipient], os.urandom) for each in (first, second)]
    if change is not None:
        sealed = _changed_letters(first, second, sealed, change)
    return refusal(lambda: _take_all(sealed))


def _next(first: Message, **differences: str) -> Message:
    said = message(MessageKind.ADDITION, **differences)
    return sign_message(said, seed=REPORTER.sign_seed, last_counter=1, last_digest=first.digest)


def _changed_letters(first: Message, second: Message, sealed: list[bytes], change: Change) -> list[bytes]:
    def seal(said: Message) -> bytes:
        return seal_message(said, [DESK.recipient], os.urandom)

    forged = sign_message(message(MessageKind.WITHDRAWAL), seed=OTHER_REPORTER.sign_seed)
    return {
        Change.FLIP: [sealed[0], _flipped(sealed[1])],
        Change.DROP: sealed[1:],
        Change.REORDER: sealed[::-1],
        Change.INSERT: [*sealed, seal(forged)],
        Change.REPLAY: [*sealed, sealed[0]],
        Change.TRUNCATE: [sealed[0], sealed[1][:-1]],
        Change.FORK: [*sealed, seal(_next(first, text="Written before the other was known."))],
        Change.BACK_DATE: [sealed[0], seal(replace(second, at_day="2019-01-01"))],
    }[change]


def _take_all(sealed: list[bytes]) -> None:
    known: set[str] = set()
    for each in sealed:
        said = read_message(open_bytes(each, [DESK]))
        check_reporter_message(
            said, mailbox_id=REPORTER.mailbox_id, sign_public=REPORTER.sign_public, known=known
        )
        known.add(said.digest)


CUSTODIAN = "custodian 2"
DESK_OPENS, EVIDENCE_CHECK, VERIFY_FILE = "opening", "evidence check", "verify evidence"
REPORTER_READS, DESK_TAKES = "the reporter's page", "the desk, taking"
NOT_NAMED = "is none of which the chain speaks"
ROWS = [
    Row(
        "shares",
        Place.AT_REST,
        "the body of a report",
        shares_at_rest,
        all_by(
            DESK_OPENS,
            {
                Change.FLIP: "cut or changed",
                Change.DROP: CUSTODIAN,
                Change.REORDER: "in the order of their custodians",
                Change.INSERT: "in the order of their custodians",
                Change.REPLAY: CUSTODIAN,
                Change.TRUNCATE: "shares of their one size",
                Change.FORK: "shares of one seed",
            },
        ),
        NO_TIME,
    ),
    Row(
        "shares",
        Place.IN_TRANSIT,
        "a custodian, or the line",
        shares_in_transit,
        all_by(
            DESK_OPENS,
            dict.fromkeys(Change, CUSTODIAN)
            | {
                Change.DROP: "3 custodians, got 2",
                Change.TRUNCATE: "33 words as numbers",
                Change.INSERT: "custodian 4",
                Change.REORDER: "custodian 1",
            },
        ),
        NO_TIME,
    ),
    Row(
        "blobs",
        Place.AT_REST,
        "the store's disk",
        blobs_at_rest,
        all_by(
            EVIDENCE_CHECK,
            {
                Change.FLIP: "altered",
                Change.DROP: "missing",
                Change.REORDER: "altered, altered",
                Change.INSERT: "unexpected",
                Change.REPLAY: "unexpected",
                Change.TRUNCATE: "altered",
            },
        )
        | {Change.FORK: Cell("the store keeps the first", "the first one stays", End.HARMLESS)},
        {Change.BACK_DATE: "a file's own time is believed nowhere"},
    ),
    Row(
        "blobs",
        Place.IN_TRANSIT,
        "whoever carries the file",
        blobs_in_transit,
        all_by(VERIFY_FILE, dict.fromkeys(Change, NOT_NAMED) | {Change.DROP: "is not there"}),
    ),
    Row(
        "messages",
        Place.AT_REST,
        "the intake, with the desk's answers; for a fork also the reply key",
        messages_at_rest,
        all_by(
            REPORTER_READS,
            {
                Change.FLIP: "signed by its writer's key",
                Change.INSERT: "signed by its writer's key",
                Change.REPLAY: "number 1 again",
                Change.FORK: "number 2 again",
                Change.BACK_DATE: "signed by its writer's key",
                Change.DROP: "that are not here: 1 of 2",
                Change.TRUNCATE: "somebody keeps newer letters from you",
            },
        )
        | {Change.REORDER: Cell("their numbers order them", "", End.HARMLESS)},
    ),
    Row(
        "messages",
        Place.IN_TRANSIT,
        "the intake, with a reporter's letters; for a fork the reporter",
        messages_in_transit,
        all_by(
            DESK_TAKES,
            {
                Change.FLIP: "cut or changed",
                Change.DROP: "gap before it",
                Change.REORDER: "gap before it",
                Change.INSERT: "signed by its writer's key",
                Change.REPLAY: "taken before",
                Change.TRUNCATE: "cut or changed",
                Change.BACK_DATE: "signed by its writer's key",
            },
        )
        | {Change.FORK: Cell("both are kept: written before the other was known", "", End.HARMLESS)},
    ),
]
