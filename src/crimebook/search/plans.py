"""Plans: a question as a query of any engine, in values; and the nets that are cast one after the other.

A plan is a tree of `Term`, `Phrase`, `InOrder`, `Fuzzy`, `Days`, `Best`, `All`, `Some`, `Prefer`. The first
net wants every word, by its form, its stems or its sound; the narrower the meeting, the higher it weighs.
Only where that finds few records the next is cast, one or two slips in a word; and where that finds none,
most of the words. A wider net holds the narrower ones and puts what they found first, so that no answer is
lost by widening. Numbers and codes are never loosened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crimebook.search.kinds import RecordKind
from crimebook.search.questions import Filters, Phrase, Question, Wanted, Word

FEW = 3
"""With fewer records than these slips are allowed for."""


class Field(StrEnum):
    """The fields of the index that plans ask."""

    FORMS = "forms"
    STEMS = "stems"
    SOUNDS = "sounds"
    ABOUT = "about"
    """Stems of what we say of a record: the labels of its acts in every language."""

    REF = "ref"
    KIND = "kind"
    SOURCE = "source"
    ACT = "act"
    PLACE = "place"
    INVENTED = "invented"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"


class Net(StrEnum):
    """How wide a plan is."""

    REFERENCE = "reference"
    EVERY_WORD = "every_word"
    SLIPS = "slips"
    MOST_WORDS = "most_words"


@dataclass(frozen=True, slots=True)
class Term:
    """Records that have ``text`` in ``field``."""

    field: Field
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class InOrder:
    """Records that have the ``texts`` one after the other."""

    field: Field
    texts: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Records that have a text at most ``distance`` slips from ``text`` (Damerau and Levenshtein's)."""

    field: Field
    text: str
    distance: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Days:
    """Records whose days, known, meet ``first`` to ``last`` (ordinals of dates; None is open)."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Best:
    """Records of any of the nodes, weighed by the best that they meet."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class All:
    """Records of every node."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Records of at least ``least`` of the nodes."""

    of: tuple["Node", ...]
    least: int


@dataclass(frozen=True, slots=True)
class Prefer:
    """Records of ``node``; those of ``better`` come before all others."""

    node: "Node"
    better: "Node"


Node = Term | InOrder | Fuzzy | Days | Best | All | Some | Prefer


@dataclass(frozen=True, slots=True)
class Plan:
    """One net: what is wanted (None wants every record), what is not, which conditions hold."""

    net: Net
    node: Node | None
    without: tuple[Node, ...] = ()
    conditions: tuple[Node, ...] = ()
    enough: int = 1
    """With fewer records the next plan is asked."""


def make_plans(question: Question, *, hidden: Iterable[RecordKind] = ()) -> tuple[Plan, ...]:
    """Return the nets for a question, narrow before wide; none for a question that asks nothing.

    Records of a kind that is ``hidden`` from the asker are neither found nor counted.
    """
    if question.is_empty:
        return ()
    without = (
        *(_refused(each) for each in question.unwanted),
        *(Term(Field.KIND, kind.value) for kind in hidden),
    )
    conditions = _conditions(question.filters)
    return tuple(
        Plan(net, node, without, conditions, enough=FEW if net is Net.EVERY_WORD else 1)
        for net, node in (*_referred(question), *_nets(question.wanted, has_refs=bool(question.refs)))
    )


def _referred(question: Question) -> Sequence[tuple[Net, Node]]:
    """Return the record that is named; words beside the name choose among those named, if they can."""
    if not question.refs:
        return []
    named = Best(tuple(Term(Field.REF, ref) for ref in question.refs))
    if not question.wanted:
        return [(Net.REFERENCE, named)]
    return [(Net.REFERENCE, All((named, _every(question.wanted)))), (Net.REFERENCE, named)]


def _nets(wanted: tuple[Wanted, ...], *, has_refs: bool) -> Sequence[tuple[Net, Node | None]]:
    if not wanted:
        return [] if has_refs else [(Net.EVERY_WORD, None)]
    strict = _every(wanted)
    nets: list[tuple[Net, Node | None]] = [(Net.EVERY_WORD, strict)]
    widest: Node = strict
    slips = All(tuple(_net_of(each, has_slips=True) for each in wanted))
    if slips != strict:
        widest = Prefer(slips, strict)
        nets.append((Net.SLIPS, widest))
    loose = _most(wanted)
    if loose is not None:
        nets.append((Net.MOST_WORDS, Prefer(loose, widest)))
    return nets


def _every(wanted: tuple[Wanted, ...]) -> Node:
    return All(tuple(_net_of(each, has_slips=False) for each in wanted))


def _most(wanted: tuple[Wanted, ...]) -> Node | None:
    """Return a net that lets half of the plain words go; None where there are not two of them."""
    free = [each for each in wanted if isinstance(each, Word) and not each.is_number]
    if len(free) < 2:
        return None
    fixed = [_net_of(each, has_slips=False) for each in wanted if each not in free]
    some = Some(tuple(_net_of(each, has_slips=True) for each in free), least=(len(free) + 1) // 2)
    return All((*fixed, some))


def _net_of(wanted: Wanted, *, has_slips: bool) -> Node:
    if isinstance(wanted, Phrase):
        return _in_order(wanted)
    keys = wanted.keys
    nodes: list[Node] = [Term(Field.FORMS, keys.form, 4.0)]
    nodes += [Term(Field.STEMS, stem, 2.5) for stem in keys.stems]
    nodes += [Term(Field.ABOUT, stem, 0.8) for stem in keys.stems]
    nodes += _sounding(keys.sounds, 1.2)
    nodes += _sounding(keys.bones, 0.6)
    nodes += [Term(Field.SOUNDS, name, 1.0) for name in wanted.names]
    distance = allowed_slips(keys.form)
    if has_slips and distance:
        nodes.append(Fuzzy(Field.FORMS, keys.form, distance, 0.5))
    return Best(tuple(nodes))


def _sounding(keys: tuple[str, ...], weight: float) -> list[Node]:
    """Weigh the fullest reading most: a shorter one is that of a word whose end was not heard."""
    fullest = max(map(len, keys), default=1)
    return [Term(Field.SOUNDS, key, round(weight * (len(key) / fullest) ** 2, 3)) for key in keys]


def _in_order(phrase: Phrase) -> Node:
    if len(phrase.forms) == 1:
        return Term(Field.FORMS, phrase.forms[0], 4.0)
    return InOrder(Field.FORMS, phrase.forms, 4.0)


def allowed_slips(form: str) -> int:
    """Return how many slips a word may hold: none in a number or a short word, two from six letters on."""
    if form.isdigit() or len(form) < 4:
        return 0
    return 1 if len(form) < 6 else 2


def _refused(wanted: Wanted) -> Node:
    """Refuse by form or stem alone: a likeness in sound would take too much away."""
    if isinstance(wanted, Phrase):
        return _in_order(wanted)
    keys = wanted.keys
    return Best((Term(Field.FORMS, keys.form), *(Term(Field.STEMS, stem) for stem in keys.stems)))


def _conditions(filters: Filters) -> tuple[Node, ...]:
    plain = (
        (Field.KIND, filters.kind),
        (Field.SOURCE, filters.source),
        (Field.ACT, filters.act),
        (Field.PLACE, filters.place),
        (Field.INVENTED, "" if filters.is_invented is None else "yes" if filters.is_invented else "no"),
    )
    nodes: list[Node] = [Term(field, text) for field, text in plain if text]
    if filters.first_day or filters.last_day:
        nodes.append(
            Days(
                filters.first_day.toordinal() if filters.first_day else None,
                filters.last_day.toordinal() if filters.last_day else None,
            )
        )
    return tuple(nodes)
