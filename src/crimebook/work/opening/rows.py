"""Sound answers as rows of the lists that importing reads: one of the report, and those of its papers.

What was told in free words stands in the sealed testimony and nowhere else, and so does all that is about the
reporter: safety, contact, age, service, and the one question about sexual violence. Of people who are said to
have done it, what was noticed of them and the name of a unit come in; a person's name never does.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from crimebook.asking.questions import Kind, special_of
from crimebook.exchange.tables import Row
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.localtimes import day_time
from crimebook.stores.register.paper_records import PaperKind
from crimebook.stores.register.reports import SOURCE
from crimebook.terms.intervals import FourPoint
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.reports import when_of, where_of
from crimebook.work.opening.answers import SoundAnswers

CITED: Final = (
    "basis", "event_when", "event_where", "acts", "methods", "actors_number", "actors_body", "unit_heard",
    "order_kinds", "order_answers", "injury_regions", "injury_natures", "treated_where", "detention_legs",
    "detention_conditions", "others_number", "patient_seen_where", "officers_present",
)  # fmt: skip
"""The answers that stand in the register as the words of a report's citation."""

UNDECIDED, NOT_ASKED = "undecided", "not_asked"


def report_row(sound: SoundAnswers, ref: str, *, is_invented: bool) -> Row:
    """Return the row of a report: the words of its citation."""
    cells = {"ref": ref, "way": sound.way, "is_invented": _yes(is_invented)}
    said = {name: sound.answers[name] for name in CITED if name in sound.answers}
    return Row(1, cells | {name: _text(value) for name, value in said.items() if special_of(value) is None})


def paper_rows(
    sound: SoundAnswers, ref: str, form: str, context: ImportContext, *, is_invented: bool
) -> Iterator[tuple[PaperKind, Row]]:
    """Yield the rows of a report's papers; each has an id of its own under the report's."""
    about = {"incident": f"{SOURCE}:{ref}", "is_invented": _yes(is_invented)}
    yield from _legs(sound, ref, about, context)
    yield from _orders(sound, ref, about)
    for feature, words in (sound.value("actors_marks") or {}).items():
        cells = {"id": f"{ref}/description/{feature}", "of_whom": "", "feature": feature, "words": words}
        yield PaperKind.DESCRIPTIONS, Row(1, about | cells)
    asked = [each for each in sound.form.questions(sound.way) if each.kind is Kind.CONSENT]
    given = {each.id: each.purpose for each in asked if each.id in sound.answers}
    facts = {
        "given_by": sound.form.way(sound.way).consent_giver,
        "age_band": next(iter(sound.codes("age")), ""),
        "understood": sound.value("consent_clear") or "",
        "limits_explained": "yes",
        "text_version": form,
    }
    for purpose in dict.fromkeys(given.values()):
        # Where a trained person may write about one thing, the question about writing at all decides.
        of_purpose = [name for name in given if given[name] == purpose]
        own = f"consent_{purpose}"
        answer = sound.answers[own if own in of_purpose else of_purpose[0]]
        yield PaperKind.CONSENTS, consent_row(ref, purpose, answer, facts, number=1, is_invented=is_invented)


def consent_row(
    ref: str, purpose: str, answer: str, facts: Mapping[str, str], *, number: int, is_invented: bool
) -> Row:
    """Return the row of one answer for one purpose; later answers have higher numbers."""
    cells = {
        "id": f"{ref}/consent/{purpose}/{number}",
        "citation_of": f"{SOURCE}:{ref}",
        "purpose": purpose,
        "answer": NOT_ASKED if answer == UNDECIDED else answer,
        "is_invented": _yes(is_invented),
    }
    return Row(1, {**cells, **facts})


def _legs(
    sound: SoundAnswers, ref: str, about: Mapping[str, str], context: ImportContext
) -> Iterator[tuple[PaperKind, Row]]:
    for number, leg in enumerate(sound.value("detention_legs") or (), start=1):
        cells = {
            "id": f"{ref}/leg/{number}",
            "leg": str(number),
            "step": leg["leg"],
            "conditions": "|".join(sound.codes("detention_conditions")),
            "time": span_of(leg.get("period"), context).format(),
        }
        yield PaperKind.DETENTIONS, Row(1, {**about, **cells, **_place(leg.get("place"), context.gazetteer)})


def _orders(sound: SoundAnswers, ref: str, about: Mapping[str, str]) -> Iterator[tuple[PaperKind, Row]]:
    """Yield the orders by kind. Who gave them in which words is in the testimony: few people know it."""
    answers = sound.codes("order_answers")
    answer = answers[0] if len(answers) == 1 else "unknown"
    for number, kind in enumerate(sound.codes("order_kinds"), start=1):
        cells = {"id": f"{ref}/order/{number}", "kind": kind, "answer": answer}
        yield PaperKind.ORDERS, Row(1, {**about, **cells})


def span_of(period: Mapping[str, Any] | None, context: ImportContext) -> FourPoint:
    """Return the interval of a period whose ends are moments; what is not said stays unknown."""
    begun, ended = (_interval((period or {}).get(key), context) for key in ("from", "until"))
    start, late_start = begun.earliest_start, begun.latest_end
    end, late_end = ended.earliest_start, ended.latest_end
    # Two soft ends may overlap: nothing ends before it began, and nothing begins after it ended.
    end = max(start, end) if start and end else end
    late_start = min(late_start, late_end) if late_start and late_end else late_start
    late_start = max(start, late_start) if start and late_start else late_start
    return FourPoint(start, late_start, end, late_end)


def _interval(moment: Mapping[str, Any] | None, context: ImportContext) -> FourPoint:
    when = when_of(moment)
    if when.first is None:
        return FourPoint.unknown()
    return day_time(when.first, when.last, when.words, (context.zone,)).time


def _place(place: Mapping[str, Any] | None, gazetteer: Gazetteer) -> dict[str, str]:
    where = where_of(place, gazetteer)
    cells = {"place_words": where.words}
    if where.spot is not None:
        point = where.spot.point
        cells |= {"lat": str(point.lat), "lon": str(point.lon), "radius_m": str(where.spot.radius_m)}
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "|".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a word for a flag
    return "yes" if is_so else "no"
