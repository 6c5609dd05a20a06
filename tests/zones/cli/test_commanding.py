"""``crimebook command``: the chain above a unit and where a person was, for people and for scripts."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result
from tests.exchange.partners.forces import parentage, personnel
from tests.work import book
from typer.testing import CliRunner

from crimebook.work.actors import ensure_operator
from crimebook.zones.cli import commanding

pytestmark = pytest.mark.django_db
NIGHT = "2020-08-10T22:45"


@pytest.fixture(autouse=True)
def _register(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands run in the test's own register, with a regiment and who is cited as its commander."""
    monkeypatch.setattr(commanding, "enter_book", lambda: SimpleNamespace(zone=book.ZONE))
    ensure_operator()
    book.bring("sfm-personnel", book.file_of([personnel()]), tmp_path)
    book.bring("sfm-parentage", book.file_of([parentage()]), tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(commanding.command, list(words))


def as_json(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_chain_is_printed_with_sources_certainties_and_gaps():
    said = run("chain", "a-source:u-1", "--at", NIGHT).stdout
    assert "1 Invented Regiment (a-source:u-1), certain" in said
    assert "certain   Adam Invented" in said
    assert "said by a-source:s-1/u-1/" in said
    assert "  gap: no source names anybody in command" in said


def test_a_chain_for_scripts_has_the_same():
    found = as_json("chain", "a-source:u-1", "--at", f"{NIGHT}:00+03:00")
    assert [step["unit"] for step in found["steps"]] == ["a-source:u-1", "a-source:u-2"]
    first, second = found["steps"]
    assert [each["name"] for each in first["holders"]] == ["Adam Invented"]
    assert second["links"][0]["kind"] == "command"
    assert second["gaps"]


def test_before_a_post_is_cited_its_holder_stands_apart_and_after_its_end_nowhere():
    early = as_json("chain", "a-source:u-1", "--at", "2016-01-01T12:00")["steps"][0]
    assert ([*early["holders"]], len(early["uncited"])) == ([], 1)
    late = as_json("chain", "a-source:u-1", "--at", "2021-06-02T12:00")["steps"][0]
    assert (late["holders"], late["uncited"]) == ([], [])


def test_a_person_is_where_their_post_was():
    found = as_json("where", "a-source:s-1", "--at", NIGHT)
    assert [each["unit"] for each in found["posts"]] == ["a-source:u-1"]
    assert "Head of the regiment" in run("where", str(found["person"]), "--at", NIGHT).stdout
    gap = run("where", "a-source:s-1", "--at", "2022-01-01T00:00").stdout
    assert "gap: every post that sources tell of was held at another time" in gap


def test_who_can_have_been_at_an_incident_and_who_commanded_them_then(tmp_path: Path):
    book.bring("cases", book.file_of([book.case("1"), book.case("2", date_from="2019-05-01")]), tmp_path)
    row = {
        "id": "d1",
        "is_invented": "yes",
        "unit": "u-1",
        "lat": "53.907",
        "lon": "27.460",
        "radius_m": "100",
    }
    night = "2020-08-10T18:00:00Z/2020-08-11T03:00:00Z"
    own = {**row, "id": "d2", "derived_from": "a-source:1", "time": night}
    book.bring("deployments", book.file_of([{**row, "derived_from": "", "time": night}, own]), tmp_path)
    found = as_json("present", "a-source:1")
    assert [(each["deployment"], each["counts"]) for each in found["presences"]] == [
        ("a-source:d1", True),
        ("a-source:d2", False),
    ]
    assert [step["unit"] for step in found["chains"][0]["steps"]] == ["a-source:u-1", "a-source:u-2"]
    said = run("present", "a-source:1").stdout
    assert "does not count" in said
    assert "Adam Invented" in said
    assert "gap: no source tells of a deployment" in run("present", "a-source:2").stdout


@pytest.mark.parametrize("at", ["2020-08-10", "yesterday", "2020-08-10 22:45"])
def test_what_is_no_instant_is_a_wrong_line(at: str):
    assert run("chain", "a-source:u-1", "--at", at).exit_code == 2


def test_an_hour_that_comes_twice_wants_its_offset():
    with pytest.raises(Exception, match="comes twice or never"):
        commanding.read_instant("2020-10-25T02:30", "Europe/Berlin")
