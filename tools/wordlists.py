"""The lists of the twelve words: checked against the rules of their specification.

Usage: python tools/wordlists.py check [FOLDER]

The rules are those of section 2 of docs/spec/0002-twelve-words.md, which also holds the SHA-256 of each list:
a list never changes once a receipt was made with it. With the FOLDER of hunspell's dictionaries (be_BY.dic,
ru_RU.dic, en_US.dic), words that they do not have are printed as well; those need an eye, not a refusal.
"""

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from crimebook.sealing.spelling import ABBREVIATION_LETTERS, alignment, fold
from crimebook.sealing.words import LIST_WORDS, Language

ROOT = Path(__file__).parent.parent
LISTS = ROOT / "src/crimebook/sealing/wordlists"
SPECIFICATION = ROOT / "docs/spec/0002-twelve-words.md"
ALPHABETS = {
    Language.BELARUSIAN: "абвгдеёжзійклмнопрстуўфхцчшыьэюя'",
    Language.RUSSIAN: "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    Language.ENGLISH: "abcdefghijklmnopqrstuvwxyz",
}
LEAST_LETTERS, MOST_LETTERS = 4, 8
DICTIONARIES = {Language.BELARUSIAN: "be_BY", Language.RUSSIAN: "ru_RU", Language.ENGLISH: "en_US"}


def read_list(language: Language) -> tuple[str, ...]:
    """Return the words of a list as they stand in its file."""
    return tuple((LISTS / f"{language}.txt").read_text(encoding="utf-8").split("\n")[:-1])


def find_faults(language: Language, words: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with one list, a line each."""
    folded = [fold(word) for word in words]
    if len(words) != LIST_WORDS:
        yield f"{language}: expected {LIST_WORDS} words, got {len(words)}"
    yield from find_unusual(language, words)
    if folded != sorted(folded):
        yield f"{language}: expected the order of the folded words"
    for start, count in Counter(word[:ABBREVIATION_LETTERS] for word in folded).items():
        if count > 1:
            yield f"{language}: expected one word that begins with {start}, got {count}"
    for one, other in find_near(folded):
        yield f"{language}: expected two edits between any two words, got one: {one}, {other}"


def find_unusual(language: Language, words: Sequence[str]) -> Iterator[str]:
    """Yield the words with other letters than their language has, and those too short or too long."""
    for word in words:
        letters = len(fold(word))
        if not set(word) <= set(ALPHABETS[language]):
            yield f"{language}: {word}: expected the letters of the alphabet, in lower case"
        if not LEAST_LETTERS <= letters <= MOST_LETTERS:
            yield f"{language}: {word}: expected {LEAST_LETTERS} to {MOST_LETTERS} letters, got {letters}"


def find_near(folded: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words one edit apart: such words have a form in common with one letter left out."""
    forms: dict[str, list[str]] = {}
    for word in folded:
        for form in {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}:
            forms.setdefault(form, []).append(word)
    pairs = {pair for words in forms.values() for pair in combinations(sorted(words), 2)}
    yield from sorted(pair for pair in pairs if alignment(*pair) < 2)


def find_shared(lists: dict[Language, tuple[str, ...]]) -> Iterator[str]:
    """Yield the words that stand in more than one list."""
    for one, other in combinations(lists, 2):
        shared = {fold(word) for word in lists[one]} & {fold(word) for word in lists[other]}
        for word in sorted(shared):
            yield f"{one}, {other}: expected no word in two lists, got {word}"


def find_unwritten(specification: str) -> Iterator[str]:
    """Yield the lists whose digest the specification does not have."""
    for language in Language:
        digest = hashlib.sha256((LISTS / f"{language}.txt").read_bytes()).hexdigest()
        if digest not in specification:
            yield f"{language}: expected the list of the specification, got one with the SHA-256 {digest}"


def find_unspelt(language: Language, words: Sequence[str], folder: Path) -> Iterator[str]:
    """Yield the words that a dictionary of hunspell does not have in their plain form."""
    lines = (folder / f"{DICTIONARIES[language]}.dic").read_text(encoding="utf-8").splitlines()
    known = {re.split(r"[/\t ]", line)[0].lower() for line in lines}
    # The Belarusian dictionary writes a first «у» as it stands after a vowel.
    known |= {"у" + word[1:] for word in known if word.startswith("ў")}
    for word in words:
        if word not in known:
            yield f"{language}: not in the dictionary: {word}"


def main(arguments: Sequence[str]) -> int:
    """Print the faults; 0 if there are none."""
    if not arguments or arguments[0] != "check":
        print(__doc__)
        return 2
    lists = {language: read_list(language) for language in Language}
    faults = [fault for language, words in lists.items() for fault in find_faults(language, words)]
    faults += find_shared(lists)
    faults += find_unwritten(SPECIFICATION.read_text(encoding="utf-8"))
    print("\n".join(faults) or f"{len(lists)} lists of {LIST_WORDS} words: no fault")
    for folder in arguments[1:]:
        for language, words in lists.items():
            print(*find_unspelt(language, words, Path(folder)), sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
