"""The codebook: the book's closed vocabularies, and the words that partners use for them.

Each vocabulary is one TOML file of the package, ``codebook/NAME.toml``: a name, a version and terms, each
with a code that never changes its meaning and labels in English, Russian and Belarusian. Adding a term is
editing that file. A crosswalk, ``codebook/crosswalks/SOURCE.toml``, gives codes to a partner's labels; one
that no file knows has no code and stays words. HURIDOCS Micro-thesauri (2001) are referred to where a term
means the same.

Torture is not a code. It is derived from the tests of article 1 of the UN Convention against Torture.
A file is read when it is first asked for, from inside the package, and kept; nothing else on the disk is
touched. `Codebook.check` reads all of them and what they say of each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Generic, Self, TypeVar

from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.script.folding import fold
from crimebook.terms.vocabularies import LANGUAGES, Crosswalk, CrosswalkEntry, Term, Vocabulary
from crimebook.terms.vocabulary_files import read_crosswalk, read_vocabulary

__all__ = ["ELEMENTS", "GROUPS", "LANGUAGES", "Codebook", "Crosswalk", "CrosswalkEntry", "Term", "Vocabulary"]

ELEMENTS = "elements"
"""The vocabulary that the elements of an article of law are terms of."""

GROUPS = "vocabulary_groups"
"""The vocabulary of the headings under which vocabularies stand."""

V = TypeVar("V")


class _Shelf(Mapping[str, V], Generic[V]):
    """Files by name, each read when it is first taken down."""

    def __init__(self, folder: Traversable, read: Callable[[str, str], V]) -> None:
        found = sorted(folder.iterdir(), key=lambda each: each.name)
        self._files = {each.name.removesuffix(".toml"): each for each in found if each.name.endswith(".toml")}
        self._read = read
        self._held: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._held:
            self._held[name] = self._read(name, self._files[name].read_text(encoding="utf-8"))
        return self._held[name]

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """All vocabularies and crosswalks by name. Get it by `load`."""

    vocabularies: Mapping[str, Vocabulary]
    crosswalks: Mapping[str, Crosswalk]
    _tables: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, repr=False)

    @staticmethod
    def load() -> "Codebook":
        """Return the packaged codebook; a file is read when it is first asked for."""
        return _load()

    @classmethod
    def build(cls, vocabularies: Iterable[Vocabulary], crosswalks: Iterable[Crosswalk]) -> Self:
        """Join the parts, or raise `InvalidValueError` where one points at nothing or two ways."""
        by_name = {vocabulary.name: vocabulary for vocabulary in vocabularies}
        walks = {crosswalk.name: crosswalk for crosswalk in crosswalks}
        codebook = cls(MappingProxyType(by_name), MappingProxyType(walks))
        codebook.check()
        return codebook

    def check(self) -> None:
        """Read everything; raise `InvalidValueError` where a part points at nothing or two ways."""
        for name, vocabulary in self.vocabularies.items():
            if vocabulary.group:
                self.term(GROUPS, vocabulary.group)
            for term in vocabulary.terms:
                self.elements(name, term.code)
            self._table(name, "")
            for crosswalk in self.crosswalks:
                self._table(name, crosswalk)

    def vocabulary(self, name: str) -> Vocabulary:
        """Return the vocabulary called ``name``, or raise `NotFoundError`."""
        if name not in self.vocabularies:
            raise NotFoundError(f"no vocabulary {name[:40]!r}; there are {sorted(self.vocabularies)}")
        return self.vocabularies[name]

    def crosswalk(self, name: str) -> Crosswalk:
        """Return the crosswalk called ``name``, or raise `NotFoundError`."""
        if name not in self.crosswalks:
            raise NotFoundError(f"no crosswalk {name[:40]!r}; there are {sorted(self.crosswalks)}")
        return self.crosswalks[name]

    def term(self, vocabulary: str, code: str) -> Term:
        """Return the term of ``code``, or raise `NotFoundError`."""
        found = self.vocabulary(vocabulary).find_term(code)
        if found is None:
            raise NotFoundError(f"no code {code[:80]!r} in the vocabulary {vocabulary}")
        return found

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """Return the label of ``code`` in ``language``: "en", "ru" or "be"."""
        if language not in LANGUAGES:
            raise InvalidValueError("a language of en, ru, be", repr(language[:20]))
        return self.term(vocabulary, code).labels[language]

    def elements(self, vocabulary: str, code: str) -> tuple[Term, ...]:
        """Return what must be shown for an article of law to apply, one term each, in the article's order."""
        term = self.term(vocabulary, code)
        found = tuple(self.vocabulary(ELEMENTS).find_term(each) for each in term.elements)
        if None in found:
            raise InvalidValueError(
                "elements that are terms of elements.toml",
                term.elements[found.index(None)][:80],
                f"mend {code} in {vocabulary}.toml",
            )
        return tuple(each for each in found if each is not None)

    def code_for_label(self, vocabulary: str, source_label: str, crosswalk: str = "") -> str | None:
        """Return the code that a source's label is read as, or None: an unknown label stays words.

        Where a ``crosswalk`` is named, its labels are asked first. Known beside them are our codes, our
        labels in each language and the labels of shared crosswalks. Letter case and the width of spaces do
        not count, anything else does. Raises `NotFoundError` for an unknown vocabulary or crosswalk.
        """
        known = self.vocabulary(vocabulary)
        label = _folded(source_label)
        if crosswalk:
            code = self._table(vocabulary, self.crosswalk(crosswalk).name).get(label)
            if code is not None:
                return code
        if known.find_term(source_label) is not None:
            return source_label
        return self._table(vocabulary, "").get(label)

    def labels_read_as(self, vocabulary: str, code: str) -> tuple[tuple[Crosswalk, CrosswalkEntry], ...]:
        """Return the partners' labels that are read as a code, each with its crosswalk."""
        return tuple(
            (crosswalk, entry)
            for crosswalk in self.crosswalks.values()
            for entry in crosswalk.entries
            if entry.codes.get(vocabulary) == code
        )

    def find_terms(self, words: str, vocabulary: str = "") -> tuple[tuple[Vocabulary, Term], ...]:
        """Return the terms that hold every word in their code, labels or definitions, of any language.

        Terms whose code or labels hold them all come first; otherwise the order of the files. Letter case,
        accents and ё for е do not count, and part of a word is enough. No words find nothing.
        """
        wanted = fold(words).split()
        if not wanted:
            return ()
        shelf = [self.vocabulary(vocabulary)] if vocabulary else list(self.vocabularies.values())
        found: tuple[list[tuple[Vocabulary, Term]], ...] = ([], [])
        for each in shelf:
            for term in each.terms:
                names = f"{term.code} {term.code.replace('_', ' ')} {' '.join(term.labels.values())}"
                if _holds(names, wanted):
                    found[0].append((each, term))
                elif _holds(f"{names} {' '.join(term.definitions.values())}", wanted):
                    found[1].append((each, term))
        return (*found[0], *found[1])

    def _table(self, vocabulary: str, crosswalk: str) -> Mapping[str, str]:
        """Return the codes by label: one crosswalk's, or where none is named, ours and the shared ones'."""
        key = (vocabulary, crosswalk)
        if key not in self._tables:
            walks = (
                [self.crosswalks[crosswalk]]
                if crosswalk
                else [each for each in self.crosswalks.values() if each.is_shared]
            )
            own = () if crosswalk else _own_labels(self.vocabulary(vocabulary))
            self._tables[key] = self._join(vocabulary, (*own, *self._partner_labels(vocabulary, walks)))
        return self._tables[key]

    def _join(self, vocabulary: str, labels: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        known, codes = self.vocabulary(vocabulary), dict[str, str]()
        for label, code in labels:
            if known.find_term(code) is None:
                raise InvalidValueError(
                    "a code of the codebook", f"{vocabulary} {code}", "mend the crosswalk"
                )
            if codes.setdefault(_folded(label), code) != code:
                raise InvalidValueError(
                    "one code for one label",
                    f"{vocabulary} {codes[_folded(label)]} and {code}",
                    "mend the label or the crosswalk",
                )
        return MappingProxyType(codes)

    def _partner_labels(self, vocabulary: str, walks: Iterable[Crosswalk]) -> Iterator[tuple[str, str]]:
        for walk in walks:
            for entry in walk.entries:
                for name in entry.codes:
                    if name not in self.vocabularies:
                        raise InvalidValueError(
                            "a code of the codebook", f"the vocabulary {name[:40]}", f"mend {walk.name}"
                        )
                if vocabulary in entry.codes:
                    yield entry.label, entry.codes[vocabulary]


@cache
def _load() -> Codebook:
    root = files("crimebook.terms") / "codebook"
    return Codebook(_Shelf(root, read_vocabulary), _Shelf(root / "crosswalks", read_crosswalk))


def _own_labels(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    return tuple((label, term.code) for term in vocabulary.terms for label in term.labels.values())


@lru_cache(maxsize=4_096)
def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
