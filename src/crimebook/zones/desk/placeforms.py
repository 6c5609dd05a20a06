"""What the form of a place says, as typed, and the place that it means; what means none gets a sentence."""

import math
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crimebook.places.solutions import MAX_SOLVED_RADIUS_M, Solution
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import Place
from crimebook.work import solving
from crimebook.work.reading.unsolved import WordsPage
from crimebook.zones.desk.queries import parse_words

POINT = "point"
_MOST_CHARACTERS = 2_000
MOST_SAID_CHARACTERS = 400
"""An address and a form name words by their beginning; the register knows the rest."""

_LEAST_RADIUS_M = 1.0

NO_PLACE = _("Choose one of the places, or point at one: a latitude, a longitude and a radius in metres.")
NO_RADIUS = _("The radius must be from 1 m to 200 km.")
NO_GROUND = _("The point is not in the country of this book. Are latitude and longitude the right way round?")
NO_REASON = _("Say in words why it is there.")
STALE_CHOICE = _("The place that you chose is no longer offered. Choose again.")
DECIDED_MEANWHILE = _("Somebody has decided about these words in the meantime. This is how they stand now.")


class PlaceFormError(Exception):
    """A form that means no decision; its sentence is for the person who filled it in."""

    def __init__(self, sentence: Promise, field: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """The fields of the form as they were typed."""

    words: str = ""
    town: str = ""
    find: str = ""
    choice: str = ""
    lat: str = ""
    lon: str = ""
    radius_m: str = ""
    name: str = ""
    reason: str = ""
    source: str = ""


def parse_place_form(query: QueryDict) -> PlaceForm:
    """Return the fields; raise `BadRequest` for what no form of ours sends."""
    return PlaceForm(
        words=parse_said(query, "words"),
        town=parse_said(query, "town"),
        find=parse_words(query, "find"),
        choice=parse_words(query, "choice"),
        lat=parse_words(query, "lat"),
        lon=parse_words(query, "lon"),
        radius_m=parse_words(query, "radius_m"),
        name=parse_words(query, "name"),
        reason=parse_text(query, "reason"),
        source=parse_text(query, "source"),
    )


def parse_said(query: QueryDict, name: str) -> str:
    """Return words of a source, whatever signs they hold: they are looked up, never shown from here."""
    text = query.get(name, "")
    if len(text) > MOST_SAID_CHARACTERS or "\0" in text:
        raise BadRequest(f"{name}: expected at most {MOST_SAID_CHARACTERS} characters, got {len(text)}")
    return text


def parse_text(query: QueryDict, name: str) -> str:
    """Return several lines of text, trimmed."""
    text = query.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > _MOST_CHARACTERS or not all(line.isprintable() for line in text.split("\n")):
        raise BadRequest(f"{name}: expected at most {_MOST_CHARACTERS} printable characters, got {len(text)}")
    return text


def parse_id(query: QueryDict, name: str) -> int:
    """Return the number of a record."""
    text = query.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadRequest(f"{name}: expected the number of a record, got another value")
    return int(text)


def read_solution(form: PlaceForm, page: WordsPage, *, is_draft: bool) -> Solution:
    """Return the solution that a form means, or raise `PlaceFormError`. A draft may lack its reason."""
    name, place = _read_place(form, page)
    if not form.reason and not is_draft:
        raise PlaceFormError(NO_REASON, "reason")
    return solving.make_solution(
        page.words, page.towns, name=form.name or name, place=place, why=form.reason or "–"
    )


def _read_place(form: PlaceForm, page: WordsPage) -> tuple[str, Place]:
    if form.choice and form.choice != POINT:
        chosen = page.candidate(form.choice)
        if chosen is None:
            raise PlaceFormError(STALE_CHOICE, "choice")
        return chosen.name, chosen.place
    lat, lon, radius_m = (_read_number(text) for text in (form.lat, form.lon, form.radius_m))
    if lat is None or lon is None or radius_m is None:
        raise PlaceFormError(NO_PLACE, "choice")
    if not _LEAST_RADIUS_M <= radius_m <= MAX_SOLVED_RADIUS_M:
        raise PlaceFormError(NO_RADIUS, "radius_m")
    try:
        return page.words or page.towns, solving.point_place(lat, lon, radius_m)
    except InvalidValueError as error:
        raise PlaceFormError(NO_GROUND, "lat") from error


def _read_number(text: str) -> float | None:
    """Return a number with a point or a comma, or None."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
