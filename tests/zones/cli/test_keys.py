"""The commands of keys, as people use them on three machines; the runbook's test plays the long ways."""

import re
import subprocess
from pathlib import Path

import pytest
from tests.work.opening import cast
from tests.zones.cli.conftest import PROGRAM, Program

from crimebook.sealing.fingerprints import check_fingerprint, fingerprint
from crimebook.terms.notes import Root

FINGERPRINT = "the fingerprint that a stranger reads out"


@pytest.fixture
def drafted(program: Program, tmp_path: Path) -> Program:
    """A book with keys and a draft, and a root on a stick."""
    program.environment |= {
        "CRIMEBOOK_PASSPHRASE_1": cast.FIRST,
        "CRIMEBOOK_PASSPHRASE_2": cast.SECOND,
        "CRIMEBOOK_PASSPHRASE_ROOT": cast.ROOT,
    }
    for line in (
        ("keys", "root", "new", str(tmp_path / "stick"), "--name", "book-root"),
        ("keys", "new", "--origin", "log.example/book", "--draft", str(tmp_path / "draft.txt")),
    ):
        done = program.run(*line)
        assert done.returncode == 0, done.stderr
    return program


def typing(program: Program, told: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [PROGRAM, "--book", str(program.book), *arguments],
        input=told,
        capture_output=True,
        text=True,
        env=program.environment,
        timeout=120,
        check=False,
    )


def test_a_manifest_goes_from_the_desk_to_the_root_and_back(drafted: Program, tmp_path: Path):
    draft, stick, note = (str(tmp_path / name) for name in ("draft.txt", "stick", "manifest.note"))
    public = str(tmp_path / "stick/public/root.pub")
    assert "a draft that nobody signed" in drafted.run("keys", "manifest", "show", draft).stdout
    late = drafted.run("keys", "due")
    assert (late.returncode, "No root is pinned" in late.stderr) == (1, True)

    unsigned = typing(drafted, "n\n", "keys", "manifest", "sign", draft, stick, note)
    assert unsigned.returncode == 1
    assert not Path(note).exists()
    signed = typing(drafted, "y\n", "keys", "manifest", "sign", draft, stick, note)
    assert signed.returncode == 0, signed.stderr
    assert "the first manifest that this root signs" in signed.stderr
    again = typing(drafted, "y\n", "keys", "manifest", "sign", draft, stick, note)
    assert "a number above 1" in again.stderr

    assert drafted.run("keys", "manifest", "install", note).returncode == 1, "no root is pinned yet"
    assert typing(drafted, f"{FINGERPRINT}\n", "keys", "root", "pin", public).returncode == 1
    shown = drafted.run("keys", "fingerprint", public, "--language", "be").stdout.splitlines()
    check_fingerprint(Root.parse(Path(public).read_text()), " ".join(shown[2:]))
    pinned = typing(drafted, " ".join(shown[2:]) + "\n", "keys", "root", "pin", public)
    assert pinned.returncode == 0, pinned.stderr
    installed = drafted.run("keys", "manifest", "install", note, "--publish", str(tmp_path / "out"))
    assert installed.returncode == 0, installed.stderr
    assert (tmp_path / "out/root.txt").read_bytes() == Path(public).read_bytes()
    assert "number 1 of log.example/book, signed by the book's root" in (
        drafted.run("keys", "manifest", "show").stdout
    )
    assert drafted.run("keys", "manifest", "show", note, "--root", public).stdout.startswith(
        "number 1 of log.example/book, signed by book-root"
    )
    assert drafted.run("keys", "fingerprint").stdout.splitlines()[0] == "book-root"


def test_the_keeper_of_the_root_and_the_desk_speak_of_a_key_by_the_same_digits(
    drafted: Program, tmp_path: Path
):
    draft, stick, note = (str(tmp_path / name) for name in ("draft.txt", "stick", "manifest.note"))
    root = tmp_path / "stick/public/root.pub"
    digits = fingerprint(Root.parse(root.read_text("utf-8")))
    for line in (
        ("keys", "root", "pin", str(root), "--fingerprint", digits),
        ("keys", "manifest", "sign", draft, stick, note, "--yes"),
        ("keys", "manifest", "install", note),
    ):
        assert drafted.run(*line).returncode == 0
    (key,) = re.findall(r"signs by the key ([0-9a-f]{16})", drafted.run("keys", "desk").stderr)
    assert (
        f"new: the zone desk signs by the key {key}" in drafted.run("keys", "rotate", "--draft", draft).stderr
    )
    shown = drafted.run("keys", "manifest", "sign", draft, stick, note, "--yes").stderr
    assert f"new: the zone desk signs by the key {key}" in shown


def test_files_that_are_none_are_refused_in_a_sentence(drafted: Program, tmp_path: Path):
    (tmp_path / "letter.txt").write_text("a letter\n")
    for line in (
        ("keys", "manifest", "show", str(tmp_path / "letter.txt")),
        ("keys", "manifest", "show", str(tmp_path / "absent.txt")),
        ("keys", "manifest", "sign", str(tmp_path / "letter.txt"), str(tmp_path / "stick"), "out"),
        ("keys", "manifest", "install", str(tmp_path / "letter.txt")),
        ("keys", "manifest", "draft", "out", "--custodians", str(tmp_path / "letter.txt")),
        ("keys", "root", "pin", str(tmp_path / "letter.txt"), "--fingerprint", "0"),
        ("keys", "root", "new", str(tmp_path / "stick")),
    ):
        done = drafted.run(*line)
        assert done.returncode == 1, line
        assert done.stderr.startswith("crimebook: expected"), done.stderr
        assert "Traceback" not in done.stderr


def test_a_book_signs_from_its_first_event_on(program: Program):
    key = program.book / "vault/zones/desk"
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o077 == 0
    assert [each.name for each in (program.book / "vault").iterdir()] == ["zones"]
