"""``crimebook age`` as a person runs it. It needs no book."""

import os
import stat
from pathlib import Path

import pyrage
import pytest
from tests.sealing.cast import DESK, STRANGER
from tests.zones.cli.conftest import Program

RECIPIENT = str(DESK.recipient)
PLAIN = os.urandom(200_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, the desk's identity and a stranger's."""
    (tmp_path / "plain").write_bytes(PLAIN)
    (tmp_path / "desk").write_text(f"# the desk\n{DESK}\n")
    (tmp_path / "stranger").write_text(f"{STRANGER}\n")
    return tmp_path


@pytest.fixture
def sealed(folder: Path) -> Path:
    done = age(folder, "seal", "-r", RECIPIENT, "plain", "sealed")
    assert done == (0, "")
    return folder / "sealed"


def age(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command with names of files in ``folder``; return its exit code and what it complains of."""
    names = {"plain", "sealed", "opened", "desk", "stranger", "nothing", "absent/opened", "armored"}
    paths = [str(folder / each) if each in names else each for each in arguments[1:]]
    done = Program(folder / "book").run("age", arguments[0], *paths)
    assert done.stdout == ""
    return done.returncode, done.stderr if done.returncode else ""


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_was_sealed_is_opened(folder: Path, sealed: Path):
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ")
    assert age(folder, "open", "-i", "desk", "sealed", "opened") == (0, "")
    assert (folder / "opened").read_bytes() == PLAIN


def test_what_is_opened_can_be_read_by_its_owner_alone(folder: Path, sealed: Path):
    age(folder, "open", "-i", "desk", "sealed", "opened")
    assert stat.S_IMODE((folder / "opened").stat().st_mode) == 0o600


def test_a_file_for_two_is_opened_by_either(folder: Path):
    age(folder, "seal", "-r", RECIPIENT, "-r", str(STRANGER.recipient), "plain", "sealed")
    for identity in ("desk", "stranger"):
        assert age(folder, "open", "-i", identity, "sealed", "opened") == (0, "")


def test_several_identity_files_are_tried(folder: Path, sealed: Path):
    assert age(folder, "open", "-i", "stranger", "-i", "desk", "sealed", "opened") == (0, "")


def test_a_file_for_another_is_refused(folder: Path, sealed: Path):
    code, complaint = age(folder, "open", "-i", "stranger", "sealed", "opened")
    assert code == 1
    assert "not sealed to any" in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: content[:-1], id="cut"),
        pytest.param(lambda content: content + b"\0", id="longer"),
        pytest.param(lambda content: content[:-9] + b"x" + content[-8:], id="changed in its last chunk"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: PLAIN, id="another file"),
    ],
)
def test_a_file_that_is_not_whole_leaves_nothing_behind(folder: Path, sealed: Path, spoil):
    sealed.write_bytes(spoil(sealed.read_bytes()))
    before = left_in(folder)
    code, complaint = age(folder, "open", "-i", "desk", "sealed", "opened")
    assert code == 1
    assert "failure" in complaint
    assert left_in(folder) == before


def test_a_refused_file_leaves_what_was_there_before(folder: Path, sealed: Path):
    (folder / "opened").write_bytes(b"older")
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert age(folder, "open", "-i", "desk", "sealed", "opened")[0] == 1
    assert (folder / "opened").read_bytes() == b"older"


def test_nothing_is_sealed_to_a_classical_recipient(folder: Path):
    classical = str(pyrage.x25519.Identity.generate().to_public())
    code, complaint = age(folder, "seal", "-r", classical, "plain", "sealed")
    assert code == 1
    assert "age1pq1" in complaint
    assert "sealed" not in left_in(folder)


def test_a_classical_file_of_others_is_opened(folder: Path):
    theirs = pyrage.x25519.Identity.generate()
    (folder / "desk").write_text(str(theirs))
    (folder / "sealed").write_bytes(pyrage.encrypt(PLAIN, [theirs.to_public()]))
    assert age(folder, "open", "-i", "desk", "sealed", "opened") == (0, "")
    assert (folder / "opened").read_bytes() == PLAIN


def test_an_armored_file_of_others_is_opened(folder: Path):
    theirs = pyrage.x25519.Identity.generate()
    (folder / "desk").write_text(str(theirs))
    (folder / "armored").write_bytes(pyrage.encrypt(PLAIN, [theirs.to_public()], armored=True))
    assert age(folder, "open", "-i", "desk", "armored", "opened") == (0, "")
    assert (folder / "opened").read_bytes() == PLAIN


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("open", "-i", "desk", "nothing", "opened"), id="no file"),
        pytest.param(("open", "-i", "nothing", "sealed", "opened"), id="no identity file"),
        pytest.param(("open", "-i", "plain", "sealed", "opened"), id="an identity file of bytes"),
        pytest.param(("open", "-i", "desk", "sealed", "absent/opened"), id="no folder"),
        pytest.param(("seal", "-r", RECIPIENT, "nothing", "opened"), id="nothing to seal"),
    ],
)
def test_what_cannot_be_read_or_written_is_said_in_a_line(
    folder: Path, sealed: Path, arguments: tuple[str, ...]
):
    code, complaint = age(folder, *arguments)
    assert code == 1
    assert complaint.startswith("crimebook: expected ")
    assert complaint.count("\n") == 1


def test_secrets_of_an_identity_file_are_not_repeated(folder: Path, sealed: Path):
    (folder / "desk").write_text(str(DESK)[:-1])
    code, complaint = age(folder, "open", "-i", "desk", "sealed", "opened")
    assert code == 1
    assert str(DESK)[20:40] not in complaint


def test_a_command_without_its_key_is_wrong_usage(folder: Path, sealed: Path):
    assert age(folder, "seal", "plain", "sealed")[0] == 2
    assert age(folder, "open", "sealed", "opened")[0] == 2


def test_an_identity_is_made_for_its_owner_alone_and_opens_what_is_sealed_to_it(folder: Path):
    program = Program(folder / "book")
    made = program.run("age", "keys", str(folder / "mine"))
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((folder / "mine").stat().st_mode) == 0o600
    assert "SECRET" not in made.stdout + made.stderr
    assert age(folder, "seal", "-r", made.stdout.strip(), "plain", "sealed") == (0, "")
    done = program.run(
        "age", "open", "-i", str(folder / "mine"), str(folder / "sealed"), str(folder / "opened")
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "opened").read_bytes() == PLAIN
    again = program.run("age", "keys", str(folder / "mine"))
    assert (again.returncode, "no file has yet" in again.stderr) == (1, True)
