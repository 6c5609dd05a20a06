"""The questionnaire, read from its files: get it by `load_form`.

``forms/form.toml`` names the version, the ways and the sections; ``forms/SECTION.toml`` holds one section, in
Belarusian, Russian and English. Read strictly; an error names the file and the entry. A question with a
``vocabulary`` takes its labels from the codebook: all terms, or those named in ``codes``, in that order.
``words.toml`` and ``refusals.toml`` hold the short texts of fields and of answers that cannot be taken.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from crimebook.asking.answers import DEFAULT_LIMITS, Refusal
from crimebook.asking.questions import (
    OF_OPTIONS,
    Condition,
    Custodians,
    Kind,
    Lead,
    Option,
    Question,
    Questionnaire,
    Section,
    Special,
    Way,
)
from crimebook.asking.tables import Table, Texts
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import NotFoundError

__all__ = [
    "Condition",
    "Kind",
    "Lead",
    "Option",
    "Question",
    "Questionnaire",
    "Section",
    "Special",
    "Way",
    "load_form",
    "read_form",
]

Words = Mapping[str, Texts]

CONSENTS = "consent_answers"
PURPOSES = "consent_purposes"
CONSENT_CODES = ("granted", "refused", "undecided")
"""The answers to a request for consent; only what was granted may be done."""


@cache
def load_form() -> Questionnaire:
    """Return the packaged questionnaire, read once and checked."""
    return read_form(files("crimebook.asking") / "forms")


def read_form(folder: Traversable) -> Questionnaire:
    """Read the questionnaire of a folder, or raise `InvalidValueError`."""
    table = Table.read(folder, "form.toml")
    words = Table.read(folder, "words.toml").texts_by_key()
    sections = tuple(
        _section(Table.read(folder, f"{name}.toml"), name, words) for name in table.words("sections")
    )
    ways = tuple(_way(row) for row in table.tables("ways"))
    day_parts = tuple(_option(row) for row in table.tables("day_parts"))
    identity = table.text("id"), table.text("version"), table.texts()
    table.close()
    refusals = Table.read(folder, "refusals.toml").texts_by_key()
    if set(refusals) != set(Refusal):
        raise table.error(f"refusals {sorted(Refusal)}", f"{sorted(refusals)}")
    with table.checking():
        return Questionnaire(*identity, ways, sections, day_parts, words, refusals)


def _way(row: Table) -> Way:
    role, giver = row.text("role"), row.text("consent_giver")
    _check_term(row, "roles", role)
    _check_term(row, "consent_givers", giver)
    way = Way(
        row.text("id"),
        row.texts(),
        row.texts("hint_"),
        role,
        giver,
        row.words("sections"),
        is_offered=row.flag("offered", default=True),
    )
    row.close()
    return way


def _section(table: Table, name: str, words: Words) -> Section:
    if table.text("id") != name:
        raise table.error(f"the name of the file, {name}", repr(table.text("id")[:40]))
    section = Section(name, table.texts(), tuple(_question(row, words) for row in table.tables("questions")))
    table.close()
    return section


def _question(row: Table, words: Words) -> Question:
    kind = _kind(row)
    purpose = row.text("purpose", "")
    vocabulary = row.text("vocabulary", CONSENTS if kind is Kind.CONSENT else "")
    if kind is Kind.CONSENT:
        _check_term(row, PURPOSES, purpose)
    parts = tuple(_option(each) for each in row.tables("parts"))
    own = {each.text("way"): each for each in row.tables("own")}
    with row.checking():
        question = Question(
            row.text("id"),
            kind,
            row.texts(),
            hints=row.texts("hint_", is_needed=False),
            options=_options(row, kind, vocabulary, words),
            parts=parts or (_terms(row, vocabulary) if kind is Kind.FIELDS else ()),
            vocabulary=vocabulary,
            purpose=purpose,
            limit=row.number("limit", DEFAULT_LIMITS.get(kind, 0)),
            specials=_specials(row, kind),
            when=_condition(row),
            leads=tuple(_lead(each) for each in row.tables("leads")),
            ways=row.words("ways"),
            urgent=row.words("urgent"),
            runtime_options=row.text("runtime_options", ""),
            sealed=row.text("sealed", ""),
            custodians=_custodians(row),
            own_titles=_own(own, ""),
            own_hints=_own(own, "hint_"),
        )
    for each in (*own.values(), row):
        each.close()
    return question


def _kind(row: Table) -> Kind:
    name = row.text("kind")
    if name not in set(Kind):
        raise row.error(f"a kind of {', '.join(Kind)}", repr(name[:40]))
    return Kind(name)


def _own(rows: dict[str, Table], prefix: str) -> MappingProxyType[str, Texts]:
    texts = {way: row.texts(prefix, is_needed=False) for way, row in rows.items()}
    return MappingProxyType({way: each for way, each in texts.items() if each})


def _specials(row: Table, kind: Kind) -> tuple[Special, ...]:
    # Undecided is how a consent is left open, and a notice asks nothing.
    if kind in {Kind.NOTICE, Kind.CONSENT}:
        return ()
    named = row.words("specials") or tuple(Special)
    if not set(named) <= set(Special):
        raise row.error(f"specials of {', '.join(Special)}", ", ".join(named)[:40])
    return tuple(Special(each) for each in named)


def _custodians(row: Table) -> Custodians | None:
    named = row.text("custodians", "")
    if named and named not in set(Custodians):
        raise row.error(f"custodians of {', '.join(Custodians)}", repr(named[:40]))
    return Custodians(named) if named else None


def _condition(row: Table) -> Condition | None:
    when = row.table("when")
    if when is None:
        return None
    condition = Condition(when.text("question"), when.words("any_of"))
    when.close()
    return condition


def _lead(row: Table) -> Lead:
    lead = Lead(row.words("any_of"), row.text("page", ""), row.text("way", ""))
    if bool(lead.page) == bool(lead.way):
        raise row.error("either a page or a way", "both or neither")
    row.close()
    return lead


def _option(row: Table) -> Option:
    option = Option(
        row.text("code"), row.texts(), row.texts("hint_", is_needed=False), ways=row.words("ways")
    )
    row.close()
    return option


def _options(row: Table, kind: Kind, vocabulary: str, words: Words) -> tuple[Option, ...]:
    if kind is Kind.CONSENT:
        # The codebook's labels speak of a person's answer; here the person gives it.
        return tuple(Option(code, words[code]) for code in CONSENT_CODES)
    own = tuple(_option(each) for each in row.tables("options"))
    if not vocabulary or kind not in OF_OPTIONS:
        return own
    # A term keeps its code and may be said in other words where its label speaks to those who code.
    said = {each.code: each for each in own}
    terms = tuple(said.pop(each.code, each) for each in _terms(row, vocabulary))
    return (*terms, *said.values())


def _terms(row: Table, vocabulary: str) -> tuple[Option, ...]:
    """Return the named terms of the vocabulary as options, or all that are in use."""
    known = Codebook.load().vocabulary(vocabulary)
    named = row.words("codes") or tuple(each.code for each in known.terms if not each.is_deprecated)
    for code in named:
        _check_term(row, vocabulary, code)
    terms = [term for code in named if (term := known.find_term(code)) is not None]
    return tuple(Option(term.code, term.labels, term.definitions, term.broader) for term in terms)


def _check_term(row: Table, vocabulary: str, code: str) -> None:
    try:
        Codebook.load().term(vocabulary, code)
    except NotFoundError as error:
        raise row.error("a term of the codebook", f"{vocabulary} {code}"[:80]) from error
