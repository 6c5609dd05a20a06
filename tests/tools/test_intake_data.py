"""The data of the intake's scripts are those of the project."""

import json

import pytest

from crimebook.sealing.words import LIST_WORDS
from tools import intake_data


def test_what_is_shipped_is_what_would_be_made():
    assert intake_data.main(["check"]) == 0


def test_a_changed_file_is_found(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(intake_data, "DATA", tmp_path)
    assert intake_data.main(["make"]) == 0
    (tmp_path / "words.be.json").write_text("[]")
    assert intake_data.main(["check"]) == 1
    assert "words.be.json" in capsys.readouterr().out


def test_the_map_names_places_in_three_languages_and_holds_every_word():
    made = intake_data.words_files() | intake_data.map_file()
    assert all(len(json.loads(made[f"words.{each}.json"])) == LIST_WORDS for each in ("be", "ru", "en"))
    drawn = json.loads(made["map.json"])
    assert drawn["towns"][0]["be"] == "Мінск"
    assert all({"be", "ru", "en", "lat", "lon"} <= set(each) for each in drawn["towns"] + drawn["landmarks"])
