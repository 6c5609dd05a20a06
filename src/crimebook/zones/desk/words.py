"""Words of the pages for keys that come in values; the codebook has the labels of its codes.

Longer than other modules: it is one list, and whoever words a page looks for a word in one place.
"""

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from crimebook.command.involvements import TESTS
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import CrimebookError
from crimebook.terms.places import Place, Precision
from crimebook.terms.reasons import Reason
from crimebook.zones.desk.times import locale

NUMBERS: dict[str, Promise] = {
    "acts": _("acts"),
    "citations": _("citations"),
    "claims": _("claims"),
    "incidents": _("incidents"),
    "injuries": _("injuries"),
    "matches": _("matches"),
    "mentions": _("mentions"),
    "messages": _("messages"),
    "communications": _("messages"),
    "recordings": _("recordings"),
    "sources": _("sources"),
    "streets": _("streets"),
    "units": _("units"),
    "windows": _("windows"),
    "incidents_without_match": _("incidents without a match"),
    "places_to_solve": _("incidents with a place to solve"),
    "pairs_to_decide": _("pairs of mentions to decide"),
    "recordings_without_place": _("recordings without a place"),
}
TERMS: dict[str, Promise] = {
    "prior": _("Start: before looking"),
    "time": _("Time"),
    "place": _("Place"),
    "view": _("Field of view"),
    "lag": _("Time of posting"),
    "words": _("Words"),
    "unit": _("Unit"),
    "number": _("Number"),
    "background": _("How many there were"),
    "calibration": _("Calibration"),
    "total": _("Total"),
}
TERMS |= {
    "link": _("Address"),
    "file": _("File"),
    "event": _("Day, place and act"),
    "scene": _("Day and neighbourhood"),
    "look": _("Length and picture"),
    "acts": _("Acts"),
}
TERMS |= {
    "town": _("Town"),
    "act": _("Acts"),
    "injury": _("Injuries"),
    "victim": _("Who was hurt"),
    "actor": _("Who did it"),
}
TERMS |= {
    "names": _("Name"),
    "surname": _("Surname"),
    "given": _("Given name"),
    "father": _("Patronymic"),
    "callsign": _("Callsign"),
    "nickname": _("Nickname"),
    "birth": _("Born"),
    "badge": _("Badge"),
    "helmet": _("Helmet"),
    "phone": _("Telephone"),
    "plate": _("Number plate"),
    "rank": _("Rank"),
    "height": _("Height"),
    "looks": _("Description"),
    "company": _("Other mentions"),
}
DOUBTS: dict[str, Promise] = {
    "link": _("One address"),
    "file": _("One file"),
    "event": _("One day, place and act"),
    "shared": _("One recording of several incidents"),
    "scene": _("Recordings of one day and neighbourhood"),
    "look": _("One length and picture size"),
    "told": _("One event, perhaps told twice"),
    "common": _("Too common to tell"),
}
VERDICTS: dict[str, Promise] = {
    "same": _("the same"),
    "different": _("different"),
    "unsure": _("unsure"),
    "withdrawn": _("taken back"),
}
MATCH_WORDS: dict[str, Promise] = {
    "confirmed": _("confirmed"),
    "rejected": _("rejected"),
    "unsure": _("unsure"),
    "withdrawn": _("taken back"),
}
WITH_WORDS: dict[str, Promise] = {
    "open": _("without a verdict"),
    "said": _("with a verdict"),
    "mine": _("without one of mine"),
}
PERSON_FIELDS: dict[str, Promise] = {
    "rank": _("Rank"),
    "unit": _("Unit"),
    "badge": _("Badge"),
    "helmet": _("Helmet"),
    "plate": _("Number plate"),
    "phone": _("Telephone"),
    "birth": _("Born"),
    "death": _("Died"),
    "role": _("Role, as told"),
    "description": _("Description"),
}
SIDES: dict[str, Promise] = {
    "force": _("on the side of the force"),
    "public": _("on the side of the public"),
    "unknown": _("on an unknown side"),
}
CERTAINTIES: dict[str, Promise] = {
    "certain": _("certain by its source"),
    "possible": _("possible"),
    "uncited": _("no source for this time"),
}
DETAILS: dict[str, Promise] = {
    "length": _("Length"),
    "duration": _("Length"),
    "picture": _("Picture size"),
    "size": _("Picture size"),
    "channel": _("Channel"),
    "sender": _("Sender"),
    "receiver": _("Receiver"),
    "device": _("Device"),
    "forwarded_from": _("Forwarded from"),
    "kind": _("Kind"),
    "topics": _("Topics"),
    "language": _("Language"),
}
ROLES: dict[str, Promise] = {
    "registrar": _("registrar"),
    "investigator": _("investigator"),
    "interviewer": _("interviewer"),
    "reviewer": _("reviewer"),
    "auditor": _("auditor"),
}
BASES: dict[str, Promise] = {
    "stated": _("Stated in words"),
    "clock": _("By a clock"),
    "posted": _("Only by when it was posted"),
    "unknown": _("Not known how"),
}
RECORDS: dict[str, Promise] = {
    "incident": _("incident"),
    "recording": _("recording"),
    "message": _("message"),
    "claim": _("claim"),
    "person": _("person of a force"),
}
_PRECISIONS: dict[Precision, Promise] = {
    Precision.EXACT: _("exact place"),
    Precision.VICINITY: _("near this place"),
    Precision.STREET: _("anywhere along the street"),
    Precision.LOCALITY: _("anywhere in the settlement"),
    Precision.DISTRICT: _("anywhere in the district"),
    Precision.REGION: _("anywhere in the region"),
    Precision.COUNTRY: _("anywhere in the country"),
}
_LANGUAGES: dict[str, Promise] = {
    "be": _("Belarusian"),
    "ru": _("Russian"),
    "en": _("English"),
    "pl": _("Polish"),
    "uk": _("Ukrainian"),
}
DIMENSIONS: dict[str, Promise] = {
    "kind": _("Acts by kind"),
    "day": _("Acts by day"),
    "place": _("Acts by place"),
    "mention": _("Acts by whom, as said"),
}
PARTS: dict[str, Promise] = {
    "kind": _("Kind"),
    "day": _("Day"),
    "place": _("Place"),
    "mention": _("By whom, as said"),
}
MESSAGE_KINDS: dict[str, Promise] = {
    "reply": _("reply"),
    "question": _("question"),
    "feedback": _("feedback"),
    "answer": _("answer"),
    "addition": _("addition"),
    "consent": _("change of consent"),
    "withdrawal": _("withdrawal"),
    "withdrawal-undone": _("withdrawal taken back"),
}
ACTIONS: dict[str, Promise] = {
    "created": _("begun"),
    "received": _("received"),
    "opened": _("opened"),
    "sealed": _("answered, sealed to the reporter"),
    "read": _("read"),
    "judged": _("decided"),
    "consented": _("consent changed"),
    "withdrawn": _("withdrawn"),
    "restored": _("withdrawal undone"),
    "erased": _("erased"),
    "discarded": _("discarded"),
    "derived": _("made of it"),
    "searched": _("searched"),
    "merged": _("put together"),
    "unmerged": _("taken apart"),
    "rekeyed": _("given another key"),
    "verified": _("checked"),
    "timestamped": _("timestamped"),
    "retimestamped": _("timestamped again"),
    "identity-requested": _("a name asked for"),
    "identity-approved": _("approved by a custodian"),
    "identity-notified": _("custodians told of the request"),
    "identity-denied": _("denied by a custodian"),
    "identity-vetoed": _("the request vetoed"),
    "identity-opened": _("a name given to its reader"),
    "identity-handed-over": _("shares handed over"),
    "exported": _("taken out of the book"),
    "published": _("published"),
    "key-enrolled": _("a key enrolled"),
    "key-revoked": _("a key ended"),
    "sign-in-offered": _("a sign-in link made"),
    "signed-in": _("signed in"),
    "signed-out": _("signed out"),
}
MARKS: dict[str, Promise] = {
    "own": _("signed with the person’s own key"),
    "zone": _("zone-signed"),
    "grave-by-zone": _("zone-signed only, although grave"),
    "bad": _("does not hold"),
}
MARKS_TOLD: dict[str, Promise] = {
    "own": _("Against the desk’s key and the person’s hardware key."),
    "zone": _("Against the desk’s key. That this person did it is the book’s word."),
    "grave-by-zone": _(
        "Against the desk’s key alone: done without a browser, with the reason given. "
        "That this person did it is the book’s word."
    ),
    "bad": _("This event was changed, moved or put in, or it is not signed by who must sign it."),
}
URGENCIES: dict[str, Promise] = {
    "0": _("danger now"),
    "1": _("waits for a trained person"),
    "2": _("ordinary"),
}
CHANNELS: dict[str, Promise] = {
    "intake": _("sealed by the form"),
    "interview": _("in an interview"),
}
SEALED_ITEMS: dict[str, Promise] = {
    "report": _("a report"),
    "message": _("a letter"),
}
CONDUCT: dict[str, Promise] = {
    "had_interpreter": _("Was there an interpreter?"),
    "was_read_back": _("Was it read back to the person?"),
    "was_signed": _("Did the person sign it?"),
    "was_recorded": _("Was it recorded?"),
    "told_before": _("Has the person told it to others before?"),
    "support_offered": _("Was support offered?"),
    "interpreter": _("Interpreter: who, and the undertaking of silence"),
    "interpreter_ties": _("Ties of the interpreter to anybody in it"),
    "recording_where": _("Where the recording is kept, and its digest"),
    "told_before_where": _("To whom it was told before; ask for that account instead of asking again"),
    "support_words": _("Which support was offered, and what was wanted"),
    "distress": _("Distress, breaks, what was left out and why"),
    "others_present": _("Who else was present"),
}
PROTOCOLS: dict[str, Promise] = {
    "peace": _("PEACE"),
    "murad": _("Murad Code"),
    "istanbul": _("Istanbul Protocol"),
}
STAGES: dict[str, Promise] = {
    "waiting": _("waiting"),
    "gathering": _("approvals are gathered"),
    "ready": _("ready to be given"),
    "opened": _("given to its reader"),
    "denied": _("denied by a custodian"),
    "vetoed": _("vetoed"),
    "lapsed": _("expired"),
}
AIMS: dict[str, Promise] = {
    "identity": _("who reports"),
    "danger": _("whom to reach in danger"),
    "drill": _("a drill: a name of nobody"),
}
SHORT: dict[str, Promise] = {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}
_ALL = {
    "message": MESSAGE_KINDS,
    "action": ACTIONS,
    "mark": MARKS,
    "mark_told": MARKS_TOLD,
    "urgency": URGENCIES,
    "channel": CHANNELS,
    "sealed_item": SEALED_ITEMS,
    "conduct": CONDUCT,
    "protocol": PROTOCOLS,
    "short": SHORT,
    "stage": STAGES,
    "aim": AIMS,
    "dimension": DIMENSIONS,
    "part": PARTS,
    "number": NUMBERS,
    "term": TERMS,
    "detail": DETAILS,
    "role": ROLES,
    "basis": BASES,
    "record": RECORDS,
    "language": _LANGUAGES,
    "doubt": DOUBTS,
    "verdict": VERDICTS,
    "match_word": MATCH_WORDS,
    "with_word": WITH_WORDS,
    "person_field": PERSON_FIELDS,
    "certainty": CERTAINTIES,
    "side": SIDES,
}


SPOKEN = frozenset(
    {
        gettext_noop("that day within 15 km"),
        gettext_noop("that day without a place"),
        gettext_noop("whole day"),
        gettext_noop("after midnight"),
        gettext_noop("midnight"),
        gettext_noop("late night"),
        gettext_noop("late evening"),
        gettext_noop("early morning"),
        gettext_noop("dawn"),
        gettext_noop("afternoon"),
        gettext_noop("noon"),
        gettext_noop("morning"),
        gettext_noop("daytime"),
        gettext_noop("evening"),
        gettext_noop("night"),
        gettext_noop("street"),
        gettext_noop("avenue"),
        gettext_noop("boulevard"),
        gettext_noop("highway"),
        gettext_noop("lane"),
        gettext_noop("drive"),
        gettext_noop("square"),
        gettext_noop("next to"),
        gettext_noop("opposite"),
        gettext_noop("near"),
        gettext_noop("around"),
        gettext_noop("not far from"),
    }
)
"""Words of ours that stand as values in reasons; a source's own words are never translated."""


_TESTS = frozenset(test for tests in TESTS.values() for test in tests)
"""Tests of article 28 stand in reasons by their codes."""

_OF_UNITS = "both tell of a unit of the kind {value}, as do {holders} of {candidates} candidates"
"""The one reason whose value is a kind of unit: elsewhere the same letters may be a word of a source."""

_MINUS = "\N{MINUS SIGN}"


def say_reason(reason: Reason) -> str:
    """Return a reason in the reader's language, its numbers and those of its values that are ours too."""
    vocabulary = "unit_kinds" if reason.message == _OF_UNITS else ""
    values = tuple((name, _say_value(value, vocabulary)) for name, value in reason.values)
    return Reason(reason.message, values).say(gettext(reason.message))


def _say_value(value: str | float, vocabulary: str) -> str:
    if not isinstance(value, str):
        return _say_number(value)
    codes = "elements" if value in _TESTS else vocabulary
    if codes:
        return _label(codes, value)
    return gettext(value) if value in SPOKEN else value


def _say_number(value: float) -> str:
    # Six hours are "6", whichever way they were computed.
    said = format_decimal(abs(value), "0.############", locale=locale())
    return f"{_MINUS}{said}" if value < 0 else said


def _label(vocabulary: str, code: str) -> str:
    try:
        return Codebook.load().label(vocabulary, code, locale())
    except CrimebookError:
        return code


def find_word(family: str, key: str) -> str:
    """Return the word for a key of a family (``number``, ``term``, ``detail`` ...), or the key itself."""
    return str(_ALL[family].get(key, key.replace("_", " ")))


def precision_word(place: Place) -> str:
    """Return in words how well a place is known."""
    return str(_PRECISIONS[place.precision])


def precision_shape(place: Place | None) -> str:
    """Return the shape of a precision: ``dot``, ``line``, ``circle``, or ``none`` for no place."""
    if place is None or place.precision is Precision.COUNTRY:
        return "none"
    if place.lines:
        return "line"
    return "dot" if place.precision in {Precision.EXACT, Precision.VICINITY} else "circle"
