"""How a partner came by the consent for everything that it brings, as whoever imports it says."""

from crimebook.stores.register.records import NewConsent
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError


def read_provenance(text: str) -> NewConsent:
    """Read ``PURPOSE=ANSWER:WORDS`` in codes of the codebook; the words say how it was asked."""
    answered, _, words = text.partition(":")
    purpose, equals, answer = (part.strip() for part in answered.partition("="))
    codebook = Codebook.load()
    for vocabulary, code in (("consent_purposes", purpose), ("consent_answers", answer)):
        if not equals or codebook.vocabulary(vocabulary).find_term(code) is None:
            raise InvalidValueError(
                "PURPOSE=ANSWER:WORDS", repr(text[:80]), f"use codes of {vocabulary}, see the codebook"
            )
    return NewConsent(purpose, answer, words=words.strip())
