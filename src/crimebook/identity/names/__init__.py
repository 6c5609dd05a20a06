"""Names of persons across alphabets and orthographies: their keys, and how alike two of them are.

Belarusian (both orthographies), Russian and Ukrainian Cyrillic, and Latin as BGN/PCGN, Łacinka, Polish,
German and other languages write it. No list of persons or surnames stands behind it: rules of sounds, endings
of cases, and generic given names (``given.toml``).

* `compare`, `compare_keys`: a score in [0, 1] with its reasons; from `THRESHOLD` on two names may be one.
* `keys_of`, `keys_of_many`: a name taken apart once, for many comparisons.
* `scores_of`: the scores of many pairs of keys at a time.
* `blocks_of`: by what names that may be one are brought together.
* `lookup_keys`: by what a name is looked up in an index, word by word.
* `romanised`: plain Latin for people to read.
"""

from crimebook.identity.names.batches import scores_of
from crimebook.identity.names.comparing import THRESHOLD, NameScore, compare, compare_keys
from crimebook.identity.names.keys import NameKey, blocks_of, keys_of, keys_of_many, romanised
from crimebook.identity.names.lookup import lookup_keys
from crimebook.identity.names.words import Kind, NameWord

__all__ = [
    "THRESHOLD",
    "Kind",
    "NameKey",
    "NameScore",
    "NameWord",
    "blocks_of",
    "compare",
    "compare_keys",
    "keys_of",
    "keys_of_many",
    "lookup_keys",
    "romanised",
    "scores_of",
]
