"""``crimebook vet``: the same question as on the page, asked and confirmed by two people, one at a time."""

import json
from typing import Any

import pytest
from click.testing import Result
from tests.work.vetting.cast import IHAR, NAME, asked, implicated, officer, open_register
from typer.testing import CliRunner

from crimebook.stores.register.models import VettingStep
from crimebook.terms.errors import CrimebookError
from crimebook.work.actors import operator
from crimebook.zones.cli import vetting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands run in the test's own register."""
    monkeypatch.setattr(vetting, "enter_book", lambda: None)
    open_register()


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(vetting.vet, list(words), input=given)


def as_json(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def ask() -> str:
    done = run("ask", NAME, "--birth", "1979-04-02", "--for", "a court", "--purpose", "an appointment")
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def test_another_s_question_is_confirmed_and_answered_with_all_that_it_stands_on():
    implicated(officer())
    token = asked(IHAR)
    found = as_json("confirm", token, "--yes")
    assert (found["answer"], found["standard"], found["is_uncertain"]) == ("implicated", "balance", False)
    assert found["note"] == "An allegation is not a judgment."
    assert (found["fields"], found["looked_at"], len(found["persons"])) == (["birth"], 1, 1)
    assert as_json("show", token)["finding"]["said"] == found["said"]
    assert "implicated; standard of proof: balance" in run("show", token).stdout


def test_one_s_own_question_is_answered_by_nobody_else_s_word():
    implicated(officer())
    token = ask()
    assert run("reply", token, "endangers", "--words", "the witness is near").exit_code == 0
    done = run("confirm", token, "--yes")
    assert isinstance(done.exception, CrimebookError)
    assert "second person" in str(done.exception)
    assert as_json("show", token)["finding"] is None
    assert as_json("list")["questions"][0] == {
        "token": token,
        "asked_by": operator().name,
        "stage": "asked",
        "reply": "endangers",
    }


def test_who_says_no_when_asked_once_more_confirms_nothing():
    token = asked(IHAR)
    assert run("confirm", token, given="n\n").exit_code == 1
    assert not VettingStep.objects.filter(kind="confirmed").exists()
    assert run("refuse", token, "--words", "nobody asked them").exit_code == 0


def test_a_second_question_at_once_is_refused_until_the_first_is_taken_back():
    token = ask()
    done = run("ask", NAME, "--for", "a court", "--purpose", "x")
    assert "one question at a time" in str(done.exception)
    assert run("withdraw", token, "--words", "a mistake").exit_code == 0
    ask()


def test_no_command_of_it_takes_a_file_or_more_than_one_person():
    for command in vetting.vet.registered_commands:
        assert command.callback is not None
        hints = str(command.callback.__annotations__)
        assert "Path" not in hints
        assert hints.count("list[str]") == (1 if command.name == "ask" else 0), "writings of one name"
