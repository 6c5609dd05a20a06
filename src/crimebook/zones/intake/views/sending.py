"""The last page before sending, the sending, and the receipt.

The receipt is shown after the report is durable, and the same one whenever the same draft is sent again.
"""

import json

from django.http import HttpResponse
from django.shortcuts import render

from crimebook.asking.flow import sent_answers
from crimebook.sealing.errors import BodyTooLongError, ManifestError
from crimebook.sealing.words import make_words
from crimebook.stores.spool.refusals import SpoolFullError
from crimebook.work.receiving.reports import Draft as Handed
from crimebook.work.receiving.reports import hand_in
from crimebook.zones.intake.house import intake, now
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.steps import Step
from crimebook.zones.intake.tokens import Purpose, seal_token

WORDS_A_ROW = 4
_UNSAFE = ("come_back_safe", "child_come_back")


def ask_words(step: Step, failure: str = "") -> HttpResponse:
    """Show what the twelve words are, and the two buttons that send the report with and without them."""
    advises_none = any(step.draft.answers.get(each) in ("no", {"unsaid": True}) for each in _UNSAFE)
    context = {
        **step.carried("send"),
        "words": step.words(),
        "explained": step.page("twelve_words"),
        "advises_none": advises_none,
        "failure": failure,
    }
    return render(step.request, "intake/send.html", context, status=503 if failure else 200)


def send(step: Step) -> HttpResponse:
    """Seal the report, keep it, show the receipt; raise `MissingPartsError` where files waited too long."""
    wants_words = step.fields.get("do") == "send:words"
    try:
        receipt = hand_in(intake(), _handed(step, wants_words=wants_words), at=now())
    except BodyTooLongError:
        return ask_words(step, "long")
    except SpoolFullError:
        return ask_words(step, "full")
    except ManifestError:
        return ask_words(step, "closed")
    words = make_words(step.draft.entropy, step.language) if wants_words else ()
    context = {
        "rows": _rows(words),
        "explained": step.page("twelve_words"),
        "help": step.page("first_day"),
        "sent": seal_token(ring(), Purpose.SENT, json.dumps({"envelope": receipt.envelope}).encode()),
    }
    return render(step.request, "intake/receipt.html", context)


def _handed(step: Step, *, wants_words: bool) -> Handed:
    draft = step.draft
    answers = sent_answers(step.form, draft.way, draft.answers)
    return Handed(
        draft.form,
        step.language,
        draft.way,
        draft.submission_id,
        draft.nonce,
        draft.leaf,
        answers,
        # Files of a question that is asked no longer are not sent, as its answer is not.
        draft.files if "files" in answers else (),
        draft.entropy if wants_words else b"",
    )


def _rows(words: tuple[str, ...]) -> list[list[tuple[int, str]]]:
    numbered = list(enumerate(words, start=1))
    return [numbered[at : at + WORDS_A_ROW] for at in range(0, len(numbered), WORDS_A_ROW)]
