"""Atoms: the words and the numbers of a text, each with its place in it.

A number with thousands set apart (``6,700``) is one number. ``Клён-12`` and ``7184ТА7`` are several atoms
that are joined. A few capital letters joined to digits (plates, types of weapons) look alike in Cyrillic
and in Latin, and people write them in either: they are folded to Latin.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from crimebook.terms.script import fold

MAX_FORM_CHARACTERS = 60
"""What is longer is no word; its beginning stands for it."""

_ATOM = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f'’]\d{3})+(?!\d)|\d+"
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u00ad]|['’ʼ`´](?=[^\W\d_]))*"
)
_MAY_HOLD_CODE = re.compile(r"\d[-\u2010\u2011\u2013/_]?[^\W\d_]|[^\W\d_][-\u2010\u2011\u2013/_]?\d")
_JOINTS = frozenset({"", "-", "\u2010", "\u2011", "\u2013", "/", "_"})
_LOOKALIKES = str.maketrans("авеікмнорстух", "abeikmhopctyx")
_CODE_LETTERS = 3
_NOT_A_SIGN = re.compile(r"[\s\u00ad]+")
_NOT_A_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or a number: as written, folded, from ``start`` to ``end`` of its text.

    ``is_joined``: nothing but a hyphen or the like parts it from the atom before.
    """

    text: str
    form: str
    start: int
    end: int
    is_joined: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.form.isdigit()


def split_atoms(text: str) -> tuple[Atom, ...]:
    """Return the words and numbers of ``text`` in order."""
    atoms: list[Atom] = []
    for found in _ATOM.finditer(text):
        start, end = found.span()
        is_joined = bool(atoms) and text[atoms[-1].end : start] in _JOINTS
        atoms.append(Atom(found[0], fold_atom(found[0]), start, end, is_joined))
    return _fold_codes(atoms)


@lru_cache(maxsize=262_144)
def fold_atom(word: str) -> str:
    """Return one writing of a word or a number: no case, no accents, no marks between thousands."""
    if word[0].isdigit():
        return _NOT_A_DIGIT.sub("", word)[:MAX_FORM_CHARACTERS]
    return _NOT_A_SIGN.sub("", fold(word))[:MAX_FORM_CHARACTERS]


def split_words(text: str) -> list[str] | None:
    """Return the words and numbers as written; None where some may be codes, read with their neighbours."""
    return None if _MAY_HOLD_CODE.search(text) else _ATOM.findall(text)


def runs_of(atoms: tuple[Atom, ...]) -> tuple[tuple[Atom, ...], ...]:
    """Return the atoms in runs that are joined: «Клён-12» is one run of two."""
    runs: list[list[Atom]] = []
    for atom in atoms:
        if atom.is_joined and runs:
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return tuple(map(tuple, runs))


def _fold_codes(atoms: list[Atom]) -> tuple[Atom, ...]:
    folded = list(atoms)
    for at, atom in enumerate(atoms):
        if len(atom.form) <= _CODE_LETTERS and not atom.is_number and _touches_number(atoms, at):
            folded[at] = replace(atom, form=atom.form.translate(_LOOKALIKES))
    return tuple(folded)


def _touches_number(atoms: list[Atom], at: int) -> bool:
    before = atoms[at].is_joined and atoms[at - 1].is_number
    after = at + 1 < len(atoms) and atoms[at + 1].is_joined and atoms[at + 1].is_number
    return before or after
