"""One name in many spellings: folding, romanising, readings and stems.

The spellings are Belarusian (both orthographies), Russian and Ukrainian Cyrillic, BGN/PCGN, Łacinka, Polish
and careless English. Places use this now; names of persons use the same rules. Nothing here knows a name:
lists of names and translations belong to the engines.

* `folding.fold`, `folding.split_words`: one writing for case, accents, apostrophes, ё and ў.
* `romanising.romanise`: plain Latin for people to read.
* `readings.sounds`, `readings.skeletons`: keys that are equal across spellings.
* `stems.find_stem`, `stems.stem`: a word without its case ending, and whether it is an adjective.
* `stems.find_ending`, `stems.is_adjectival`: what sort of word an ending leaves, where it is sure.
"""

from crimebook.terms.script.folding import fold, split_words
from crimebook.terms.script.readings import are_same, skeletons, sounds
from crimebook.terms.script.romanising import romanise
from crimebook.terms.script.stems import Ending, Form, Stem, find_ending, find_stem, is_adjectival, stem

__all__ = [
    "Ending",
    "Form",
    "Stem",
    "are_same",
    "find_ending",
    "find_stem",
    "fold",
    "is_adjectival",
    "romanise",
    "skeletons",
    "sounds",
    "split_words",
    "stem",
]
