"""``crimebook intake``: what an operator reads before anybody else reads anything."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.zones.intake.houses import House, make_house
from typer.testing import CliRunner

from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.intake import PROGRAM, intake


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A folder whose keys are good now."""
    return make_house(tmp_path / "intake")


def test_check_says_that_a_good_intake_is_good(house: House):
    done = CliRunner().invoke(intake, ["check", "--folder", str(house.path)])
    assert done.exit_code == 0
    assert "sealed to the key of 2020-08" in done.stderr


def test_check_of_a_folder_without_anything_says_what_to_make(tmp_path: Path):
    done = CliRunner().invoke(intake, ["check", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "intake.toml" in done.stderr
    assert "make it" in done.stderr


def test_an_intake_that_lacks_something_is_not_served(house: House, monkeypatch: pytest.MonkeyPatch):
    (house.path / "manifest.txt").unlink()
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("it was served"))
    done = CliRunner().invoke(intake, ["serve", "--folder", str(house.path)])
    assert isinstance(done.exception, InvalidValueError)


def test_serving_becomes_another_program_that_knows_the_folder(house: House, monkeypatch: pytest.MonkeyPatch):
    became: list[Any] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: became.append(arguments))
    monkeypatch.delenv("CRIMEBOOK_INTAKE", raising=False)
    with monkeypatch.context() as passing:
        passing.setitem(os.environ, "CRIMEBOOK_INTAKE", str(house.path))
        done = CliRunner().invoke(intake, ["serve", "--port", "8111", "--workers", "3"])
    assert done.exit_code == 0
    assert became[0][1:] == ["-m", PROGRAM, "--port", "8111", "--workers", "3"]
