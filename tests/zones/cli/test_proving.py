"""The proof of a receipt, from the spool to the reporter's mailbox, by the commands that a desk runs."""

import os
from datetime import UTC, datetime
from pathlib import Path

from tests.work.opening import cast
from tests.zones.cli.conftest import Program
from tests.zones.cli.test_ledger import elsewhere, publish

from crimebook.sealing.envelope import ReportBody, seal_report, with_receipt
from crimebook.sealing.manifest import Manifest, WitnessPolicy
from crimebook.sealing.slots import read_slots
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.spool.slots import Slots
from crimebook.stores.vault.folder import Vault
from crimebook.work.opening.keymaking import draft_manifest, make_keys
from crimebook.work.opening.publishing import install_manifest
from crimebook.work.opening.rooting import open_root, sign_draft
from crimebook.work.receiving.standing import InBook, Standing, in_book

WORDS = cast.words_of(1)


def promise(program: Program, *witnesses: str) -> Manifest:
    """Put a manifest in force that names a log with these witnesses."""
    vault, root = Vault(program.book / "vault"), Vault(program.book / "stick")
    order = cast.order(at=datetime.now(UTC))
    make_keys(vault, root, cast.passphrases(), order, os.urandom)
    policy = WitnessPolicy(len(witnesses), witnesses)
    draft = draft_manifest(vault, order, os.urandom, interval_s=1, leaves_per_interval=64, witnesses=policy)
    install_manifest(vault, sign_draft(root, draft, open_root(root, order.root_passphrase)), order.at)
    program.environment |= {
        "CRIMEBOOK_PASSPHRASE_1": cast.FIRST,
        "CRIMEBOOK_PASSPHRASE_2": cast.SECOND,
    }
    return draft


def report(program: Program, manifest: Manifest) -> None:
    """Hand in a report with a receipt, collect and open it."""
    told = ReportBody(
        form="report/1.0.0",
        language="be",
        answers=cast.answers(),
        text=cast.CANARY,
        leaf="1" * 64,
        nonce="2" * 64,
        day="2026-01-02",
    )
    to = manifest.recipient_at(datetime.now(UTC))
    sealed = seal_report(with_receipt(told, WORDS), [to], os.urandom)
    with Drop(program.book / "spool", Limits()) as spool:
        spool.put_report("0" * 32, sealed.envelope, ())
    assert "collected: 1" in program.run("collect").stderr
    assert "opened: 1 reports" in program.run("open", "--invented").stderr


def stands(program: Program, manifest: Manifest) -> InBook:
    """Return what the holder of the words can prove."""
    slots = Slots(program.book / "spool")
    (collected,) = read_slots(slots.read_slots(WORDS.mailbox_id), WORDS, manifest.reply_public)
    slots.close()
    return in_book(collected, WORDS.leaf, manifest, datetime.now(UTC))


def test_a_report_is_proven_to_who_has_the_words_by_the_commands_of_a_desk(program: Program, tmp_path: Path):
    witness = elsewhere("witness-key", str(tmp_path / "witness"), "witness.example").stdout.strip()
    manifest = promise(program, witness)
    report(program, manifest)
    assert stands(program, manifest).standing is Standing.COLLECTED
    assert "nothing is published" in program.run("reports", "prove").stderr
    publish(program)
    assert "without enough witnesses 1" in program.run("open").stderr, "opening puts proofs too"
    assert stands(program, manifest).standing is Standing.PUBLISHED
    seen = elsewhere(
        "witness", str(program.book / "ledger"), str(tmp_path / "witness"), "--key", manifest.log_key
    )
    assert "signed by 1 of 1" in program.run("ledger", "cosignatures", seen.stdout.strip()).stderr
    assert "proofs put into mailboxes: 1," in program.run("reports", "prove").stderr
    found = stands(program, manifest)
    assert (found.standing, found.seen, found.witnesses) == (Standing.PROVEN, 1, 1)
    assert program.run("reports", "prove").stderr == ""
