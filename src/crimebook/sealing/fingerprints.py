"""Fingerprints of roots, as people compare them: digits in groups, or words of a list.

A fingerprint is the SHA-256 of the two lines of a root, so that ``sha256sum`` shows it without this program.
The words say all 256 bits and a checksum of eight, hence they are 24: nobody takes them for the twelve words
of a receipt, and the place where those are typed refuses them.

A custodian is compared by 32 digits of the SHA-256 of their recipient: the first two groups are shown, as the
keeper of the root sees them in a change of the manifest, and the last two must be heard.
"""

import hashlib
import re
from typing import Final

from crimebook.sealing.words import LIST_WORDS, Language, list_words
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest
from crimebook.terms.notes import NoteError, Root

WORDS: Final = 24
GROUP_DIGITS: Final = 8
KEY_GROUPS: Final = 4
SHOWN_GROUPS: Final = 2
_WORD_BITS = 11
_CHECK_BITS = 8


def fingerprint(root: Root) -> Digest:
    """Return the digest by which people compare a root."""
    return sha256_hex(str(root).encode())


def fingerprint_groups(digest: Digest) -> tuple[str, ...]:
    """Return a fingerprint in groups of eight digits."""
    return tuple(digest[at : at + GROUP_DIGITS] for at in range(0, len(digest), GROUP_DIGITS))


def fingerprint_words(digest: Digest, language: Language | str) -> tuple[str, ...]:
    """Return a fingerprint as 24 words of a language, to be read out."""
    content = bytes.fromhex(digest)
    bits = int.from_bytes(content, "big") << _CHECK_BITS | hashlib.sha256(content).digest()[0]
    places = (bits >> _WORD_BITS * at & LIST_WORDS - 1 for at in reversed(range(WORDS)))
    words = list_words(language)
    return tuple(words[place] for place in places)


def check_fingerprint(root: Root, typed: str) -> None:
    """Raise `NoteError` unless ``typed`` is the whole fingerprint of ``root``: digits, or words of any list.

    Spaces, dashes, order numbers and case do not matter. A beginning is not enough: somebody who wants to be
    taken for this root can make one with any beginning that is short.
    """
    digest = fingerprint(root)
    told = typed.casefold()
    if re.sub(r"[\s:-]", "", told) == digest:
        return
    words = tuple(re.findall(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*", told))
    if any(words == fingerprint_words(digest, language) for language in Language):
        return
    raise NoteError(
        f"the fingerprint of {root.name}, all 64 digits or 24 words", "another", "use nothing that it signed"
    )


def key_fingerprint(key: str) -> tuple[str, ...]:
    """Return the four groups of eight digits by which people compare a custodian's recipient."""
    return fingerprint_groups(sha256_hex(key.encode()))[:KEY_GROUPS]


def check_key_fingerprint(key: str, typed: str) -> None:
    """Raise `NoteError` unless ``typed`` is the fingerprint of ``key``, or the groups that are not shown.

    What stands on the screen is not enough: it shows that somebody read the screen, and asked nobody.
    """
    groups = key_fingerprint(key)
    told = re.sub(r"[\s:-]", "", typed.casefold())
    if told not in ("".join(groups), "".join(groups[SHOWN_GROUPS:])):
        raise NoteError(
            "the fingerprint of who takes the place, as they read it out",
            "another",
            "seal nothing to that key",
        )
