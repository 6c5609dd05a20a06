"""Custodians on machines of their own, and a desk: every step is a command and a file."""

import os
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from tests.work.opening import cast
from tests.zones.cli.conftest import Program
from tests.zones.cli.test_reports import manifest, with_keys

from crimebook.sealing.envelope import seal_report, with_identities
from crimebook.sealing.identity import Custody
from crimebook.sealing.shares import Aim
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.unsealing.identities import HybridIdentity

READER = HybridIdentity(b"p" * 32)
SAID = {
    Aim.IDENTITY: {"identity": {"name": "Name that nobody reads"}},
    Aim.DANGER: {"danger_contact": {"reach": "a number of somebody close"}},
}


class Files:
    """A stick that goes to and fro."""

    def __init__(self, path: Path, program: Program) -> None:
        self.path, self.program = path, program
        program.environment["CRIMEBOOK_PASSPHRASE_CUSTODIAN"] = cast.SECOND
        (path / "reader").write_text(f"{READER}\n")
        (path / "reader.pub").write_text(f"{READER.recipient}\n")

    def copied(self, path: Path) -> "Files":
        """Return a copy in another folder."""
        copytree(self.path, path, dirs_exist_ok=True)
        program = Program(path / "book")
        program.environment |= self.program.environment
        return Files(path, program)

    def __call__(self, name: str) -> str:
        return str(self.path / name)

    def run(self, *arguments: str) -> str:
        """Run a command that must be done; return all it said."""
        done = self.program.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def refused(self, *arguments: str) -> str:
        """Run a command that must be refused; return why."""
        done = self.program.run(*arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def custodian(self, index: int, *arguments: str) -> str:
        return self.run("custodian", *arguments, "--home", self(f"custodian-{index}"))


@pytest.fixture(scope="session")
def custodians(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A desk whose manifest names three custodians, of whom two open a name, and who follow it."""
    path = tmp_path_factory.mktemp("custodians")
    files = Files(path, with_keys(Program(copytree(empty_book, path / "book")), path))
    lines = [
        f"{index} {files.custodian(index, 'keys', '--jurisdiction', where).splitlines()[0]}"
        for index, where in ((1, "LT"), (2, "PL"), (3, "DE"))
    ]
    (path / "custodians").write_text("\n".join(lines) + "\n")
    named = ("--custodians", files("custodians"), "--custodians-needed", "2")
    files.run("keys", "manifest", "draft", files("draft"), *named)
    files.run("keys", "manifest", "sign", files("draft"), files("stick"), files("note"), "--yes")
    files.run("keys", "manifest", "install", files("note"), "--publish", files("public"))
    for index in (1, 2, 3):
        published = ("--root", files("public/root.txt"), "--manifest", files("public/manifest.txt"))
        said = files.custodian(index, "follow", *published)
        assert "2 of 3" in said
        assert f"you are number {index} of the custodians" in said
    files.custodian(9, "keys", "--jurisdiction", "LT")
    assert "! NONE of the 3 custodians" in files.custodian(9, "follow", *published)
    return files


@pytest.fixture
def files(custodians: Files, tmp_path: Path) -> Files:
    """The same in a place of its own."""
    return custodians.copied(tmp_path)


@pytest.fixture(scope="session")
def reported(custodians: Files, tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, str]:
    """The same with an opened report that says who it is from, and its reference."""
    files = custodians.copied(tmp_path_factory.mktemp("reported"))
    in_force = manifest(files.path / "public")
    body = cast.ReportBody(
        "report/1.1.0", "ru", cast.answers(), cast.CANARY, "1" * 64, "2" * 64, "2026-01-02"
    )
    named = with_identities(body, SAID, Custody.of(in_force), os.urandom)
    envelope = seal_report(named, [in_force.recipient_at(datetime.now(UTC))], os.urandom).envelope
    with Drop(files.program.book / "spool", Limits()) as spool:
        spool.put_report("0" * 32, envelope, ())
    files.run("collect")
    return files, files.run("open", "--invented").split("reports:")[1].split(":")[0]


@pytest.fixture
def asked_of(reported: tuple[Files, str], tmp_path: Path) -> tuple[Files, str]:
    files, ref = reported
    return files.copied(tmp_path), ref


def asked(files: Files, ref: str, *more: str) -> str:
    """Ask for a name; return the request's id."""
    who = ("--to", files("reader.pub"), "--name", "the officer", "--reason", "asked by a court")
    said = files.run("identities", "request", ref, *who, "--out", files("request"), *more)
    return said.split("request ")[1].split(":")[0]


def test_a_contact_for_danger_goes_from_two_custodians_to_its_reader(asked_of: tuple[Files, str]):
    files, ref = asked_of
    request_id = asked(files, ref, "--danger")
    for index in (1, 3):
        told = files.custodian(index, "approve", files("request"), "--out", files(f"answer-{index}"), "--yes")
        for words in (ref, "asked by a court", "the officer", "danger"):
            assert words in told
    assert "2 of 2 approve" in files.run("identities", "take", files("answer-1"), files("answer-3"))
    files.run("identities", "release", request_id, "--out", files("opening"))
    read = files.run("custodian", "read", files("opening"), "-i", files("reader"))
    assert "danger_contact.reach: a number of somebody close" in read
    assert "opened" in files.run("identities", "list")
    (files.path / "stranger").write_text(f"{HybridIdentity(b'q' * 32)}\n")
    assert "shares" in files.refused("custodian", "read", files("opening"), "-i", files("stranger"))


def test_a_name_waits_a_day_and_one_denial_stops_it(asked_of: tuple[Files, str]):
    files, ref = asked_of
    request_id = asked(files, ref)
    home = ("--home", files("custodian-1"))
    approve = ("custodian", "approve", files("request"), "--out", files("answer"), "--yes", *home)
    assert "expected to wait" in files.refused(*approve)
    assert not (files.path / "answer").exists()
    denied = ("deny", files("request"), "--reason", "she is in danger", "--out", files("denial"))
    files.custodian(2, *denied)
    files.custodian(1, "note", files("request"), files("denial"))
    assert "custodian 2 denied" in files.refused(*approve)
    files.run("identities", "take", files("denial"))
    release = ("identities", "release", request_id, "--out", files("opening"))
    assert "custodian 2 denied" in files.refused(*release)
    listed = files.run("identities", "list")
    assert "denied by custodian 2: she is in danger" in listed
    asked(files, ref)
    shown = files.custodian(1, "show", files("request"))
    assert "before: 2" in shown
    assert "seen on this machine: identity for the officer" in shown
    assert shown.count("denied by custodian 2: she is in danger") == 1
    assert "LEAVES IT OUT" not in shown


def test_a_request_that_leaves_an_earlier_one_out_is_shown_with_it(asked_of: tuple[Files, str]):
    files, ref = asked_of
    asked(files, ref)
    files.custodian(1, "deny", files("request"), "--reason", "she is \x1b]0;hidden", "--out", files("denial"))
    kept = files.program.book / "vault/identities"
    (request,) = kept.glob("*.request")
    request.rename(files.path / "put away")
    asked(files, ref)
    shown = files.custodian(1, "show", files("request"))
    assert "before: 2" not in shown
    assert "! THE DESK LEAVES IT OUT" in shown
    assert "denied by custodian 1: she is \\u001b]0;hidden" in shown


def test_a_veto_at_the_desk_stops_a_request_on_a_custodian_s_machine_too(asked_of: tuple[Files, str]):
    files, ref = asked_of
    request_id = asked(files, ref)
    assert "not sent yet to custodian 2" in files.run("identities", "notify", request_id, "1", "3")
    assert "the wait ends at" in files.run("identities", "notify", request_id, "2")
    veto = ("identities", "veto", request_id, "--reason", "she is followed", "--out", files("veto"))
    files.run(*veto)
    assert "opened or vetoed" in files.refused(*veto)
    assert "she is followed" in files.custodian(1, "note", files("request"), files("veto"))
    assert "vetoed at the desk by operator" in files.custodian(1, "show", files("request"))
    listed = files.run("identities", "list")
    assert "vetoed by operator: she is followed" in listed


def test_a_place_is_handed_over_and_a_drill_shows_that_it_was(asked_of: tuple[Files, str]):
    files, ref = asked_of
    files.custodian(5, "keys", "--jurisdiction", "LT")
    near = ("--to", files("custodian-5/public/card.json"))
    refused = files.refused("identities", "handover", "2", *near, "--out", files("shares"))
    assert "at most 1 custodians in one jurisdiction" in refused
    made = files.custodian(4, "keys", "--jurisdiction", "LV")
    line = made.splitlines()[0]
    groups = made.split("fingerprint ")[1].split(":")[0].split()
    card = ("--to", files("custodian-4/public/card.json"))
    files.run("identities", "handover", "2", *card, "--out", files("shares"))
    seal = ("handover", files("shares"), "--out", files("handed"))
    heard = ("--fingerprint", " ".join(groups))
    early = files.refused("custodian", *seal, *heard, "--home", files("custodian-2"))
    assert "whom the manifest names as custodian 2" in early
    next_one = [f"2 {line}" if each.startswith("2 ") else each for each in lines_of(files)]
    (files.path / "custodians").write_text("\n".join(next_one) + "\n")
    named = ("--custodians", files("custodians"), "--custodians-needed", "2")
    assert "custodian 2 has other keys" in files.run("keys", "manifest", "draft", files("draft"), *named)
    files.run("keys", "manifest", "sign", files("draft"), files("stick"), files("note"), "--yes")
    files.run("keys", "manifest", "install", files("note"), "--publish", files("public"))
    published = ("--root", files("public/root.txt"), "--manifest", files("public/manifest.txt"))
    for index in (1, 4):
        files.custodian(index, "follow", *published)
    assert "! NONE of the 3 custodians" in files.custodian(2, "follow", *published)
    only_read = ("--fingerprint", " ".join(groups[:2]))
    unheard = files.program.run("custodian", *seal, *only_read, "--home", files("custodian-2"))
    assert unheard.returncode == 1
    assert not (files.path / "handed").exists()
    shown = f"2 shares: all that custodian 2 of {unheard.stderr.split(' of ')[1].split()[0]} hands over"
    assert shown in unheard.stderr
    assert f"takes seat 2, in LV; fingerprint {groups[0]} {groups[1]} …" in unheard.stderr
    assert groups[2] not in unheard.stderr
    assert "2 shares" in files.custodian(2, *seal, *heard)
    assert "good: 2 shares" in files.custodian(4, "check", files("handed"))
    assert "new reports only" in files.run("identities", "take-over", files("handed"))
    who = ("--to", files("reader.pub"), "--name", "the officer")
    files.run("identities", "drill", *who, "--out", files("request"))
    assert "a drill is due" in files.run("identities", "list")
    request_id = asked(files, ref, "--danger")
    for index in (1, 4):
        files.custodian(index, "approve", files("request"), "--out", files(f"by-{index}"), "--yes")
    files.run("identities", "take", files("by-1"), files("by-4"))
    files.run("identities", "release", request_id, "--out", files("opening"))
    read = files.run("custodian", "read", files("opening"), "-i", files("reader"))
    assert "a number of somebody close" in read


def lines_of(files: Files) -> list[str]:
    return (files.path / "custodians").read_text().splitlines()
