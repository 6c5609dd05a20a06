"""Interviewer's mode: the questionnaire section by section, with the protocols' notes beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from crimebook.asking.answers import AnswerError, check_answer
from crimebook.asking.fields import fields_from_answer, raw_from_fields
from crimebook.asking.flow import interruption
from crimebook.asking.pages import PROTOCOLS, load_notes, load_pages
from crimebook.asking.questionnaire import load_form
from crimebook.asking.questions import Kind, Question, Special, special_of
from crimebook.asking.summary import refusal_text, summary_rows
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work import interviewing
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.interviewing import ANSWERS, NOTED, YES_NO, Conduct, Draft
from crimebook.work.opening import recorded
from crimebook.zones.desk.queries import parse_word
from crimebook.zones.desk.sealing import RecordingHandler
from crimebook.zones.desk.unlocked import context_of, find_desk, need_desk
from crimebook.zones.desk.visitors import form, page, page_and_form

CONDUCT = "conduct"
"""The last page: how the interview was led."""

LEG_ROWS = 6
"""Rows for stays in detention on one page."""

LANGUAGES = frozenset({"be", "ru", "en"})
_WIDGETS = {
    Kind.NOTICE: "notice",
    Kind.CHOICE: "choice",
    Kind.CONSENT: "choice",
    Kind.CHOICES: "choices",
    Kind.BODY: "choices",
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "long_text",
    Kind.FIELDS: "fields",
    Kind.NUMBER: "number",
    Kind.DATE_WORDS: "moment",
    Kind.PERIOD: "period",
    Kind.PLACE: "place",
    Kind.LEGS: "legs",
    Kind.FILES: "files",
}


@dataclass(frozen=True, slots=True)
class Box:
    """An option with whether it was chosen."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page shows it: its words in the language of the interview, and what was answered."""

    id: str
    widget: str
    title: str
    hint: str
    boxes: tuple[Box, ...]
    specials: tuple[Box, ...]
    parts: tuple[tuple[str, str, str], ...]
    values: Mapping[str, str]
    limit: int
    fault: str = ""


@page
def start(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what is to be thought of before an interview begins."""
    check_right(actor, Right.INTERVIEW)
    language = get_language() or "en"
    shown = {
        "ways": [(each.id, each.labels[language]) for each in load_form().ways],
        "notes": _notes("interview", language),
        "languages": sorted(LANGUAGES),
        "answers": ANSWERS,
        "is_locked": find_desk() is None,
    }
    return render(request, "desk/interview_start.html", shown)


@form
def begin(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Begin an interview."""
    ways = frozenset(each.id for each in load_form().ways)
    draft = interviewing.begin(
        need_desk(),
        actor,
        parse_word(request.POST, "way", ways),
        parse_word(request.POST, "language", LANGUAGES),
        told_before=parse_word(request.POST, "told_before", frozenset(ANSWERS)) or "unknown",
        at=timezone.now(),
    )
    return redirect("interview", draft.ref, draft.sections[0])


@page
def _show(request: HttpRequest, actor: Actor, ref: str, section: str) -> HttpResponseBase:
    draft = interviewing.load(need_desk(), actor, ref, at=timezone.now())
    if section == CONDUCT:
        return _render_conduct(request, draft)
    return _render_section(request, draft, section, {})


@form
def _take(request: HttpRequest, actor: Actor, ref: str, section: str) -> HttpResponseBase:
    desk = need_desk()
    draft = interviewing.load(desk, actor, ref, at=timezone.now())
    if section == CONDUCT:
        return _finish(request, actor, draft)
    taken, faults, stop = _read(request.POST, draft, section)
    draft = interviewing.save(desk, actor, draft, taken, at=timezone.now())
    if faults:
        return _render_section(request, draft, section, faults)
    onward = redirect("interview", ref, _next_section(draft, section))
    if stop:
        onward["Location"] += f"?stop={stop}"
    return onward


lead = page_and_form(_show, _take)
"""One section: shown, and taken."""


@form
def discard(_request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Throw an interview away."""
    interviewing.discard(need_desk(), actor, ref, at=timezone.now())
    return redirect("reports")


@csrf_exempt
@form
def record(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Take a recording of an interview. Who may not add one is refused before the request is read."""
    desk = need_desk()
    recorded.check_interviewer(actor, ref)
    handler = RecordingHandler(lambda: recorded.Incoming(desk, ref))
    request.upload_handlers = [handler]
    is_kept = False
    try:
        # The check of the token reads the form, and so the file: only now there is something that seals it.
        response = _keep_recording(request, actor, ref, handler)
        is_kept = response.status_code == HTTPStatus.FOUND and handler.recording is not None
    finally:
        if not is_kept:
            handler.drop()
    return response


@csrf_protect
def _keep_recording(
    request: HttpRequest, actor: Actor, ref: str, handler: RecordingHandler
) -> HttpResponseBase:
    # Reads the request to its end, where the check has not done so.
    request.FILES  # noqa: B018
    if handler.recording is not None:
        at = timezone.now()
        recorded.keep_recording(need_desk(), actor, ref, handler.recording, handler.name, at=at)
    return redirect(f"{reverse('report', args=[ref])}#files")


def _finish(request: HttpRequest, actor: Actor, draft: Draft) -> HttpResponseBase:
    at = timezone.now()
    conduct = Conduct(
        protocols=tuple(code for code in PROTOCOLS if code in request.POST.getlist("protocol")),
        facts={name: request.POST.get(name, "unknown") for name in YES_NO},
        notes={name: request.POST.get(name, "") for name in NOTED},
    )
    try:
        ref = interviewing.finish(need_desk(), actor, context_of(at.date()), draft, conduct, at=at)
    except InvalidValueError as error:
        return _render_conduct(request, draft, fault=str(error))
    return redirect("report", ref)


def _read(posted: QueryDict, draft: Draft, section: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """Return the answers that were taken, the refusals by question, and a page that an answer calls for."""
    fields = {name: posted.getlist(name) for name in posted}
    taken: dict[str, Any] = {}
    faults: dict[str, str] = {}
    stop = ""
    for question in draft.questions_of(section):
        if question.kind in {Kind.NOTICE, Kind.FILES}:
            continue
        raw = raw_from_fields(question, fields)
        answer = check_answer(question, raw)
        if not isinstance(answer, AnswerError):
            taken[question.id] = answer.value
            stop = stop or interruption(question, answer.value)
        elif answer.kind == "empty":
            taken[question.id] = None
        else:
            words = refusal_text(load_form(), answer.kind, get_language() or "en", answer.values)
            faults[question.id] = words
    return taken, faults, stop


def _next_section(draft: Draft, section: str) -> str:
    sections = draft.sections
    at = sections.index(section) + 1 if section in sections else 0
    return sections[at] if at < len(sections) else CONDUCT


def _render_section(
    request: HttpRequest, draft: Draft, section: str, faults: Mapping[str, str]
) -> HttpResponseBase:
    questions = draft.questions_of(section)
    if not questions:
        raise NotFoundError(f"expected a section of this interview, got {section[:40]}")
    language, said = get_language() or "en", draft.language
    posted = request.POST if faults else None
    stop = load_pages().get(request.GET.get("stop", ""))
    shown = {
        "draft": draft,
        "section": section,
        "title": load_form().section(section).titles[said],
        "questions": [_asked(each, draft, faults.get(each.id, ""), posted) for each in questions],
        "notes": _notes(section, language),
        "sections": _steps(draft, section, language),
        "words": {key: texts[said] for key, texts in load_form().words.items()},
        "day_parts": [(each.code, each.labels[said]) for each in load_form().day_parts],
        "leg_rows": range(LEG_ROWS),
        "stop": None
        if stop is None
        else (stop.titles[said], [each.texts.get(said, "") for each in stop.blocks]),
        "is_refused": bool(faults),
    }
    return _quiet(render(request, "desk/interview.html", shown, status=400 if faults else 200))


def _render_conduct(request: HttpRequest, draft: Draft, *, fault: str = "") -> HttpResponseBase:
    language = get_language() or "en"
    rows = summary_rows(draft.form, draft.way, draft.answers, draft.language)
    shown = {
        "draft": draft,
        "section": CONDUCT,
        "rows": rows,
        "sections": _steps(draft, CONDUCT, language),
        "notes": _notes("closing", language),
        "protocols": PROTOCOLS,
        "facts": YES_NO,
        "answers": ANSWERS,
        "fault": fault,
    }
    return _quiet(render(request, "desk/interview_conduct.html", shown, status=400 if fault else 200))


def _asked(question: Question, draft: Draft, fault: str, posted: QueryDict | None) -> Asked:
    language, value = draft.language, draft.answers.get(question.id)
    if posted is not None and fault:
        fields = {name: posted.getlist(name) for name in posted}
    else:
        fields = fields_from_answer(question, value) if value is not None else {}
    chosen = set(fields.get(question.id, ()))
    special = special_of(value)
    return Asked(
        id=question.id,
        widget=_WIDGETS[question.kind],
        title=question.title(draft.way, language),
        hint=question.hint(draft.way, language),
        boxes=tuple(
            Box(each.code, each.labels[language], each.code in chosen)
            for each in question.options_of(draft.way)
        ),
        specials=tuple(
            Box(each.value, load_form().words[each.value][language], each is special)
            for each in Special
            if each in question.specials
        ),
        parts=tuple(
            (each.code, each.labels[language], _first(fields, f"{question.id}.{each.code}"))
            for each in question.parts
        ),
        values={name.partition(".")[2]: texts[-1] for name, texts in fields.items() if texts},
        limit=question.limit,
        fault=fault,
    )


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _notes(section: str, language: str) -> list[tuple[str, str]]:
    return [(note.protocol, note.texts[language]) for note in load_notes().get(section, ())]


def _steps(draft: Draft, current: str, language: str) -> list[tuple[str, str, bool]]:
    titles = load_form()
    return [(each, titles.section(each).titles[language], each == current) for each in draft.sections]


def _quiet(response: Any) -> HttpResponseBase:
    response["Cache-Control"] = "no-store"
    found: HttpResponseBase = response
    return found
