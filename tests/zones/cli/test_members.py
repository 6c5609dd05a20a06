"""``crimebook members`` and ``sign-in --member``: a second person exists, and comes in by a link."""

import pytest
from django.test import Client
from typer.testing import CliRunner

from crimebook.work.actors import Role, ensure_operator
from crimebook.zones.cli import members, serving
from crimebook.zones.cli.members import TeamRole

pytestmark = pytest.mark.django_db


def test_a_member_is_added_listed_and_signs_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for module in (members, serving):
        monkeypatch.setattr(module, "enter_book", lambda: None)
    ensure_operator()
    done = CliRunner().invoke(members.members, ["add", "rita", "--name", "Рыта", "--role", "reviewer"])
    assert done.exit_code == 0, done.output
    assert "reviewer      Рыта" in CliRunner().invoke(members.members, ["list"]).stdout
    serving.sign_in(member="rita")
    path = "/en/" + capsys.readouterr().out.strip().partition("/en/")[2]
    client = Client()
    client.post(path)
    assert "Рыта" in client.get("/en/vet/").content.decode()


def test_the_command_knows_every_role():
    assert [each.value for each in TeamRole] == [each.value for each in Role]
