"""Between answers and the body of a report: which answer stands where.

The first account is the body's ``text``; all other answers stand in ``answers`` by the question's id, and the
way through the form beside them under `WAY`. An account that was not given in words ("I would rather not
say") stays among the answers. `answers_of` is the reverse, for whoever opens the report.
"""

from collections.abc import Mapping
from typing import Any

from crimebook.sealing.envelope import ReportBody

WAY = "way"
ACCOUNT = "first_account"


def place_answers(way: str, answers: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return a body's ``answers`` and its ``text``."""
    account = answers.get(ACCOUNT)
    text = account if isinstance(account, str) else ""
    rest = {key: value for key, value in answers.items() if key != ACCOUNT or not text}
    return {WAY: way, **rest}, text


def answers_of(body: ReportBody) -> tuple[str, dict[str, Any]]:
    """Return the way and the answers of a body."""
    answers = dict(body.answers)
    way = str(answers.pop(WAY, ""))
    return way, {**({ACCOUNT: body.text} if body.text else {}), **answers}
