"""Vocabularies and crosswalks: closed lists of terms, and the words that partners use for them.

Values only; `vocabulary_files` reads them from TOML and `codebook` joins them. A term's code never changes
its meaning: a term that is no longer used stays, marked as deprecated, and may name the one that replaces it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crimebook.terms.errors import InvalidValueError

LANGUAGES = ("en", "ru", "be")
"""The languages of every label and definition, as ISO 639-1 codes."""

_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*|[A-F]")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_HURIDOCS = re.compile(r"\d{12}")
_ICD10 = re.compile(r"[A-Z]\d{2}(\.\d)?(-[A-Z]\d{2}(\.\d)?)?")
_ICD11 = re.compile(r"[0-9A-Z]{4}(\.[0-9A-Z]{1,2})?(-[0-9A-Z]{4}(\.[0-9A-Z]{1,2})?)?")


def check_languages(texts: Mapping[str, str], what: str) -> None:
    """Raise `InvalidValueError` where a text is not said in every language, without loose spaces."""
    if set(texts) != set(LANGUAGES):
        raise InvalidValueError(f"a {what} in each of en, ru, be", f"{sorted(texts)}")
    for language, text in texts.items():
        if not text or text != " ".join(text.split()):
            raise InvalidValueError(f"a {what} in each of en, ru, be", f"an unclean one in {language}")


def check_version(version: str) -> None:
    """Raise `InvalidValueError` for a version that is not of the form 1.0.0."""
    if not _VERSION.fullmatch(version):
        raise InvalidValueError("a version such as 1.0.0", repr(version[:40]))


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its ``code``, and its ``labels`` and ``definitions`` by language.

    ``definitions`` are empty where the label is enough. ``broader`` is the code of the term above, or "".
    ``order`` is a rank among terms that have one: equal numbers are equivalents. ``huridocs`` is the code of
    the same meaning in the HURIDOCS list that the vocabulary names; ``icd10`` and ``icd11`` are codes or
    ranges (``S00-S09``) of the WHO's classifications. ``elements`` are codes of the vocabulary of elements.
    """

    code: str
    labels: Mapping[str, str] = field(hash=False)
    definitions: Mapping[str, str] = field(default_factory=dict, hash=False, kw_only=True)
    broader: str = field(default="", kw_only=True)
    order: int | None = field(default=None, kw_only=True)
    huridocs: str = field(default="", kw_only=True)
    icd10: tuple[str, ...] = field(default=(), kw_only=True)
    icd11: tuple[str, ...] = field(default=(), kw_only=True)
    elements: tuple[str, ...] = field(default=(), kw_only=True)
    is_deprecated: bool = field(default=False, kw_only=True)
    replaced_by: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise InvalidValueError("a code such as ill_treatment.beating", repr(self.code[:80]))
        check_languages(self.labels, "label")
        if self.definitions:
            check_languages(self.definitions, "definition")
        if self.huridocs and not _HURIDOCS.fullmatch(self.huridocs):
            raise InvalidValueError("a HURIDOCS code of twelve digits", repr(self.huridocs[:40]))
        if self.replaced_by and not self.is_deprecated:
            raise InvalidValueError("deprecated = true beside replaced_by", "a term in use")
        _check_references(self.icd10, _ICD10, "an ICD-10 code or range such as S00-S09")
        _check_references(self.icd11, _ICD11, "an ICD-11 code or range such as 6B40")


def _check_references(references: tuple[str, ...], form: re.Pattern[str], expected: str) -> None:
    for reference in references:
        first, _, last = reference.partition("-")
        if not form.fullmatch(reference) or (last and not first < last):
            raise InvalidValueError(expected, repr(reference[:40]))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of terms under a ``name`` and a ``version``; terms keep the order of their file.

    ``labels`` name it and ``definitions`` say what it is for, by language. ``group`` is the heading that it
    stands under, a code of the vocabulary of groups. ``huridocs_list`` is the number of the list of the
    HURIDOCS Micro-thesauri (2001) that its terms refer to, or None.
    """

    name: str
    version: str
    terms: tuple[Term, ...]
    labels: Mapping[str, str] = field(default_factory=dict, hash=False, kw_only=True)
    definitions: Mapping[str, str] = field(default_factory=dict, hash=False, kw_only=True)
    group: str = field(default="", kw_only=True)
    huridocs_list: int | None = field(default=None, kw_only=True)
    _by_code: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_version(self.version)
        by_code = {term.code: term for term in self.terms}
        if len(by_code) != len(self.terms):
            raise InvalidValueError("codes that are unique", "a code twice", f"vocabulary {self.name}")
        object.__setattr__(self, "_by_code", by_code)
        for term in self.terms:
            self._check_place(term)

    def _check_place(self, term: Term) -> None:
        """Refuse a term under nothing or under itself, and one replaced by nothing that is in use."""
        if term.broader and self.find_term(term.broader) is None:
            raise InvalidValueError(
                f"a broader code of this vocabulary for {term.code}", term.broader[:80], f"mend {term.code}"
            )
        if term.broader and term.code in self.broader_codes(term.code):
            raise InvalidValueError("a hierarchy without circles", "a circle", f"mend {term.code}")
        if term.replaced_by:
            other = self.find_term(term.replaced_by)
            if other is None or other.is_deprecated:
                raise InvalidValueError(
                    "a term in use as the replacement", term.replaced_by[:80], f"mend {term.code}"
                )

    def codes(self) -> tuple[str, ...]:
        """Return the codes in order."""
        return tuple(self._by_code)

    def find_term(self, code: str) -> Term | None:
        """Return the term of ``code``, or None."""
        return self._by_code.get(code)

    def broader_codes(self, code: str) -> tuple[str, ...]:
        """Return the codes above ``code``, the nearest first; it stops where a circle would close."""
        above: list[str] = []
        term = self._by_code.get(code)
        while term is not None and term.broader and term.broader not in above:
            above.append(term.broader)
            term = self._by_code.get(term.broader)
        return tuple(above)

    def tree(self) -> tuple[tuple[int, Term], ...]:
        """Return every term with its depth, each under its broader one, otherwise in the file's order."""
        below: dict[str, list[Term]] = {}
        for term in self.terms:
            below.setdefault(term.broader, []).append(term)
        return tuple(_walk(below, "", 0))


def _walk(below: Mapping[str, list[Term]], code: str, depth: int) -> Iterator[tuple[int, Term]]:
    for term in below.get(code, ()):
        yield depth, term
        yield from _walk(below, term.code, depth + 1)


@dataclass(frozen=True, slots=True)
class CrosswalkEntry:
    """One partner's label, the ``codes`` it is read as by vocabulary, and why where that needs saying."""

    label: str
    codes: Mapping[str, str] = field(hash=False)
    note: str = ""

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise InvalidValueError("a label", "an empty one")
        if not self.codes:
            raise InvalidValueError("a vocabulary and a code", "none", "leave out a label that has no code")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The labels of one partner or list under a ``name`` and a ``version``; ``title`` is its own word.

    The labels of a shared one are known to everybody; those of another only where its name is given.
    """

    name: str
    version: str
    entries: tuple[CrosswalkEntry, ...]
    title: str = ""
    is_shared: bool = False

    def __post_init__(self) -> None:
        check_version(self.version)
