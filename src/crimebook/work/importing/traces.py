"""Traces of a record on its way in: addresses, files, consent, and traits by which it is known again."""

from dataclasses import dataclass

from crimebook.exchange.accounts import ConsentWords, FileFacts
from crimebook.identity.addresses import link_key
from crimebook.identity.traits import traits_of_incident, traits_of_recording
from crimebook.stores.register.records import NewConsent, NewFile, NewLink, Traces
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import Window
from crimebook.work.importing.context import ImportContext


@dataclass(frozen=True, slots=True)
class Seen:
    """What of an account its traces are made of. Links are (address, what is said of it)."""

    is_recording: bool = False
    links: tuple[tuple[str, str], ...] = ()
    files: tuple[FileFacts, ...] = ()
    consents: tuple[ConsentWords, ...] = ()
    windows: tuple[Window, ...] = ()
    acts: tuple[str, ...] = ()
    duration_s: float | None = None
    picture_px: tuple[int | None, int | None] = (None, None)
    place_words: str = ""
    town_words: str = ""


def traces_of(seen: Seen, context: ImportContext) -> Traces:
    """Return the traces of a record; a consent in codes that the codebook does not have is refused."""
    return Traces(
        links=tuple(NewLink(url, link_key(url), text) for url, text in seen.links),
        files=tuple(
            NewFile(each.name, each.digest or "", each.media_type, each.size_bytes) for each in seen.files
        ),
        consents=tuple(_consent(each, context.codebook) for each in seen.consents),
        traits=_traits(seen),
    )


def _traits(seen: Seen) -> tuple[tuple[str, str], ...]:
    urls = [url for url, _ in seen.links]
    digests = [each.digest for each in seen.files if each.digest]
    if seen.is_recording:
        traits = traits_of_recording(
            links=urls,
            digests=digests,
            windows=seen.windows,
            duration_s=seen.duration_s,
            picture_px=seen.picture_px,
            place_words=seen.place_words,
            town_words=seen.town_words,
        )
    else:
        # That two sources tell one event is found by comparing them (`crimebook.work.retelling`).
        traits = traits_of_incident(links=urls, digests=digests)
    return tuple((trait.kind, trait.key) for trait in traits)


def _consent(words: ConsentWords, codebook: Codebook) -> NewConsent:
    for vocabulary, code in (("consent_purposes", words.purpose), ("consent_answers", words.answer)):
        if codebook.vocabulary(vocabulary).find_term(code) is None:
            raise InvalidValueError(f"a code of {vocabulary}", repr(code[:40]), "see the codebook")
    return NewConsent(words.purpose, words.answer, words.given_by, words.words, words.at)
