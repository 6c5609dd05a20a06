"""What is said of a report's place in the book, in plain words, and the proof to be saved.

The texts are one list for the pages of the server, the scripts of the mailbox and the form for a stick: all
three say the same of the same thing.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crimebook.asking.tables import Table, Texts
from crimebook.work.receiving.lateness import Lateness
from crimebook.work.receiving.standing import InBook, Standing

WORDS = "proof_words.toml"
FILE_NAME = "proof.txt"


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says: a first sentence and others, and the address by which the proof is saved.

    The address holds the file itself: asking for it apart would tell the line that there is a proof.
    """

    head: str
    rest: tuple[str, ...] = ()
    is_alarm: bool = False
    file: str = ""


@cache
def proof_words() -> Mapping[str, Texts]:
    """Return the texts by their keys."""
    return Table.read(files("crimebook.zones.intake"), WORDS).texts_by_key()


def proof_texts(language: str) -> dict[str, str]:
    """Return the texts in one language."""
    return {key: texts[language] for key, texts in proof_words().items()}


def say_in_book(found: InBook, language: str) -> Said | None:
    """Return what a page says of how a report stands, or None where there is nothing to be said."""
    texts = proof_texts(language)
    match found.standing:
        case Standing.NOTHING:
            return None
        case Standing.COLLECTED:
            return Said(_put(texts["waiting"], found)) if found.come_back else None
        case Standing.UNCHECKED:
            return Said(texts["unchecked"], (texts["unchecked_more"],), file=_address(found))
        case Standing.BROKEN:
            return Said(texts["broken"], is_alarm=True)
        case Standing.PUBLISHED:
            more = "published_wait" if found.witnesses else "published_alone"
            return Said(texts["published"], (_put(texts[more], found),), file=_address(found))
        case Standing.PROVEN:
            rest = (_put(texts["proven_by"], found), texts["not_truth"], texts["checked_there"])
            return Said(_put(texts["proven"], found), rest, file=_address(found))


def say_lateness(found: Lateness | None, language: str) -> Said | None:
    """Return what a page says of the day on which the book signed last, and of answers that are not there."""
    if found is None:
        return None
    texts = proof_texts(language)
    rest = [texts["late"]] if found.is_late else []
    if found.missing:
        rest.append(texts["missing"].format(missing=found.missing, listed=found.listed))
    return Said(texts["dated"].format(day=found.day), tuple(rest), is_alarm=found.is_late)


def _put(text: str, found: InBook) -> str:
    return text.format(
        since=found.since,
        seen=found.seen,
        needed=found.needed,
        witnesses=found.witnesses,
        come_back=found.come_back,
    )


def _address(found: InBook) -> str:
    return f"data:text/plain;base64,{b64encode(str(found.receipt).encode()).decode()}"
