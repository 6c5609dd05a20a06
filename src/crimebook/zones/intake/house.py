"""The intake of this process: one, opened when it is first asked for, so after the workers were forked."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from crimebook.asking.apart import form_for
from crimebook.asking.questions import Questionnaire
from crimebook.sealing.errors import ManifestError
from crimebook.work.receiving.intake import Intake

_open: dict[str, Intake] = {}


def intake() -> Intake:
    """Return this process's intake."""
    key = str(settings.INTAKE_PATH)  # type: ignore[misc]  # the desk's settings have none
    if key not in _open:
        _open[key] = Intake.at(Path(key))
    return _open[key]


def forget() -> None:
    """Close the intake, so that the next call opens it again."""
    for each in _open.values():
        each.close()
    _open.clear()


def now() -> datetime:
    """Return the present instant: the clock is asked here, and passed on as a value."""
    return datetime.now(UTC)


def form() -> Questionnaire:
    """Return the form as it is asked now: nobody is asked for a name that nobody could keep."""
    try:
        return form_for(has_custodians=bool(intake().keys(now()).manifest.custodians))
    except ManifestError:
        return form_for(has_custodians=False)
