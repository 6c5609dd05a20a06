"""The questionnaire as values: ways through it, sections, questions and their options.

`crimebook.asking.questionnaire` reads it from TOML. A question that asks for a code of the codebook names the
vocabulary, and its options carry the codebook's labels. Every question that asks something can be answered
with "I do not know" or "I would rather not say", but where it says otherwise. A condition looks only at a
question asked before, so that no way has a dead end or a circle.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from crimebook.asking.tables import Texts
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.vocabularies import LANGUAGES

_ID = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


class Kind(StrEnum):
    """What a question takes as its answer; `crimebook.asking.answers` says in which form."""

    NOTICE = "notice"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    LONG_TEXT = "long_text"
    FIELDS = "fields"
    NUMBER = "number"
    DATE_WORDS = "date_words"
    PERIOD = "period"
    PLACE = "place"
    BODY = "body"
    LEGS = "legs"
    CONSENT = "consent"
    FILES = "files"


class Special(StrEnum):
    """The two answers that say nothing of the matter. As an answer: ``{"unknown": true}``."""

    UNKNOWN = "unknown"
    UNSAID = "unsaid"

    @property
    def answer(self) -> dict[str, Any]:
        """The answer's JSON value."""
        return {self.value: True}


class Custodians(StrEnum):
    """Whether a question is asked only where custodians keep identities, or only where there are none."""

    WITH = "with"
    WITHOUT = "without"


_SPECIALS = {each.value: each for each in Special}

OF_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.BODY, Kind.CONSENT, Kind.LEGS})
"""The kinds whose answers hold codes of the question's options."""

OF_TEXT = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.FIELDS})
"""The kinds whose answers are words, with a limit that is shown beside the field."""


def special_of(value: Any) -> Special | None:
    """Return which of the two special answers a value is, or None."""
    # Asked for every answer on every page; hardly any is a table.
    if not isinstance(value, dict) or len(value) != 1:
        return None
    special = _SPECIALS.get(next(iter(value)))
    return special if special and value == special.answer else None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its ``code``, ``labels``, and the ``broader`` code it stands under, or "".

    ``ways`` names the ways that offer it; none means all of them.
    """

    code: str
    labels: Texts = field(hash=False)
    hints: Texts = field(default_factory=dict, hash=False)
    broader: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only where the answer to an earlier one holds ``any_of`` these codes.

    "unknown" and "unsaid" stand for the special answers.
    """

    question: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """An answer that leads elsewhere: to an interrupting ``page``, or for good to another ``way``."""

    any_of: tuple[str, ...]
    page: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, on a page of its own.

    ``titles`` and ``hints`` may differ by way (``own_titles``, ``own_hints``). ``limit`` is in characters,
    for a `Kind.NUMBER` the highest number, for `Kind.LEGS` and `Kind.FILES` how many. ``parts`` are the
    fields of a `Kind.FIELDS`. ``runtime_options`` names a list the caller brings: places of detention.
    ``purpose`` is what a `Kind.CONSENT` is for. ``urgent`` are the codes that put a report first. ``sealed``
    is what the answer is sealed for, apart from the report; ``custodians`` says with or without whom to ask.
    """

    id: str
    kind: Kind
    titles: Texts = field(hash=False)
    hints: Texts = field(default_factory=dict, hash=False, kw_only=True)
    options: tuple[Option, ...] = field(default=(), hash=False, kw_only=True)
    parts: tuple[Option, ...] = field(default=(), hash=False, kw_only=True)
    vocabulary: str = field(default="", kw_only=True)
    purpose: str = field(default="", kw_only=True)
    limit: int = field(default=0, kw_only=True)
    specials: tuple[Special, ...] = field(default=tuple(Special), kw_only=True)
    when: Condition | None = field(default=None, kw_only=True)
    leads: tuple[Lead, ...] = field(default=(), kw_only=True)
    ways: tuple[str, ...] = field(default=(), kw_only=True)
    urgent: tuple[str, ...] = field(default=(), kw_only=True)
    runtime_options: str = field(default="", kw_only=True)
    sealed: str = field(default="", kw_only=True)
    custodians: Custodians | None = field(default=None, kw_only=True)
    own_titles: Mapping[str, Texts] = field(default_factory=dict, hash=False, kw_only=True)
    own_hints: Mapping[str, Texts] = field(default_factory=dict, hash=False, kw_only=True)

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidValueError("an id such as first_account", repr(self.id[:40]))
        codes = self.codes()
        if len(set(codes)) != len(codes):
            raise InvalidValueError("codes that are unique", "a code twice")
        if (self.kind in OF_OPTIONS) != (len(codes) > 1):
            raise InvalidValueError(
                "options for a question that offers some", f"{len(codes)} for {self.kind}"
            )
        if (self.kind is Kind.FIELDS) != bool(self.parts):
            raise InvalidValueError("parts for a question of fields", f"{len(self.parts)} for {self.kind}")
        if self.sealed and (self.custodians is not Custodians.WITH or self.leads or self.urgent):
            raise InvalidValueError(
                "a sealed question that is asked with custodians and decides nothing", self.id
            )
        for known in (*(each.any_of for each in self.leads), self.urgent):
            self.check_codes(known)

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the options, in order."""
        return tuple(option.code for option in self.options)

    def check_codes(self, codes: Collection[str]) -> None:
        """Raise `InvalidValueError` for a code that is neither an option nor a special answer offered."""
        unknown = sorted(set(codes) - set(self.codes()) - {each.value for each in self.specials})
        if unknown:
            raise InvalidValueError(f"codes that {self.id} offers", ", ".join(unknown)[:80])

    def title(self, way: str, language: str) -> str:
        """Return the question's words in a way."""
        return self.own_titles.get(way, self.titles)[language]

    def hint(self, way: str, language: str) -> str:
        """Return what stands beneath the question in a way, or ""."""
        return self.own_hints.get(way, self.hints).get(language, "")

    def options_of(self, way: str) -> tuple[Option, ...]:
        """Return the options that a way offers."""
        return tuple(each for each in self.options if not each.ways or way in each.ways)

    def label(self, code: str, language: str) -> str:
        """Return the label of an option or part, or raise `NotFoundError`."""
        for each in (*self.options, *self.parts):
            if each.code == code:
                return each.labels[language]
        raise NotFoundError(f"no option {code[:40]!r} in {self.id}")

    @property
    def is_asked(self) -> bool:
        """Whether it takes an answer; a notice is only read."""
        return self.kind is not Kind.NOTICE


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, under one heading of the page that shows all answers."""

    id: str
    titles: Texts = field(hash=False)
    questions: tuple[Question, ...] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the form: who reports (``role``, a code of the roles), and the ids of its sections.

    ``consent_giver`` is whose consent the answers are, a code of the givers of consent. A way that is not
    offered is reached by an answer or from its own page, as the way for somebody under 18 is.
    """

    id: str
    labels: Texts = field(hash=False)
    hints: Texts = field(hash=False)
    role: str
    consent_giver: str
    sections: tuple[str, ...]
    is_offered: bool = True


@dataclass(frozen=True)
class Questionnaire:
    """The form. ``name`` is what a draft and a sealed report carry: ``report/1.0.0``.

    ``words`` are the short texts of fields and buttons, ``refusals`` those of answers that cannot be taken,
    ``day_parts`` the parts of a day to choose from.
    """

    id: str
    version: str
    titles: Texts
    ways: tuple[Way, ...]
    sections: tuple[Section, ...]
    day_parts: tuple[Option, ...]
    words: Mapping[str, Texts]
    refusals: Mapping[str, Texts]

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise InvalidValueError("a version such as 1.0.0", repr(self.version[:40]))
        ids = [question.id for section in self.sections for question in section.questions]
        for known in (ids, [each.id for each in self.sections], [each.id for each in self.ways]):
            if len(set(known)) != len(known):
                raise InvalidValueError("ids that are unique", "an id twice")
        for way in self.ways:
            self._check_way(way)
        self._check_names()

    def _check_way(self, way: Way) -> None:
        """Refuse a condition on what this way has not asked before: it would be a dead end."""
        asked: set[str] = set()
        for question in self.questions(way.id):
            if question.when and question.when.question not in asked:
                raise InvalidValueError(
                    f"a condition of {question.id} on a question before it in the way {way.id}",
                    question.when.question[:40],
                )
            asked.add(question.id)

    def _check_names(self) -> None:
        ways = {way.id for way in self.ways}
        for section in self.sections:
            for question in section.questions:
                named = {*question.ways, *question.own_titles, *question.own_hints}
                named |= {each.way for each in question.leads if each.way}
                named |= {way for option in question.options for way in option.ways}
                if named - ways:
                    raise InvalidValueError(f"ways among {sorted(ways)} in {question.id}", f"{sorted(named)}")
                if question.when:
                    self.question(question.when.question).check_codes(question.when.any_of)

    @property
    def name(self) -> str:
        """The name with the version: ``report/1.0.0``."""
        return f"{self.id}/{self.version}"

    def way(self, way_id: str) -> Way:
        """Return a way, or raise `NotFoundError`."""
        for way in self.ways:
            if way.id == way_id:
                return way
        raise NotFoundError(f"no way {way_id[:40]!r} in {self.name}")

    def section(self, section_id: str) -> Section:
        """Return a section, or raise `NotFoundError`."""
        if section_id not in self._sections_by_id:
            raise NotFoundError(f"no section {section_id[:40]!r} in {self.name}")
        return self._sections_by_id[section_id]

    def question(self, question_id: str) -> Question:
        """Return a question, or raise `NotFoundError`."""
        if question_id not in self._by_id:
            raise NotFoundError(f"no question {question_id[:40]!r} in {self.name}")
        return self._by_id[question_id][1]

    def section_of(self, question_id: str) -> Section:
        """Return the section that a question stands in, or raise `NotFoundError`."""
        self.question(question_id)
        return self._by_id[question_id][0]

    def questions(self, way_id: str) -> tuple[Question, ...]:
        """Return every question that a way may ask, in order, conditions aside."""
        if way_id not in self._questions_by_way:
            self._questions_by_way[way_id] = tuple(
                question
                for section in self.way(way_id).sections
                for question in self.section(section).questions
                if not question.ways or way_id in question.ways
            )
        return self._questions_by_way[way_id]

    def short_texts(self, language: str) -> Mapping[str, str]:
        """Return the ``words`` in one language."""
        return self._words_by_language[language]

    def check_name(self, name: str) -> None:
        """Raise `InvalidValueError` where a draft was made with another form or another version of it."""
        if name != self.name:
            raise InvalidValueError(f"answers to the form {self.name}", repr(name[:40]), "begin anew")

    @cached_property
    def _questions_by_way(self) -> dict[str, tuple[Question, ...]]:
        return {}

    @cached_property
    def _words_by_language(self) -> Mapping[str, Mapping[str, str]]:
        return {
            language: {key: texts[language] for key, texts in self.words.items()} for language in LANGUAGES
        }

    @cached_property
    def _sections_by_id(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _by_id(self) -> dict[str, tuple[Section, Question]]:
        return {
            question.id: (section, question) for section in self.sections for question in section.questions
        }
