"""Keys by which a name is looked up in an index: of each word, whatever alphabet it is written in.

Wider than `blocks_of`: whoever looks for somebody types one word, often the given name or a form of it, and
sees for themselves who is meant.
"""

from collections.abc import Iterator

from crimebook.identity.names.keys import NameKey, keys_of
from crimebook.identity.names.words import Kind, NameWord

SHORTEST_SKELETON = 3
"""Fewer consonants are those of too many words."""


def lookup_keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name, each once; two writings of one word share at least one of them.

    ``@krvl`` are consonants, ``@=17`` a group of given names (Мікалай, Николай, Mikola) or the patronymic
    made of it. Initials have none.
    """
    key: NameKey = keys_of(name)
    return tuple(dict.fromkeys(each for word in (*key.words, *key.callsigns) for each in _keys_of(word)))


def _keys_of(word: NameWord) -> Iterator[str]:
    if word.kind is Kind.INITIAL:
        return
    for skeleton in word.skeletons:
        if len(skeleton) >= SHORTEST_SKELETON and " " not in skeleton:
            yield f"@{skeleton}"
    for group in sorted(word.given.full | word.given.short | word.fathers):
        yield f"@={group}"
