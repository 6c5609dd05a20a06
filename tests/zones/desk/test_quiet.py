"""What failed is told; who looked at what, and with which link, is not."""

import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client

from crimebook.zones.desk.quiet import QuietHandler


def test_no_request_leaves_its_address_in_the_log(
    visitor: Client, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.config.dictConfig(settings.LOGGING)

    def fail(*_: object, **__: object) -> None:
        raise ValueError("a person's words")

    monkeypatch.setattr("crimebook.zones.desk.views.units.reading.open_units", fail)
    visitor.raise_request_exception = False
    strict = Client(enforce_csrf_checks=True)
    for answer, status in (
        (visitor.get("/en/incidents/secret:ref/"), 404),
        (strict.post("/en/sign-in/secret-token/"), 403),
        (visitor.get("/en/incidents/?day=secret"), 400),
        (visitor.get("/en/units/?secret"), 500),
        (visitor.get("/en/", headers={"host": "secret.example"}), 400),
    ):
        assert answer.status_code == status
    said = capfd.readouterr().err
    assert "secret" not in said
    assert "words" not in said
    assert "ValueError, status 500" in said


def test_a_line_has_the_class_of_an_error_and_not_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    error = KeyError("a person's words")
    told = (KeyError, error, None)
    QuietHandler().emit(logging.LogRecord("desk", logging.ERROR, "", 1, "%s", ("words",), told))
    assert capsys.readouterr().err == "ERROR desk: KeyError, status -\n"
