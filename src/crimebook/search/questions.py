"""Questions: what a person typed, as values.

Words are wanted all; ``"words in quotes"`` in that order; ``-word`` not at all. A run with a digit
(Клён-12, 7184ТА7) is one code. A reference SOURCE:ID asks for its record. Anything else that is typed is a
mark between words.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from crimebook.search.keys import WordKeys, keys_of
from crimebook.search.languages import FUNCTION_WORDS
from crimebook.search.words import Atom, runs_of, split_atoms
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Ref

MAX_WORDS = 24
"""More are not asked; what follows is left out and said to be."""

_PART = re.compile(r'(-?)(?:"([^"]*)"|[«“„]([^»”“]*)[»”“]|(\S+))')
_CODE_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is wanted, with its keys; ``names`` are those of a name, which the asker's side makes."""

    keys: WordKeys
    names: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is digits."""
        return self.keys.form.isdigit()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Forms that are wanted one after the other; ``is_code`` where nothing parts them and one is a number."""

    forms: tuple[str, ...]
    is_code: bool = False


Wanted = Word | Phrase


@dataclass(frozen=True, slots=True)
class Filters:
    """What the records found are narrowed to; empty values narrow nothing. Days are local, both included."""

    kind: str = ""
    source: str = ""
    act: str = ""
    place: str = ""
    first_day: date | None = None
    last_day: date | None = None
    is_invented: bool | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Question:
    """Words, phrases and a reference that are wanted; what is not; and the filters."""

    wanted: tuple[Wanted, ...] = ()
    unwanted: tuple[Wanted, ...] = ()
    refs: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked."""
        return not (self.wanted or self.refs or self.filters)


def parse_question(text: str, filters: Filters | None = None) -> Question:
    """Read what a person typed; no text is refused."""
    wanted: list[Wanted] = []
    unwanted: list[Wanted] = []
    refs: list[str] = []
    for found in _PART.finditer(text):
        minus, quoted, in_marks, plain = found.groups()
        phrase = quoted if quoted is not None else in_marks
        into = unwanted if minus else wanted
        if phrase is not None:
            into.extend(_phrase(phrase))
        elif _is_ref(plain):
            refs.append(plain)
        else:
            into.extend(_words(plain))
    kept = _without_small_words(wanted)
    return Question(
        tuple(kept[:MAX_WORDS]),
        tuple(unwanted[:MAX_WORDS]),
        tuple(dict.fromkeys(refs)),
        filters or Filters(),
        is_cut=len(kept) > MAX_WORDS,
    )


def _phrase(text: str) -> list[Wanted]:
    forms = tuple(atom.form for atom in split_atoms(text))[:MAX_WORDS]
    return [Phrase(forms)] if forms else []


def _words(text: str) -> list[Wanted]:
    wanted: list[Wanted] = []
    for run in runs_of(split_atoms(text)):
        has_code = len(run) > 1 and any(atom.is_number for atom in run)
        if has_code and all(atom.is_number or len(atom.form) <= _CODE_LETTERS for atom in run):
            wanted.append(Phrase(tuple(atom.form for atom in run), is_code=True))
        else:
            wanted.extend(Word(_keys(atom)) for atom in run)
    return wanted


def _keys(atom: Atom) -> WordKeys:
    return keys_of(atom)


def _without_small_words(wanted: list[Wanted]) -> list[Wanted]:
    """Leave the small words out, unless there are no others."""
    kept = [each for each in wanted if not (isinstance(each, Word) and each.keys.form in FUNCTION_WORDS)]
    return kept or wanted


def _is_ref(text: str) -> bool:
    try:
        ref = Ref.parse(text)
    except InvalidValueError:
        return False
    # 22:45 and 2020:08 are times that people type; no source of ours is called by a number alone.
    return not ref.source.isdigit()
