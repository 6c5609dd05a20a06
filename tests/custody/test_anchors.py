"""What is anchored of a checkpoint, and lists of files as sha256sum writes them."""

import hashlib
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.custody.anchors import AnchorError, format_sums, parse_sums, subject_of
from crimebook.terms.errors import InvalidValueError

ROOT = bytes(range(32))
TEXT = f"test.invalid/log\n42\n{b64encode(ROOT).decode()}\n"
SIGNATURE = "— test.invalid/log " + b64encode(b"\0" * 68).decode() + "\n"
COSIGNATURE = "— witness.invalid/w " + b64encode(b"\1" * 76).decode() + "\n"


def note(text: str = TEXT, *signatures: str) -> bytes:
    return (text + "\n" + "".join(signatures or (SIGNATURE,))).encode()


def test_the_text_of_a_checkpoint_is_anchored():
    subject = subject_of(note())
    assert subject.name == f"42-{ROOT.hex()}"
    assert subject.digest == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_cosignature_that_comes_later_changes_nothing():
    assert subject_of(note(TEXT, SIGNATURE, COSIGNATURE)) == subject_of(note())


def test_an_extension_line_is_part_of_what_is_anchored():
    assert subject_of(note(TEXT + "more\n")).digest != subject_of(note()).digest


@pytest.mark.parametrize(
    "text",
    [
        "a manifest\nof keys\n",
        TEXT.replace("\n42\n", "\n042\n"),
        TEXT.replace("\n42\n", "\n-1\n"),
        f"test.invalid/log\n42\n{b64encode(ROOT[:31]).decode()}\n",
        "test.invalid/log\n42\nno root\n",
    ],
)
def test_a_note_that_is_no_checkpoint_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        subject_of(note(text))


def test_bytes_that_are_no_note_are_refused():
    with pytest.raises(InvalidValueError):
        subject_of(TEXT.encode())


PATHS = st.from_regex(r"[a-z0-9-]{1,20}/[a-z0-9.]{1,20}", fullmatch=True)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(st.dictionaries(PATHS, DIGESTS, min_size=1, max_size=9))
def test_a_list_is_read_as_it_was_written(files: dict[str, str]):
    assert parse_sums(format_sums(files)) == files


@given(st.binary(max_size=200))
def test_bytes_that_are_no_list_are_refused(content: bytes):
    with pytest.raises(AnchorError):
        parse_sums(content)


def test_a_list_out_of_order_is_refused():
    lines = format_sums({"a/x": "1" * 64, "b/x": "2" * 64}).splitlines(keepends=True)
    with pytest.raises(AnchorError):
        parse_sums(b"".join(reversed(lines)))


def test_sha256sum_checks_a_list(tmp_path: Path):
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not here")
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "checkpoint").write_bytes(note())
    (tmp_path / "SHA256SUMS").write_bytes(format_sums({"set/checkpoint": hashlib.sha256(note()).hexdigest()}))
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert done.returncode == 0
