"""Names as columns: which words are the surname, the given name and the patronymic, and their plain readings.

`crimebook.identity.names` knows the words; here they get their places. Who is named by two words, neither of
them a known given name, has both among the surnames: a name that is taken wrongly apart is still found.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from crimebook.identity.fields.levels import comparison, edits, like, meets, share, trained
from crimebook.identity.names import Kind, NameKey, NameWord

_PLAIN = str.maketrans(
    dict(zip("oeäöwyDTFhHqQYLNXBRUOGWIA", "aaaavcdtfgCcszZnCSzuaxuSc", strict=True))
    | dict.fromkeys("jJMPVE", "")
)
"""Signs as plain sounds, all of о, а, е, я one vowel; faint ones are left out."""

_COARSE = str.maketrans("bdgxzZSCcfqYQHD", "ptkkssscsvksskt")
"""Consonants that ears confuse, as one: voiced and voiceless, hushing and hissing."""

_SHORTEST_NEAR, _MOST_NEAR = 3, 2

_WITHOUT_SURNAME = frozenset({"patronymic"})
_SURNAME_ALONE = frozenset({"surname"})


class Parts(NamedTuple):
    """The words of a name by their place."""

    surnames: tuple[NameWord, ...] = ()
    given: NameWord | None = None
    father: NameWord | None = None
    initials: tuple[NameWord, ...] = ()


class NameColumns(NamedTuple):
    """What is compared of a name. Lists hold all readings, plain texts the first one; ASCII all."""

    surname: str | None = None
    surnames: tuple[str, ...] | None = None
    surname_skeleton: str | None = None
    surname_skeletons: tuple[str, ...] | None = None
    surname_nears: tuple[str, ...] | None = None
    """Coarse consonants, and those with one of them left out: what a slip of the ear or the hand leaves."""

    given: str | None = None
    givens: tuple[str, ...] | None = None
    given_name: str | None = None
    given_initials: tuple[str, ...] | None = None
    given_alone: tuple[str, ...] | None = None
    """The initial, where the source has nothing more of the given name."""

    father: str | None = None
    fathers: tuple[str, ...] | None = None
    father_initials: tuple[str, ...] | None = None
    father_alone: tuple[str, ...] | None = None


def name_columns(key: NameKey, kind: str = "legal") -> NameColumns:
    """Return the columns of a name; ``kind`` is a code of ``alias_kinds``."""
    parts = parts_of(key, kind)
    surnames, skeletons, nears = surnames_of(parts.surnames)
    given, father, initials = parts.given, parts.father, list(parts.initials)
    givens = None if given is None else _given_forms(given)
    given_alone = initials_of(initials.pop(0)) if given is None and initials else None
    fathers = None if father is None else _father_forms(father)
    father_alone = initials_of(initials.pop(0)) if father is None and initials else None
    return NameColumns(
        surname=surnames[0] if surnames else None,
        surnames=surnames or None,
        surname_skeleton=skeletons[0] if skeletons else None,
        surname_skeletons=skeletons or None,
        surname_nears=nears or None,
        given=None if given is None else plain(given.stem),
        givens=givens,
        given_name=None if givens is None else givens[0],
        given_initials=given_alone if given is None else initials_of(given),
        given_alone=given_alone,
        father=None if father is None else plain(father.stem),
        fathers=fathers,
        father_initials=father_alone if father is None else initials_of(father),
        father_alone=father_alone,
    )


class Surnames(NamedTuple):
    """What surnames say together, each reading once."""

    surnames: tuple[str, ...]
    skeletons: tuple[str, ...]
    nears: tuple[str, ...]


def surnames_of(words: Sequence[NameWord]) -> Surnames:
    """Return what one surname says, or several of one name."""
    if len(words) == 1:
        return _read_surname(words[0])
    read = [_read_surname(word) for word in words]
    merged = (tuple(dict.fromkeys(chain.from_iterable(each))) for each in zip(*read, strict=True))
    return Surnames(*merged) if read else Surnames((), (), ())


@lru_cache(maxsize=65_536)
def _read_surname(word: NameWord) -> Surnames:
    skeletons = tuple(each for each in word.skeletons if each)
    return Surnames((plain(word.stem) or word.text,), tuple(dict.fromkeys(skeletons)), nears_of(skeletons))


class WordColumns(NamedTuple):
    """What one word says as a given name, as a patronymic, and by how it begins."""

    plain: str | None = None
    givens: tuple[str, ...] | None = None
    fathers: tuple[str, ...] | None = None
    initials: tuple[str, ...] | None = None


def words_of(word: NameWord) -> WordColumns:
    """Return what a word says, whatever its place."""
    return WordColumns(plain(word.stem), _given_forms(word), _father_forms(word), initials_of(word))


def parts_of(key: NameKey, kind: str = "legal") -> Parts:
    """Return which word is what."""
    full = [word for word in key.words if word.kind is not Kind.INITIAL]
    initials = tuple(word for word in key.words if word.kind is Kind.INITIAL)
    if kind in _SURNAME_ALONE or (len(full) == 1 and (initials or not full[0].is_given)):
        return Parts(tuple(full), initials=initials)
    father = _find_father(full, is_sure=kind in _WITHOUT_SURNAME)
    rest = [word for word in full if word is not father]
    given = _find_given(rest, full, father)
    surnames = tuple(word for word in rest if word is not given)
    return Parts(() if kind in _WITHOUT_SURNAME else surnames, given, father, initials)


@lru_cache(maxsize=65_536)
def plain(stem: str) -> str:
    """Return a stem in plain ASCII sounds, one reading of those it may have."""
    return stem.translate(_PLAIN).encode("ascii", "ignore").decode()


def nears_of(skeletons: Iterable[str]) -> tuple[str, ...]:
    """Return the coarse forms of skeletons, whole and without one of their consonants."""
    coarse = dict.fromkeys(skeleton.translate(_COARSE) for skeleton in skeletons)
    whole = tuple(islice((each for each in coarse if len(each) >= _SHORTEST_NEAR), _MOST_NEAR))
    cut = (each[:at] + each[at + 1 :] for each in whole for at in range(len(each)))
    return tuple(dict.fromkeys([*whole, *cut]))


@lru_cache(maxsize=65_536)
def initials_of(word: NameWord) -> tuple[str, ...]:
    """Return the sounds with which a word begins, in any form of the name that it is."""
    return tuple(sorted(word.all_starts)) or (word.text[:1],)


def _find_father(full: Sequence[NameWord], *, is_sure: bool) -> NameWord | None:
    """Return the patronymic: of three words or more, or of two where the kind says so."""
    if len(full) < (2 if is_sure else 3):
        return None
    after_given = [word for word, before in zip(full[1:], full, strict=False) if before.is_given]
    likely = [word for word in (*after_given, *full) if word.kind is Kind.FATHER]
    return next(iter(likely), None)


def _find_given(
    rest: Sequence[NameWord], full: Sequence[NameWord], father: NameWord | None
) -> NameWord | None:
    """Return the given name: a known one, the one before the patronymic, or none."""
    before = full[full.index(father) - 1] if father is not None and full.index(father) > 0 else None
    known = [word for word in rest if word.is_given]
    if before is not None and (before in known or not known):
        return before
    return known[0] if known else None


@lru_cache(maxsize=65_536)
def _given_forms(word: NameWord) -> tuple[str, ...]:
    both = dict.fromkeys([*sorted(word.given.full), *sorted(word.given.short)])
    return tuple(f"g{group}" for group in both) or (plain(word.stem) or word.text,)


@lru_cache(maxsize=65_536)
def _father_forms(word: NameWord) -> tuple[str, ...]:
    return tuple(f"g{group}" for group in sorted(word.fathers)) or (plain(word.stem) or word.text,)


SURNAME = comparison(
    "surname",
    trained(share("surnames"), "same", rarity="surname_skeleton"),
    trained(share("surname_skeletons"), "sound", rarity="surname_skeleton", why="the same consonants"),
    trained(edits("surname", 1), "one_off", why="one sound misheard, or one key"),
    trained(like("surname", 0.92), "like"),
    trained(like("surname", 0.85), "a_little"),
    trained(None, "other"),
)
GIVEN = comparison(
    "given",
    trained(share("givens"), "same", rarity="given_name"),
    trained(edits("given", 1), "one_off"),
    trained(meets("given_alone", "given_initials"), "initial"),
    trained(None, "other"),
    given=("given_initials",),
)
FATHER = comparison(
    "father",
    trained(share("fathers"), "same"),
    trained(edits("father", 1), "one_off"),
    trained(meets("father_alone", "father_initials"), "initial"),
    trained(None, "other"),
    given=("father_initials",),
)
