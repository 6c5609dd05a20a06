"""Uploads: private, whole or absent, and gone after a day."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crimebook.stores.staging import uploads
from crimebook.stores.staging.files import StagingError
from crimebook.stores.staging.uploads import (
    KEY_BYTES,
    LIFETIME,
    MAX_KEPT,
    Upload,
    WrongKeyError,
    discard_old,
    discard_upload,
    find_upload,
    keep_upload,
    passing_folder,
    read_upload,
    taken,
    write_note,
)
from crimebook.terms.digests import sha256_hex

KEY = b"k" * KEY_BYTES
AT = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def upload(number: int = 1, **differences: object) -> Upload:
    facts: dict[str, object] = {"token": f"{number:032x}", "name": "list.csv", "owner": "registrar", "at": AT}
    return Upload(**{**facts, **differences})  # type: ignore[arg-type]


def test_an_upload_comes_back_whole(tmp_path: Path):
    keep_upload(tmp_path / "uploads", upload(), b"id\n1\n", KEY)
    found = find_upload(tmp_path / "uploads", upload().token)
    assert found == upload()
    file = read_upload(tmp_path / "uploads", found, KEY)
    assert (file.content, file.digest) == (b"id\n1\n", sha256_hex(b"id\n1\n"))


def test_a_disk_without_the_key_holds_no_table(tmp_path: Path):
    words = b"a name that nobody may find"
    keep_upload(tmp_path, upload(), words, KEY)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and words in path.read_bytes()]
    with pytest.raises(WrongKeyError):
        read_upload(tmp_path, upload(), b"o" * KEY_BYTES)


def test_two_uploads_of_one_person_are_encrypted_under_two_keys(tmp_path: Path):
    for number in (1, 2):
        keep_upload(tmp_path, upload(number), b"x" * 40, KEY)
    one, other = (path.read_bytes() for path in sorted(tmp_path.glob("*.content")))
    assert one != other


def test_nobody_else_can_read_it(tmp_path: Path):
    keep_upload(tmp_path / "uploads", upload(), b"x", KEY)
    modes = [path.stat().st_mode & 0o077 for path in (tmp_path / "uploads").iterdir()]
    assert modes == [0, 0]
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0


def test_what_was_chosen_is_kept_beside_it(tmp_path: Path):
    keep_upload(tmp_path, upload(), b"x", KEY)
    write_note(tmp_path, upload(chosen="version = 1"))
    found = find_upload(tmp_path, upload().token)
    assert found is not None
    assert found.chosen == "version = 1"


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "0" * 31, "A" * 32, f"{2:032x}"])
def test_a_token_of_nothing_finds_nothing(tmp_path: Path, token: str):
    keep_upload(tmp_path, upload(), b"x", KEY)
    assert find_upload(tmp_path, token) is None
    discard_upload(tmp_path, token)
    assert find_upload(tmp_path, upload().token) is not None


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 3)
    with pytest.raises(StagingError, match="at most 3 bytes"):
        keep_upload(tmp_path, upload(), b"four", KEY)
    assert not list(tmp_path.iterdir())


def test_discarding_leaves_nothing(tmp_path: Path):
    keep_upload(tmp_path, upload(), b"x", KEY)
    passing = passing_folder(tmp_path, upload())
    passing.mkdir()
    (passing / "a.lines").write_bytes(b"words")
    discard_upload(tmp_path, upload().token)
    assert not list(tmp_path.iterdir())


def test_after_a_day_an_upload_is_gone(tmp_path: Path):
    keep_upload(tmp_path, upload(1), b"x", KEY)
    keep_upload(tmp_path, upload(2, at=AT + timedelta(hours=1)), b"x", KEY)
    half, young = tmp_path / f"{3:032x}.content", tmp_path / f"{4:032x}.content"
    half.write_bytes(b"half of an upload")
    os.utime(half, (AT.timestamp(), AT.timestamp()))
    young.write_bytes(b"being written")
    discard_old(tmp_path, owner="somebody", at=AT + LIFETIME + timedelta(minutes=1))
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{2:032x}.content",
        f"{2:032x}.note",
        young.name,
    }


def test_nobody_can_fill_the_folder(tmp_path: Path):
    for number in range(MAX_KEPT + 3):
        keep_upload(tmp_path, upload(number, at=AT + timedelta(seconds=number)), b"x", KEY)
    keep_upload(tmp_path, upload(99, owner="another"), b"x", KEY)
    discard_old(tmp_path, owner="registrar", at=AT + timedelta(minutes=5))
    # Room is left for the one that is about to come.
    assert len(list(tmp_path.glob("*.note"))) == MAX_KEPT - 1 + 1
    assert find_upload(tmp_path, f"{0:032x}") is None
    assert find_upload(tmp_path, f"{99:032x}") is not None


def test_of_two_who_want_an_upload_one_gets_it(tmp_path: Path):
    keep_upload(tmp_path, upload(), b"x", KEY)
    with taken(tmp_path, upload()):
        assert find_upload(tmp_path, upload().token) is None
        with pytest.raises(StagingError, match="being imported"), taken(tmp_path, upload()):
            pass
    discard_upload(tmp_path, upload().token)
    assert not list(tmp_path.iterdir())


def test_after_a_failure_an_upload_is_back(tmp_path: Path):
    keep_upload(tmp_path, upload(), b"x", KEY)
    with pytest.raises(OSError, match="no room"), taken(tmp_path, upload()):
        raise OSError("no room")
    assert find_upload(tmp_path, upload().token) == upload()
