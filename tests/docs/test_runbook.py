"""The runbook was tried: every block of it is run against a trial book, as it stands on the page.

A block's lines are run one after another in a folder of its own, which begins as the set-up of the page
leaves it. What a person would type (a fingerprint that was read out, a yes) is typed by the test.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.work.opening import cast
from tests.zones.cli.test_reports import sealed
from tests.zones.cli.warm import plain_environment, warm_program

from crimebook.sealing.envelope import seal_report, with_identities
from crimebook.sealing.identity import Custody
from crimebook.sealing.manifest import Manifest, parse_manifest
from crimebook.sealing.shares import Aim
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.vault.folder import Vault
from crimebook.terms.notes import Root
from crimebook.unsealing.identities import make_identity
from crimebook.work.opening.keynames import months_from
from crimebook.work.opening.publishing import current_manifest, pinned_roots
from crimebook.work.receiving.intake import Intake

PAGE = (Path(__file__).parents[2] / "docs/runbook.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\d+)\. .*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
BLOCK = re.compile(r"^```runbook\n(.*?)^```", re.MULTILINE | re.DOTALL)
CASES = [number for number in SECTIONS if number != "0"]
SET_UP, EVERY_MONTH = BLOCK.findall(SECTIONS["0"])
OTHER_PROGRAMS = {"cp", "mkdir"}

ENVIRONMENT = {
    "CRIMEBOOK_PASSPHRASE_1": cast.FIRST,
    "CRIMEBOOK_PASSPHRASE_2": cast.SECOND,
    "CRIMEBOOK_PASSPHRASE_ROOT": cast.ROOT,
    "CRIMEBOOK_PASSPHRASE_CUSTODIAN": cast.SECOND,
    "CRIMEBOOK_PASSPHRASE_NEW_1": cast.FIRST + " anew",
    "CRIMEBOOK_PASSPHRASE_NEW_2": cast.SECOND + " anew",
    "CRIMEBOOK_PASSPHRASE_NEW_ROOT": cast.ROOT,
}


class Place:
    """A folder in which lines of the page are run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environment = plain_environment() | ENVIRONMENT

    def run(self, block: str) -> str:
        """Run a block; return what it said. The first line that fails fails the test."""
        lines = (shlex.split(line, comments=True) for line in _of_this_month(block).splitlines())
        return "".join(self._run(words) for words in lines if words)

    def _run(self, words: list[str]) -> str:
        if words[0] in OTHER_PROGRAMS:
            done = subprocess.run(words, cwd=self.path, capture_output=True, text=True, check=False)
        else:
            assert words[0] == "crimebook", words
            done = warm_program().run(words[1:], self.environment, self._typed(words), self.path)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        self._take_new_words(words)
        return done.stdout + done.stderr

    def _typed(self, words: list[str]) -> str:
        """Return what the people at the keyboard type: a fingerprint that they were read, or yes."""
        if "pin" not in words:
            return "y\n"
        file = self.path / words[words.index("pin") + 1]
        return hashlib.sha256(file.read_bytes()).hexdigest() + "\n"

    def _take_new_words(self, words: list[str]) -> None:
        if words[-2:] in (["keys", "archive"], ["keys", "passphrases"]):
            for which in ("1", "2"):
                name = f"CRIMEBOOK_PASSPHRASE_{which}"
                self.environment[name] = ENVIRONMENT[f"CRIMEBOOK_PASSPHRASE_NEW_{which}"]

    def manifest(self) -> Manifest:
        """Return what is in force at the desk."""
        return current_manifest(Vault(self.path / "mybook/vault"))

    def intake(self) -> Manifest:
        """Return what is in force at the intake."""
        return Intake.at(self.path / "intake").keys(datetime.now(UTC)).manifest


def _of_this_month(block: str) -> str:
    first, second = months_from(datetime.now(UTC), 2)
    told = {"2026-01": first, "2026-02": second, "2026-offline": f"{first[:4]}-offline"}
    return re.sub("|".join(told), lambda found: told[found[0]], block)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The place as section 0 leaves it, with one report that waits."""
    if os.environ.get("CRIMEBOOK_DATABASE"):
        pytest.skip("the program's own tests keep their book in SQLite")
    path = tmp_path_factory.mktemp("runbook")
    (path / "intake").mkdir()
    (path / "intake/intake.toml").write_text('name = "Questions"\nexit = "https://weather.example/"\n')
    place = Place(path)
    place.run(SET_UP)
    # Custodians make their keys themselves; here are three whose secrets nobody keeps.
    lines = [
        f"{index} {make_identity(os.urandom).recipient} {str(index) * 64} {where}\n"
        for index, where in ((1, "LT"), (2, "PL"), (3, "DE"))
    ]
    (path / "custodians.txt").write_text("".join(lines))
    envelope, _ = sealed(place.manifest().recipient_at(datetime.now(UTC)))
    with Drop(path / "mybook/spool", Limits()) as spool:
        spool.put_report("0" * 32, envelope, ())
    return path


@pytest.fixture
def place(set_up: Path, tmp_path: Path) -> Place:
    shutil.copytree(set_up, tmp_path / "here")
    return Place(tmp_path / "here")


def test_every_kind_of_seizure_has_a_case_that_is_run():
    assert [str(number) for number in range(1, 13)] == CASES
    for number in CASES:
        assert len(BLOCK.findall(SECTIONS[number])) == 1, number
    for number in CASES[:-1]:
        assert "Tell reporters: " in SECTIONS[number], number


def test_the_month_goes_on(place: Place):
    before = place.manifest()
    place.run(EVERY_MONTH)
    assert place.manifest().serial == place.intake().serial == before.serial + 1
    assert place.manifest().epochs == before.epochs


@pytest.mark.parametrize("number", CASES)
def test_a_case_is_played_through(place: Place, number: str):
    before, roots = place.manifest(), pinned_roots(Vault(place.path / "mybook/vault"))
    if number in BEFORE:
        BEFORE[number](place)
    said = place.run(BLOCK.findall(SECTIONS[number])[0])
    after = place.manifest()
    if number in AFTER:
        AFTER[number](before, after, said)
    if number in {"4", "5", "6", "7", "8", "11", "12"}:
        assert place.intake() == after
        assert after.serial > before.serial
    assert (pinned_roots(Vault(place.path / "mybook/vault")) != roots) is (number in {"11", "12"})
    root = Root.parse((place.path / "mybook/vault/public/root.pub").read_text())
    note = (place.path / "mybook/vault/public/manifest.note").read_bytes()
    assert parse_manifest(note, [root], datetime.now(UTC)) == after


def _before_6(place: Place) -> None:
    """Three custodians with machines of their own, one of them lost, and somebody who asks for a name."""
    in_force = "--root stick/public/root.pub --manifest manifest.note"
    named = "--custodians custodians.txt --custodians-needed 2"
    lines = []
    for index, where in ((1, "LT"), (2, "PL"), (3, "DE")):
        said = place.run(f"crimebook custodian keys --jurisdiction {where} --home custodian-{index}")
        lines.append(f"{index} {said.splitlines()[0]}\n")
    others = (place.path / "custodians.txt").read_text().splitlines(keepends=True)
    (place.path / "custodians.txt").write_text("".join(lines))
    place.run(
        f"""
        crimebook --book mybook keys manifest draft draft.txt {named}
        crimebook keys manifest sign draft.txt stick manifest.note
        crimebook --book mybook keys manifest install manifest.note
        crimebook custodian follow {in_force} --home custodian-1
        crimebook custodian follow {in_force} --home custodian-2
        crimebook --book mybook collect
        crimebook --book mybook open --invented
        """
    )
    (place.path / "custodians.txt").write_text("".join([*lines[:2], others[2]]))
    put_named_report(place)
    (place.path / "officer.pub").write_text(f"{make_identity(os.urandom).recipient}\n")
    opened = place.run("crimebook --book mybook collect\ncrimebook --book mybook open --invented")
    (ref,) = re.findall(r"reports:([0-9a-f]+):", opened)
    asked = f"crimebook --book mybook identities request {ref} --to officer.pub --name 'the officer'"
    place.run(f"{asked} --reason 'asked by force' --out request.json")


def put_named_report(place: Place) -> None:
    manifest = place.manifest()
    body = cast.ReportBody(
        "report/1.1.0", "ru", cast.answers(), cast.CANARY, "1" * 64, "2" * 64, "2026-01-02"
    )
    said = {Aim.IDENTITY: {"identity": {"name": "Name that nobody reads"}}}
    named = with_identities(body, said, Custody.of(manifest), os.urandom)
    envelope = seal_report(named, [manifest.recipient_at(datetime.now(UTC))], os.urandom).envelope
    with Drop(place.path / "mybook/spool", Limits()) as spool:
        spool.put_report("1" * 32, envelope, ())


def _before_12(place: Place) -> None:
    """A custodian who follows the root that goes."""
    place.run(
        """
        crimebook custodian keys --jurisdiction LT --home custodian-1
        crimebook custodian follow --root stick/public/root.pub --manifest manifest.note --home custodian-1
        """
    )


BEFORE = {"6": _before_6, "12": _before_12}
"""What must be so before a case, beside what the set-up leaves."""


def _after_1(before: Manifest, after: Manifest, said: str) -> None:
    assert "opened: 1 reports" in said
    assert before == after


def _after_2(before: Manifest, after: Manifest, said: str) -> None:
    assert after.script_hash
    assert not before.script_hash


def _after_4(before: Manifest, after: Manifest, said: str) -> None:
    assert "the key of the log: " in said
    assert after.log_key != before.log_key
    assert after.log_key.startswith("log.example.org/book+")
    assert f"changed after {before.leaves_per_interval} leaves" in said
    assert after.log_key in said
    assert said.count("no faults") == 2


def _after_5(before: Manifest, after: Manifest, said: str) -> None:
    assert after.epochs[0].month == f"{before.epochs[0].month}.2"
    assert after.epochs[0].recipient != before.epochs[0].recipient
    assert "! new: the key" in said
    assert "opened: 1 reports" in said
    assert f"{before.epochs[0].month}  destroyed " in said


def _after_6(before: Manifest, after: Manifest, said: str) -> None:
    assert [each.index for each in after.custodians] == [1, 2, 3]
    assert after.custodians_needed == 2
    assert "denied by custodian 1: asked by force" in said
    assert said.count("2 of 3 custodians open an identity") == 2
    assert "you are number 1 of the custodians" in said
    assert "you are number 2 of the custodians" in said


def _after_7(before: Manifest, after: Manifest, said: str) -> None:
    assert after.reply_key != before.reply_key
    assert after.epochs[0].recipient != before.epochs[0].recipient
    assert after.offline_recipient != before.offline_recipient
    assert [bool(each.until) for each in after.zone_keys] == [True, False]


def _after_8(before: Manifest, after: Manifest, said: str) -> None:
    _after_7(before, after, said)
    assert not {each.recipient for each in before.epochs} & {each.recipient for each in after.epochs}


def _after_9(before: Manifest, after: Manifest, said: str) -> None:
    assert "Both halves are new" in said
    assert "ended: 0 sessions" in said


def _after_10(before: Manifest, after: Manifest, said: str) -> None:
    assert "letters" in said


def _after_12(before: Manifest, after: Manifest, said: str) -> None:
    assert "followed from now on: book-root-2" in said
    assert f"manifest {after.serial} of {after.origin}" in said


AFTER = {
    "1": _after_1,
    "2": _after_2,
    "4": _after_4,
    "5": _after_5,
    "6": _after_6,
    "7": _after_7,
    "8": _after_8,
    "9": _after_9,
    "10": _after_10,
    "12": _after_12,
}
"""What must be so after a case, beside what holds after each."""
