"""A desk with keys in a test, and reporters who seal to it: all invented, and really sealed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.work.book import context

from crimebook.sealing.envelope import ReportBody, SealedReport, seal_report, with_receipt
from crimebook.sealing.messages import Message, MessageKind, seal_message, sign_message
from crimebook.sealing.parts import FileRef, FileSealer, PartRef, decoys_for, part_ref, seal_part
from crimebook.sealing.receipt import ReceiptKeys, receipt_keys
from crimebook.sealing.recipients import Recipient
from crimebook.sealing.slots import read_slots
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.spool.slots import Slots
from crimebook.stores.vault.folder import Vault
from crimebook.work.actors import operator
from crimebook.work.collecting import Collected, collect_folder
from crimebook.work.opening.desk import Desk, DeskFolders, desk_of
from crimebook.work.opening.keymaking import KeyOrder, make_keys
from crimebook.work.opening.keyring import Passphrases
from crimebook.work.opening.letters import Letters, open_letters
from crimebook.work.opening.opening import Opening, open_reports
from crimebook.work.opening.publishing import current_manifest

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
FIRST, SECOND, ROOT = "correct horse battery", "staple of another", "the root's own words"
CHEAP = 2**4
CANARY = "канарэйка: мяне білі за дзвярыма, імя маё Пранук"


def passphrases() -> Passphrases:
    return Passphrases(FIRST, SECOND)


def order(**differing: Any) -> KeyOrder:
    return replace(KeyOrder(NOW, 2, "test.invalid/log", root_passphrase=ROOT, cost=CHEAP), **differing)


def folders(path: Path) -> DeskFolders:
    return DeskFolders(path / "vault", path / "blobs", (path / "shelf", path / "shelf-copy"), path / "spool")


def make_desk(path: Path) -> Desk:
    vault, root = Vault(path / "vault"), Vault(path / "root")
    keyring, _ = make_keys(vault, root, passphrases(), order(), os.urandom)
    return desk_of(folders(path), keyring, os.urandom)


def recipient(desk: Desk) -> Recipient:
    return current_manifest(desk.vault).recipient_at(NOW)


def words_of(number: int) -> ReceiptKeys:
    return receipt_keys(number.to_bytes(16, "big"), "test.invalid/log")


def answers(**differing: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "way": "victim",
        "safe_now": "yes",
        "age": "25_to_39",
        "sexual_violence": {"unsaid": True},
        "trained_contact": "refused",
        "details": ["when", "where", "done", "by_whom", "injuries", "detention"],
        "event_when": {"date": "2020-08-10", "time": "22:30", "time_to": "23:30"},
        "event_where": {"lat": 53.907, "lon": 27.46, "radius_m": 100},
        "acts": ["ill_treatment.beating"],
        "actors_body": ["riot_police"],
        "unit_heard": "АМАП Прыкладны",
        "actors_marks": {"helmet_number": "? 4 ?"},
        "actor_known": "суседа, якога ведаю з дзяцінства",
        "injury_regions": ["back", "thigh"],
        "injury_natures": ["bruise"],
        "detention_legs": [
            {
                "leg": "police_station",
                "place": {"words": "Savieckaje RUUS"},
                "period": {"from": {"date": "2020-08-10", "time": "23:45"}, "until": {"date": "2020-08-11"}},
            }
        ],
        "detention_conditions": ["overcrowded"],
        "consent_clear": "yes",
        "consent_analysis": "granted",
        "consent_contact_again": "granted",
        "consent_icc_un": "refused",
        "consent_sanctions": "undecided",
    }
    return plain | differing


def body(desk: Desk, keys: ReceiptKeys | None = None, **differing: Any) -> ReportBody:
    plain = ReportBody(
        form="report/1.0.0",
        language="be",
        answers=answers(),
        text=CANARY,
        leaf=os.urandom(32).hex(),
        nonce=os.urandom(32).hex(),
        day="2026-01-02",
    )
    plain = replace(plain, **differing)
    return plain if keys is None else with_receipt(plain, keys)


@dataclass(frozen=True)
class SealedFiles:
    files: tuple[FileRef, ...]
    decoys: tuple[PartRef, ...]
    parts: dict[str, bytes]


def seal_files(desk: Desk, *contents: bytes) -> SealedFiles:
    """Return files sealed part by part, with the decoys that round their number up."""
    parts: dict[str, bytes] = {}
    files = []
    for number, content in enumerate(contents, start=1):
        sealer = FileSealer(recipient(desk), os.urandom)
        for part in (*sealer.update(content), *sealer.finish()):
            parts[part.ref.sha256] = part.content
        files.append(sealer.reference(f"photo {number}.jpg"))
    decoys = []
    for _ in range(decoys_for(len(parts))):
        decoy = seal_part(b"", recipient(desk), os.urandom)
        decoys.append(part_ref(decoy))
        parts[decoys[-1].sha256] = decoy
    return SealedFiles(tuple(files), tuple(decoys), parts)


def drop(desk: Desk, told: ReportBody, sealed: SealedFiles | None = None) -> SealedReport:
    """Hand a report in at the spool, as the intake does."""
    files = sealed or SealedFiles((), (), {})
    told = replace(told, files=files.files, decoys=files.decoys)
    report = seal_report(told, [recipient(desk)], os.urandom)
    with Drop(desk.folders.spool, Limits()) as spool:
        for name, part in files.parts.items():
            spool.put_part(name, part)
        spool.put_report(report.submission_id, report.envelope, tuple(files.parts))
    return report


def collect(desk: Desk) -> Collected:
    return collect_folder(desk, operator(), desk.folders.spool, at=NOW)


def open_all(desk: Desk) -> Opening:
    return open_reports(desk, operator(), context(), at=NOW)


def bring(desk: Desk, told: ReportBody, sealed: SealedFiles | None = None) -> str:
    """Seal, hand in, collect and open one report; return its reference."""
    drop(desk, told, sealed)
    assert collect(desk).refused == ()
    opening = open_all(desk)
    assert opening.refused == ()
    return opening.opened[0].ref


def write(
    desk: Desk,
    keys: ReceiptKeys,
    kind: MessageKind,
    text: str = "",
    *,
    after: Message | None = None,
    at: datetime = NOW,
    sealed: SealedFiles | None = None,
    nonce: str = "",
    **values: Any,
) -> Message:
    """Write a letter to the desk, as the holder of the twelve words does."""
    files = sealed or SealedFiles((), (), {})
    message = sign_message(
        Message(
            mailbox_id=keys.mailbox_id,
            kind=kind,
            text=text,
            at_day=at.date().isoformat(),
            nonce=nonce or os.urandom(32).hex(),
            values=values,
            files=files.files,
            decoys=files.decoys,
        ),
        seed=keys.sign_seed,
        last_counter=after.counter if after else 0,
        last_digest=after.digest if after else "",
    )
    hand_in(desk, keys.mailbox_id, message, files.parts)
    return message


def hand_in(desk: Desk, mailbox: str, message: Message, parts: Mapping[str, bytes] | None = None) -> None:
    """Put a sealed letter into the spool, with the parts of its files."""
    sealed = seal_message(message, [recipient(desk)], os.urandom)
    with Drop(desk.folders.spool, Limits()) as spool:
        for name, part in (parts or {}).items():
            spool.put_part(name, part)
        spool.put_message(mailbox, message.counter, sealed, tuple(parts or {}))


def take(desk: Desk, at: datetime = NOW) -> Letters:
    """Collect and take every letter."""
    assert collect(desk).refused == ()
    return open_letters(desk, operator(), context(), at=at)


def fetch(desk: Desk, keys: ReceiptKeys) -> tuple[Message, ...]:
    """Read the mailbox, as the holder of the twelve words does."""
    slots = Slots(desk.folders.spool)
    try:
        return read_slots(slots.read_slots(keys.mailbox_id), keys, current_manifest(desk.vault).reply_public)
    finally:
        slots.close()


def fetch_words(desk: Desk, keys: ReceiptKeys) -> tuple[Message, ...]:
    """Read what people of the desk wrote; what the first slot says of the rest is left out."""
    return tuple(each for each in fetch(desk, keys) if each.kind is not MessageKind.COLLECTED)
