"""The shipped files of others."""

import shutil
from pathlib import Path

import pytest

from tools import vendor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendor.VENDOR, tmp_path / "vendor"))


def test_what_is_shipped_is_what_is_listed() -> None:
    assert vendor.check_files(vendor.VENDOR) == []
    assert vendor.check_files(vendor.SEALING) == []


def test_a_changed_file_is_found(folder: Path) -> None:
    with (folder / "maplibre-gl.css").open("a") as style:
        style.write(" ")
    assert [fault.split(":")[0] for fault in vendor.check_files(folder)] == ["maplibre-gl.css"]


def test_a_lost_and_a_foreign_file_are_found(folder: Path) -> None:
    (folder / "maplibre-gl.mjs").rename(folder / "other.mjs")
    assert len(vendor.check_files(folder)) == 2
