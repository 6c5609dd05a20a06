"""What posts and allegations are made of at the desk: citations by reference, codes, words."""

from collections.abc import Mapping

from crimebook.stores.register import command as stored
from crimebook.stores.register import papers
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Ref

MAX_WORDS_CHARACTERS = 500


def citation_of(ref: str) -> int:
    """Return the citation that stands for a record of the book, or raise `NotFoundError`."""
    asked = Ref.parse(ref)
    found = papers.find_citations([asked])
    if asked not in found:
        raise NotFoundError(f"expected a record of the book to cite, got none called {asked}")
    return found[asked]


def incident_of(ref: str) -> int:
    """Return an incident's id, or raise `NotFoundError`."""
    asked = Ref.parse(ref)
    found = papers.find_incidents([asked])
    if asked not in found:
        raise NotFoundError(f"expected an incident of the book, got none called {asked}")
    return found[asked]


def unit_of(name: str) -> int:
    """Return the id of a unit by its reference or its source's id, or raise `NotFoundError`."""
    found = papers.find_units([name])
    if name not in found:
        raise NotFoundError(f"expected a unit of the book, got none called {name[:80]}")
    return found[name]


def check_codes(codes: Mapping[str, str]) -> None:
    """Check a code of each vocabulary; an empty one is none. Raise `InvalidValueError`."""
    for vocabulary, code in codes.items():
        if code and Codebook.load().vocabulary(vocabulary).find_term(code) is None:
            raise InvalidValueError(f"a code of {vocabulary}", repr(code[:40]), "see the codebook")


def check_words(what: str, words: str) -> str:
    """Return words of one line, without spaces to spare, or raise `InvalidValueError`."""
    plain = " ".join(words.split())
    if len(plain) > MAX_WORDS_CHARACTERS or not plain.isprintable():
        expected = f"{what} of at most {MAX_WORDS_CHARACTERS} printable characters"
        raise InvalidValueError(expected, f"{len(plain)} characters")
    return plain


def chain_of_mention(mention_id: int) -> str:
    """Return the name of a mention's chain of custody; raise `NotFoundError` for no mention."""
    stored.ref_of_mention(mention_id)
    return f"person-mention:{mention_id}"
