"""Anchors as files: created once, whole or absent."""

from pathlib import Path

import pytest

from crimebook.stores.anchors.folder import AnchorExistsError, AnchorFolder
from crimebook.terms.errors import InvalidValueError

NAME = "42-" + "ab" * 32


@pytest.fixture
def anchors(tmp_path: Path) -> AnchorFolder:
    return AnchorFolder(tmp_path / "ledger")


def test_a_file_is_read_as_it_was_kept(anchors: AnchorFolder):
    anchors.put_new(NAME, "checkpoint", b"a note")
    assert anchors.sets() == (NAME,)
    assert anchors.files(NAME) == ("checkpoint",)
    assert anchors.read(NAME, "checkpoint") == b"a note"


def test_an_empty_ledger_has_no_anchors(anchors: AnchorFolder):
    assert anchors.sets() == ()
    assert anchors.files(NAME) == ()


def test_a_file_is_never_replaced_by_another(anchors: AnchorFolder):
    anchors.put_new(NAME, "one-20260102T120000Z.tsr", b"a token")
    anchors.put_new(NAME, "one-20260102T120000Z.tsr", b"a token")
    with pytest.raises(AnchorExistsError):
        anchors.put_new(NAME, "one-20260102T120000Z.tsr", b"another")
    assert anchors.read(NAME, "one-20260102T120000Z.tsr") == b"a token"
    assert len(list((anchors._root / NAME).iterdir())) == 1


def test_a_proof_that_has_grown_takes_its_place(anchors: AnchorFolder):
    anchors.put_new(NAME, "calendars.ots", b"a promise")
    anchors.put_again(NAME, "calendars.ots", b"a promise and a block")
    assert anchors.read(NAME, "calendars.ots") == b"a promise and a block"


def test_what_a_broken_write_left_is_no_anchor(anchors: AnchorFolder):
    anchors.put_new(NAME, "checkpoint", b"a note")
    (anchors._root / NAME / ".new-calendars.ots.1").write_bytes(b"half")
    assert anchors.files(NAME) == ("checkpoint",)


@pytest.mark.parametrize("name", ["..", "42", "42-AB", "../" + NAME])
def test_a_set_of_another_name_is_refused(anchors: AnchorFolder, name: str):
    with pytest.raises(InvalidValueError):
        anchors.put_new(name, "checkpoint", b"")


@pytest.mark.parametrize("file", ["../checkpoint", "one.tsr", "checkpoint.bak", ""])
def test_a_file_of_another_name_is_refused(anchors: AnchorFolder, file: str):
    with pytest.raises(InvalidValueError):
        anchors.put_new(NAME, file, b"")
