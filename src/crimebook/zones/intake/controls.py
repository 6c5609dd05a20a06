"""A question as the controls of a page: what is drawn, from the question and from what was typed so far.

Templates know the kinds of controls and no kinds of questions. Names of controls are those of
`crimebook.asking.fields`; values are texts by name, as a form posts them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from crimebook.asking.answers import AnswerError
from crimebook.asking.questionnaire import Kind, Option, Question, Questionnaire, Special
from crimebook.asking.summary import refusal_text
from crimebook.stores.intake.folder import KnownPlace
from crimebook.zones.intake.parting import parted

Values = Mapping[str, Sequence[str]]

FIRST_ROWS = 3
"""How many stays of a detention a page offers before somebody asks for more."""


@lru_cache(maxsize=16_384)
def written(text: str) -> SafeString:
    """Return a text of the form, or of the operator's places, as a page holds it.

    It is kept, and so is never called with what a reporter typed: to escape the same texts anew takes a
    tenth of a page's time.
    """
    return escape(text)


class Choice(NamedTuple):
    """One thing to choose. A tuple, since a template takes the parts of a tuple quicker than attributes."""

    value: str
    label: str
    id: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One field. ``kind`` is text, area, number, select, radios, checks, hidden or read."""

    kind: str
    name: str
    label: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    room: str = ""

    @property
    def id(self) -> str:
        """The element's id."""
        return self.name.replace(".", "-")

    @property
    def input_type(self) -> str:
        """The type of the elements of its choices."""
        return "radio" if self.kind == "radios" else "checkbox"


@dataclass(frozen=True, slots=True)
class Group:
    """Controls under one heading; no heading where the question's own is theirs."""

    title: str
    controls: tuple[Control, ...]
    is_folded: bool = False
    """Whether the heading opens and closes it."""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question ready for its page. ``error`` is said above the controls where it is none of theirs."""

    id: str
    kind: str
    title: str
    hint: str
    groups: tuple[Group, ...]
    specials: tuple[tuple[str, str], ...]
    error: str = ""
    can_add_row: bool = False
    can_go_back: bool = False
    blank_name: str = ""
    """The name of the page if it shows nothing that a person typed, and so is the same for all; else ""."""

    @property
    def control(self) -> Control | None:
        """The one control whose label is the question itself, or None."""
        only = self.groups[0].controls if len(self.groups) == 1 and not self.groups[0].title else ()
        return only[0] if len(only) == 1 and not only[0].label else None

    @property
    def has_error(self) -> bool:
        """Whether anything on the page is to be mended."""
        return bool(self.error) or any(each.error for group in self.groups for each in group.controls)


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws questions of a form in one way and language; ``places`` are the known ones."""

    form: Questionnaire
    way: str
    language: str
    places: Sequence[KnownPlace] = ()
    values: Values = field(default_factory=dict)

    def draw(
        self,
        question: Question,
        error: AnswerError | None = None,
        *,
        rows: int = 0,
        can_go_back: bool = False,
    ) -> Drawn:
        """Return the question's page; ``rows`` is how many stays it shows at least."""
        groups = tuple(_DRAWERS[question.kind](replace(self), question, rows))
        specials = tuple((each.value, written(self.word(each.value))) for each in question.specials)
        drawn = Drawn(
            question.id,
            question.kind.value,
            written(question.title(self.way, self.language)),
            written(question.hint(self.way, self.language)),
            groups,
            specials,
            can_add_row=question.kind is Kind.LEGS,
            can_go_back=can_go_back,
            blank_name=self._blank_name(question, len(groups), can_go_back=can_go_back),
        )
        return drawn if error is None else self._with_error(drawn, error)

    def _blank_name(self, question: Question, groups: int, *, can_go_back: bool) -> str:
        if self.values or question.kind is Kind.FILES:
            return ""
        return f"{self.form.name} {self.way} {question.id} {groups} {can_go_back}"

    def word(self, key: str, **values: object) -> str:
        """Return a short text of the form."""
        return self.form.words[key][self.language].format(**values)

    def value(self, name: str) -> str:
        """Return what was typed into a field."""
        typed = self.values.get(name, ())
        return typed[-1] if typed else ""

    def text(self, name: str, label: str, kind: str = "text", room: int = 0) -> Control:
        """Return a field for words."""
        said = self.word("room_left", limit=room) if room else ""
        return Control(kind, name, label, self.value(name), room=said)

    def select(self, name: str, label: str, options: Sequence[tuple[str, str]]) -> Control:
        """Return a list to choose one of."""
        chosen = self.value(name)
        choices = tuple(
            Choice(written(code), written(said), "", is_chosen=code == chosen) for code, said in options
        )
        return Control("select", name, label, chosen, choices)

    def choices(self, name: str, options: Sequence[Option], kind: str, *, has_hints: bool) -> Control:
        """Return radio buttons or boxes."""
        chosen = self.values.get(name, ())
        return Control(
            kind,
            name,
            "",
            choices=tuple(
                Choice(
                    written(each.code),
                    written(each.labels[self.language]),
                    written(f"{name}-{each.code}".replace(".", "-")),
                    written(each.hints.get(self.language, "")) if has_hints else "",
                    each.code in chosen,
                )
                for each in options
            ),
        )

    def moment(self, name: str) -> tuple[Control, ...]:
        """Return the fields of a moment: words first, since most people have only those."""
        parts = [(each.code, each.labels[self.language]) for each in self.form.day_parts]
        return (
            self.text(f"{name}.words", self.word("when_words")),
            self.text(f"{name}.date", self.word("date"), "short"),
            self.text(f"{name}.date_to", self.word("date_to"), "short"),
            self.select(f"{name}.part", self.word("part"), parts),
            self.text(f"{name}.time", self.word("time"), "short"),
            self.text(f"{name}.time_to", self.word("time_to"), "short"),
        )

    def place(self, name: str) -> Iterator[Control]:
        """Yield the fields of a place; a point is hidden until a map sets it."""
        yield self.text(f"{name}.words", self.word("place_words"))
        if self.places:
            known = [(each.code, each.label(self.language)) for each in self.places]
            yield self.select(f"{name}.known", self.word("known_place"), known)
        for key in ("lat", "lon", "radius_m"):
            yield Control("hidden", f"{name}.{key}", "", self.value(f"{name}.{key}"))

    def _with_error(self, drawn: Drawn, error: AnswerError) -> Drawn:
        said = refusal_text(self.form, error.kind, self.language, error.values)
        name = f"{drawn.id}.{error.part}" if error.part else drawn.id
        groups = tuple(
            replace(
                group,
                controls=tuple(
                    replace(each, error=said) if each.name == name else each for each in group.controls
                ),
            )
            for group in drawn.groups
        )
        drawn = replace(drawn, blank_name="")
        is_placed = any(each.error and each.kind != "hidden" for group in groups for each in group.controls)
        return replace(drawn, groups=groups) if is_placed else replace(drawn, error=said)


_Draw = Callable[[Drawer, Question, int], Iterator[Group]]


def _notice(_drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    yield Group("", (Control("read", question.id, "", "read"),))


def _choice(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    options = question.options_of(drawer.way)
    yield Group("", (drawer.choices(question.id, options, "radios", has_hints=not question.vocabulary),))


def _choices(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    """Yield boxes; the first part of a long list is open, and each in which something is chosen."""
    chosen = drawer.values.get(question.id, ())
    for at, part in enumerate(parted(drawer.form, question, drawer.way, drawer.language)):
        has_hints = not part.title and not question.vocabulary
        boxes = drawer.choices(question.id, part.options, "checks", has_hints=has_hints)
        is_open = not at or any(each.code in chosen for each in part.options)
        yield Group(part.title, (boxes,), is_folded=bool(part.title), is_open=is_open)


def _text(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    yield Group("", (drawer.text(question.id, "", "text", question.limit),))


def _area(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    yield Group("", (drawer.text(question.id, "", "area", question.limit),))


def _fields(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    controls = [
        drawer.text(f"{question.id}.{each.code}", each.labels[drawer.language]) for each in question.parts
    ]
    yield Group("", tuple(controls))


def _number(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    keys = ("at_least", "at_most")
    yield Group("", tuple(drawer.text(f"{question.id}.{key}", drawer.word(key), "number") for key in keys))


def _moment(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    yield Group("", drawer.moment(question.id))


def _period(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    for key in ("from", "until"):
        yield Group(drawer.word(key), drawer.moment(f"{question.id}.{key}"))


def _place(drawer: Drawer, question: Question, _rows: int) -> Iterator[Group]:
    yield Group("", tuple(drawer.place(question.id)))


def _legs(drawer: Drawer, question: Question, rows: int) -> Iterator[Group]:
    typed = {name.split(".")[1] for name in drawer.values if name.startswith(f"{question.id}.")}
    filled = max((int(each) + 1 for each in typed if each.isascii() and each.isdigit()), default=0)
    options = [(each.code, each.labels[drawer.language]) for each in question.options_of(drawer.way)]
    for row in range(min(max(FIRST_ROWS, filled, rows), question.limit)):
        name = f"{question.id}.{row}"
        period = [
            control
            for key in ("from", "until")
            for control in (
                drawer.text(f"{name}.period.{key}.words", drawer.word(key)),
                drawer.text(f"{name}.period.{key}.date", drawer.word("date"), "short"),
                drawer.text(f"{name}.period.{key}.time", gettext("Time"), "short"),
            )
        ]
        legs = drawer.select(f"{name}.leg", drawer.word("leg"), options)
        yield Group(str(row + 1), (legs, *drawer.place(f"{name}.place"), *period))


_DRAWERS: Mapping[Kind, _Draw] = {
    Kind.NOTICE: _notice,
    Kind.CHOICE: _choice,
    Kind.CONSENT: _choice,
    Kind.CHOICES: _choices,
    Kind.BODY: _choices,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _area,
    Kind.FIELDS: _fields,
    Kind.NUMBER: _number,
    Kind.DATE_WORDS: _moment,
    Kind.PERIOD: _period,
    Kind.PLACE: _place,
    Kind.LEGS: _legs,
    Kind.FILES: lambda _drawer, _question, _rows: iter(()),
}

__all__ = ["Choice", "Control", "Drawer", "Drawn", "Group", "Special", "Values"]
