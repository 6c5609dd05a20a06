"""The codebook: the book's closed vocabularies, and the words that partners use for them.

Each vocabulary is one TOML file of the package, ``codebook/NAME.toml``: a name, a version and terms, each
with a code that never changes its meaning and labels in English, Russian and Belarusian. A crosswalk,
``codebook/crosswalks/SOURCE.toml``, gives codes to a partner's labels; a label that no file knows has no
code and stays words. HURIDOCS Micro-thesauri (2001) are referred to where a term means the same.

Torture is not a code. It is derived from the tests of article 1 of the UN Convention against Torture.
The files are read once, from inside the package; nothing else on the disk is touched.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Self

from crimebook.terms.errors import InvalidValueError, NotFoundError

LANGUAGES = ("en", "ru", "be")
"""The languages of every label, as ISO 639-1 codes."""

_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*|[A-F]")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_NOT_A_VOCABULARY = frozenset({"label", "note"})


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its ``code``, its ``labels`` by language, and what it means where the label is not enough.

    ``huridocs`` is the code of the same meaning in the HURIDOCS list that the vocabulary's file names, or "".
    """

    code: str
    labels: Mapping[str, str] = field(hash=False)
    definition: str = ""
    huridocs: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise InvalidValueError("a code such as ill_treatment.beating", repr(self.code[:80]))
        if set(self.labels) != set(LANGUAGES) or not all(label.strip() for label in self.labels.values()):
            raise InvalidValueError("a label in each of en, ru, be", f"{sorted(self.labels)}", self.code)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of terms under a ``name`` and a ``version``; terms keep the order of their file."""

    name: str
    version: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise InvalidValueError("a version such as 1.0.0", repr(self.version[:40]), self.name)
        codes = self.codes()
        if len(set(codes)) != len(codes):
            raise InvalidValueError("codes that are unique", "a code twice", f"vocabulary {self.name}")

    def codes(self) -> tuple[str, ...]:
        """Return the codes in order."""
        return tuple(term.code for term in self.terms)

    def find_term(self, code: str) -> Term | None:
        """Return the term of ``code``, or None."""
        return next((term for term in self.terms if term.code == code), None)


@dataclass(frozen=True, slots=True)
class CrosswalkEntry:
    """One partner's label, the ``codes`` it is read as by vocabulary, and why where that needs saying."""

    label: str
    codes: Mapping[str, str] = field(hash=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The labels of one partner, which ``name`` names, under a ``version``."""

    name: str
    version: str
    entries: tuple[CrosswalkEntry, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """All vocabularies and crosswalks by name. Get it by `load`."""

    vocabularies: Mapping[str, Vocabulary] = field(hash=False)
    crosswalks: Mapping[str, Crosswalk] = field(hash=False)
    _codes: Mapping[tuple[str, str], str] = field(hash=False, repr=False)

    @staticmethod
    def load() -> "Codebook":
        """Return the packaged codebook; the files are read at the first call and kept."""
        return _load()

    @classmethod
    def build(cls, vocabularies: Iterable[Vocabulary], crosswalks: Iterable[Crosswalk]) -> Self:
        """Join the parts, or raise `InvalidValueError` where a crosswalk points at nothing or two ways."""
        by_name = {vocabulary.name: vocabulary for vocabulary in vocabularies}
        walks = {crosswalk.name: crosswalk for crosswalk in crosswalks}
        codes: dict[tuple[str, str], str] = {}
        for name, label, code in (*_own_labels(by_name.values()), *_partner_labels(walks.values())):
            if name not in by_name or by_name[name].find_term(code) is None:
                raise InvalidValueError("a code of the codebook", f"{name} {code}", "mend the crosswalk")
            if codes.setdefault((name, _folded(label)), code) != code:
                raise InvalidValueError("one code for one label", f"{name} {code}", "mend the crosswalk")
        return cls(MappingProxyType(by_name), MappingProxyType(walks), MappingProxyType(codes))

    def vocabulary(self, name: str) -> Vocabulary:
        """Return the vocabulary called ``name``, or raise `NotFoundError`."""
        try:
            return self.vocabularies[name]
        except KeyError:
            raise NotFoundError(
                f"no vocabulary {name[:40]!r}; there are {sorted(self.vocabularies)}"
            ) from None

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

    def code_for_label(self, vocabulary: str, source_label: str) -> str | None:
        """Return the code that a source's label is read as, or None: an unknown label stays words.

        Known are our codes, our labels in each language and the labels of the crosswalks; letter case and
        the width of spaces do not count, anything else does.
        """
        if source_label in self.vocabulary(vocabulary).codes():
            return source_label
        return self._codes.get((vocabulary, _folded(source_label)))


@cache
def _load() -> Codebook:
    root = files("crimebook.terms") / "codebook"
    vocabularies = [_read_vocabulary(toml) for toml in _toml_files(root)]
    crosswalks = [_read_crosswalk(toml) for toml in _toml_files(root / "crosswalks")]
    return Codebook.build(vocabularies, crosswalks)


def _toml_files(folder: Traversable) -> Iterator[dict[str, Any]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".toml"):
            yield tomllib.loads(entry.read_text(encoding="utf-8"))


def _read_vocabulary(toml: dict[str, Any]) -> Vocabulary:
    return Vocabulary(toml["name"], toml["version"], tuple(_read_term(each) for each in toml["terms"]))


def _read_term(row: dict[str, str]) -> Term:
    labels = MappingProxyType({language: row[language] for language in LANGUAGES if language in row})
    return Term(row["code"], labels, row.get("definition", ""), row.get("huridocs", ""))


def _read_crosswalk(toml: dict[str, Any]) -> Crosswalk:
    return Crosswalk(toml["name"], toml["version"], tuple(_read_entry(each) for each in toml["labels"]))


def _read_entry(row: dict[str, str]) -> CrosswalkEntry:
    codes = {name: code for name, code in row.items() if name not in _NOT_A_VOCABULARY}
    return CrosswalkEntry(row["label"], MappingProxyType(codes), row.get("note", ""))


def _own_labels(vocabularies: Iterable[Vocabulary]) -> Iterator[tuple[str, str, str]]:
    for vocabulary in vocabularies:
        for term in vocabulary.terms:
            yield from ((vocabulary.name, label, term.code) for label in term.labels.values())


def _partner_labels(crosswalks: Iterable[Crosswalk]) -> Iterator[tuple[str, str, str]]:
    for crosswalk in crosswalks:
        for entry in crosswalk.entries:
            yield from ((name, entry.label, code) for name, code in entry.codes.items())


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
