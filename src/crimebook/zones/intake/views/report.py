"""The questionnaire: one question a page, answers in a sealed token, nothing kept between two pages.

Every page of it is posted to one address. ``do`` says what the pressed button wants; without it the page's
question was answered. What the way is, the room `asking` knows; how a question is drawn, `controls`.
"""

import os
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import get_language

from crimebook.asking.answers import Answer, AnswerError
from crimebook.asking.fields import fields_from_answer
from crimebook.asking.flow import (
    interruption,
    possible_path,
    previous_question,
    question_after,
    resume_question,
    standing,
)
from crimebook.asking.questionnaire import Kind, Question, Questionnaire
from crimebook.asking.summary import summary_rows
from crimebook.sealing.errors import ManifestError
from crimebook.sealing.parts import FileRef
from crimebook.stores.spool.refusals import MissingPartsError
from crimebook.terms.errors import NotFoundError
from crimebook.work.receiving.files import Incoming
from crimebook.zones.intake import filing
from crimebook.zones.intake.controls import written
from crimebook.zones.intake.drafts import Draft
from crimebook.zones.intake.helping import help_page
from crimebook.zones.intake.house import form as asked_form
from crimebook.zones.intake.house import intake, now
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.steps import Step
from crimebook.zones.intake.tokens import TokenError
from crimebook.zones.intake.uploads import BusyError, Form, read_form
from crimebook.zones.intake.views import sending

ADDITIONAL_ROWS = 3
UNREADABLE = 422


def show(request: HttpRequest) -> HttpResponse:
    """Show the beginning, or take what a page of the questionnaire posts."""
    if request.method != "POST":
        return _begin_page(request)
    try:
        return _take(request, read_form(request, _begin_file))
    except BusyError:
        return render(request, "intake/busy.html", status=503)
    except (MultiPartParserError, NotFoundError):
        return render(request, "intake/bad.html", status=400)


def _take(request: HttpRequest, posted: Form) -> HttpResponse:
    form, fields = asked_form(), posted.fields
    if "draft" not in fields:
        return _begin(request, form, fields)
    try:
        draft = Draft.open(ring(), fields.get("draft", ""))
    except TokenError:
        return render(request, "intake/lost.html", {"typed": _typed(fields)}, status=410)
    if draft.form != form.name:
        said = form.words["other_version"][str(get_language())]
        return render(request, "intake/lost.html", {"typed": _typed(fields), "reason": said}, status=410)
    step = Step(request, form, draft, fields, fields.get("review") == "1")
    if posted.files:
        step = step.with_draft(draft.with_files((*draft.files, *posted.files)))
    return _act(step, filing.refusal_of(posted))


def _begin(request: HttpRequest, form: Questionnaire, fields: QueryDict) -> HttpResponse:
    """Show the first question of the way that was chosen."""
    try:
        draft = Draft.begin(form, fields.get("way", ""))
    except NotFoundError:
        return _begin_page(request, has_error=True)
    step = Step(request, form, draft, fields, is_from_review=False)
    return ask(step, question_after(form, step.path))


def _begin_file(fields: QueryDict, files: tuple[FileRef, ...]) -> Incoming:
    """Return the way in for a file; a form without a draft that opens may bring none."""
    draft = Draft.open(ring(), fields.get("draft", ""))
    return filing.begin(intake(), (*draft.files, *files), now(), os.urandom)


def _begin_page(request: HttpRequest, *, has_error: bool = False) -> HttpResponse:
    try:
        intake().keys(now())
    except ManifestError:
        return render(request, "intake/closed.html", status=503)
    form, language = asked_form(), str(get_language())
    ways = [(way.id, way.labels[language], way.hints[language]) for way in form.ways if way.is_offered]
    context = {
        "ways": ways,
        "title": form.words["who_reports"][language],
        "go_on": form.words["continue"][language],
        "has_error": has_error,
        "protection": help_page("protection", language, intake()),
    }
    return render(request, "intake/begin.html", context, status=UNREADABLE if has_error else 200)


def _act(step: Step, refusal: str) -> HttpResponse:
    """Do what the pressed button wants."""
    wish, _, of_what = step.fields.get("do", "").partition(":")
    if wish == "change":
        return ask(step.reviewing(), step.form.question(of_what))
    if refusal or wish in {"add-file", "remove-file"}:
        return ask(filing.changed(step, wish, of_what), step.question(), refusal=refusal)
    return _WISHES.get(wish, _answer)(step)


def _answer(step: Step) -> HttpResponse:
    question = step.question()
    if question.kind is Kind.FILES:
        step = filing.named(step)
    answer = step.read(question)
    if isinstance(answer, AnswerError):
        return ask(step, question, error=answer)
    step = step.with_draft(step.draft.with_answer(question.id, answer.value))
    page = interruption(question, answer.value)
    if page:
        return _interrupt(step, question, page)
    return _go_on(step)


def _go_on(step: Step) -> HttpResponse:
    """Show the next question: after a change, the first that has no answer yet, or all answers."""
    if step.is_from_review:
        question = resume_question(step.form, step.draft.way, step.draft.answers)
    else:
        question = question_after(step.form, step.path, step.question().id)
    return ask(step, question)


def _back(step: Step) -> HttpResponse:
    question = step.question()
    answer = step.read(question) if question.kind is not Kind.FILES else None
    if isinstance(answer, Answer) and question.kind is not Kind.NOTICE:
        step = step.with_draft(step.draft.with_answer(question.id, answer.value))
    if step.is_from_review:
        return review(step)
    before = previous_question(step.form, step.draft.way, step.draft.answers, question.id)
    return ask(step, before or question)


def _show_again(step: Step) -> HttpResponse:
    """Show the page again with what was typed: in another language, or with more rows."""
    if step.fields.get("at") == "review":
        return review(step)
    if step.fields.get("at") == "send":
        return sending.ask_words(step)
    return ask(step, step.question(), values=dict(step.fields.lists()))


def _add_row(step: Step) -> HttpResponse:
    question = step.question()
    rows = int(step.fields.get("rows", "0") or 0) if step.fields.get("rows", "0").isdigit() else 0
    return ask(step, question, values=dict(step.fields.lists()), rows=rows + ADDITIONAL_ROWS)


def _interrupt(step: Step, question: Question, page: str) -> HttpResponse:
    context = {
        **step.carried(question.id),
        "page": step.page(page),
        "name": page,
        "go_on": step.form.words["continue"][step.language],
    }
    return render(step.request, "intake/interruption.html", context)


def ask(
    step: Step,
    question: Question | None,
    *,
    error: AnswerError | None = None,
    values: Mapping[str, list[str]] | None = None,
    refusal: str = "",
    rows: int = 0,
) -> HttpResponse:
    """Show a question, or all answers where there is no question left."""
    if question is None:
        return review(step)
    possible = possible_path(step.form, step.draft.way, step.draft.answers)
    stands = standing(step.form, step.path, possible, question.id)
    if values is None:
        values = dict(step.fields.lists()) if error else _given(step.draft, question)
    can_go_back = step.is_from_review or stands.before is not None
    drawn = step.drawer(values).draw(question, error, rows=rows, can_go_back=can_go_back)
    context = {
        **step.carried(question.id),
        "question": drawn,
        "words": step.words(),
        "percent": round(100 * stands.share),
        "rows": len(drawn.groups),
        "section": written(step.form.section_of(question.id).titles[step.language]),
    }
    if question.kind is Kind.FILES:
        context |= filing.context(step, intake(), values, refusal)
    status = UNREADABLE if drawn.has_error or refusal else 200
    return render(step.request, "intake/question.html", context, status=status)


def _given(draft: Draft, question: Question) -> dict[str, list[str]]:
    value = draft.answers.get(question.id)
    return {} if value is None else fields_from_answer(question, value)


def review(step: Step) -> HttpResponse:
    """Show all answers with a way to change each."""
    known = {place.code: place.label(step.language) for place in intake().places}
    unanswered = resume_question(step.form, step.draft.way, step.draft.answers)
    if unanswered is not None:
        return ask(step.reviewing(), unanswered)
    rows = summary_rows(step.form, step.draft.way, step.draft.answers, step.language, known)
    context = {**step.carried("review"), "rows": rows, "words": step.words(), "files": step.draft.files}
    return render(step.request, "intake/review.html", context)


def _typed(fields: QueryDict) -> list[str]:
    """Return what was typed on the page whose draft is lost, so that it can be copied."""
    passing = {"draft", "at", "do", "review", "rows"}
    return [text for name, texts in fields.lists() if name not in passing for text in texts if len(text) > 20]


def _finish(step: Step) -> HttpResponse:
    """Ask about the words, or hand the report in; files that waited too long are asked for again."""
    if resume_question(step.form, step.draft.way, step.draft.answers) is not None:
        return review(step)
    if step.fields.get("do") == "words":
        return sending.ask_words(step)
    try:
        return sending.send(step)
    except MissingPartsError as error:
        return ask(filing.without(step, error.hashes), step.form.question("files"), refusal="expired")


_WISHES: Mapping[str, Callable[[Step], HttpResponse]] = {
    "back": _back,
    "show": _show_again,
    "next": _go_on,
    "review": review,
    "add-row": _add_row,
    "words": _finish,
    "send": _finish,
}
