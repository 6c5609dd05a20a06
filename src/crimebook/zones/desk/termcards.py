"""Terms of the codebook as a page shows them: in the reader's language, the other two beneath."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from crimebook.terms.codebook import ELEMENTS, GROUPS, LANGUAGES, Codebook, Term, Vocabulary

LAW = "code_articles"
"""The vocabulary whose terms have elements."""


@dataclass(frozen=True, slots=True)
class Said:
    """A label and a definition, which may be empty, in one language."""

    language: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term that another one points at, with its label in the reader's language."""

    vocabulary: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PartnerLabel:
    """A partner's word that is read as a term."""

    partner: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class TermCard:
    """One term: how it is said, what stands above it, what it refers to, and who calls it what.

    ``equivalents`` are the other terms of the same order: the captains of other forces.
    """

    vocabulary: str
    shelf: str
    term: Term
    depth: int
    said: Said
    others: tuple[Said, ...]
    broader: TermLink | None
    replaced_by: TermLink | None
    equivalents: tuple[TermLink, ...]
    elements: tuple[TermLink, ...]
    articles: tuple[TermLink, ...]
    partners: tuple[PartnerLabel, ...]


@dataclass(frozen=True, slots=True)
class VocabularyCard:
    """One vocabulary: its name, how it is said, how many terms it has."""

    name: str
    version: str
    said: Said
    others: tuple[Said, ...]
    terms: int
    huridocs_list: int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A group of vocabularies under its heading."""

    label: str
    vocabularies: tuple[VocabularyCard, ...]


def headings(codebook: Codebook, language: str) -> tuple[Heading, ...]:
    """Return every vocabulary under its heading, headings in their order and names in the reader's."""
    groups = codebook.vocabulary(GROUPS).codes()
    shelf = sorted(
        codebook.vocabularies.values(),
        key=lambda each: (groups.index(each.group), each.labels[language].casefold()),
    )
    return tuple(
        Heading(
            codebook.label(GROUPS, group, language), tuple(vocabulary_card(each, language) for each in found)
        )
        for group, found in groupby(shelf, key=lambda each: each.group)
    )


def vocabulary_card(vocabulary: Vocabulary, language: str) -> VocabularyCard:
    """Return the card of one vocabulary."""
    said, *others = _said(vocabulary, language)
    return VocabularyCard(
        vocabulary.name,
        vocabulary.version,
        said,
        tuple(others),
        len(vocabulary.terms),
        vocabulary.huridocs_list,
    )


def term_cards(codebook: Codebook, name: str, language: str) -> tuple[TermCard, ...]:
    """Return the cards of a vocabulary, each term under its broader one."""
    vocabulary = codebook.vocabulary(name)
    return tuple(_card(codebook, vocabulary, term, language, depth) for depth, term in vocabulary.tree())


def found_cards(
    codebook: Codebook, found: Iterable[tuple[Vocabulary, Term]], language: str
) -> tuple[TermCard, ...]:
    """Return the cards of terms that were found, in the order in which they were."""
    return tuple(_card(codebook, vocabulary, term, language, 0) for vocabulary, term in found)


def _card(codebook: Codebook, vocabulary: Vocabulary, term: Term, language: str, depth: int) -> TermCard:
    def link(code: str) -> TermLink | None:
        other = vocabulary.find_term(code) if code else None
        return None if other is None else TermLink(vocabulary.name, code, other.labels[language])

    said, *others = _said(term, language)
    return TermCard(
        vocabulary=vocabulary.name,
        shelf=vocabulary.labels[language],
        term=term,
        depth=depth,
        said=said,
        others=tuple(others),
        broader=link(term.broader),
        replaced_by=link(term.replaced_by),
        equivalents=_links(vocabulary.name, _equivalents(vocabulary, term), language),
        elements=_links(ELEMENTS, codebook.elements(vocabulary.name, term.code), language),
        articles=_links(LAW, _articles(codebook).get((vocabulary.name, term.code), ()), language),
        partners=_partners(codebook).get((vocabulary.name, term.code), ()),
    )


def _equivalents(vocabulary: Vocabulary, term: Term) -> Iterator[Term]:
    if term.order is not None:
        yield from (each for each in vocabulary.terms if each.order == term.order and each != term)


def _said(each: Term | Vocabulary, language: str) -> Iterator[Said]:
    """Yield how it is said, the reader's language first."""
    for spoken in sorted(LANGUAGES, key=lambda other: other != language):
        yield Said(spoken, each.labels[spoken], each.definitions.get(spoken, ""))


def _links(vocabulary: str, terms: Iterable[Term], language: str) -> tuple[TermLink, ...]:
    return tuple(TermLink(vocabulary, term.code, term.labels[language]) for term in terms)


@cache
def _articles(codebook: Codebook) -> dict[tuple[str, str], tuple[Term, ...]]:
    """Return the articles of law by the element that they ask for."""
    found: dict[tuple[str, str], tuple[Term, ...]] = {}
    for article in codebook.vocabulary(LAW).terms:
        for element in article.elements:
            found[ELEMENTS, element] = (*found.get((ELEMENTS, element), ()), article)
    return found


@cache
def _partners(codebook: Codebook) -> dict[tuple[str, str], tuple[PartnerLabel, ...]]:
    """Return the partners' words by the term that they are read as."""
    found: dict[tuple[str, str], tuple[PartnerLabel, ...]] = {}
    for crosswalk in codebook.crosswalks.values():
        for entry in crosswalk.entries:
            said = PartnerLabel(crosswalk.title, entry.label, entry.note)
            for place in entry.codes.items():
                found[place] = (*found.get(place, ()), said)
    return found
