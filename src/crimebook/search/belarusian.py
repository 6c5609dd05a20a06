"""A light stemmer of Belarusian in both orthographies (the official one and the classical, "taraškievica").

It takes endings off by the grammar's tables of declension and conjugation and knows no word but some forty
short roots of verbs. One spelling may be a noun and a verb («шпіталі», «затрымалі»), so a word may have
several stems: two words are forms of one when they share a stem. The steps:

1. The classical soft signs of assimilation go (сьвет, песьня: свет, песня).
2. Read as a noun or an adjective: the longest case ending goes. A fleeting vowel goes too (асколак,
   асколкі), and к, г, х come back where they turned into ц, з, с (Нямізе, руцэ, Серабранцы).
3. Read as a verb: the reflexive, then the ending of an infinitive, a past, a present, an imperative or a
   gerund with the vowel of its class goes; of a participle the -ан-, -ен- too.

Tables: Belarusian grammar, parts on declension and conjugation, written down by us as endings. Stems are
keys to compare, not words to show.
"""

import re
from functools import lru_cache

from crimebook.terms.script.folding import fold_keeping_sounds

_VOWELS = "аеоэуюяыі"
_HAS_VOWEL = re.compile(f"[{_VOWELS}]")
_SHORTEST = 3
_SHORTEST_OF_ALL = 2
_SHORTEST_OF_PARTICIPLE = 4

_ASSIMILATION = re.compile(f"ь(?=[^{_VOWELS}ьй])")
_FLEETING = re.compile(f"(?<=[{_VOWELS}])([^{_VOWELS}]+)[аоеэ]([кц])$")
_FALLING = re.compile("(?<=...)[іы]$")
"""The і of «міліцыя, міліцыі»."""

_REFLEXIVE = re.compile("(?:ся|сь|(ц)ца)$")

_NOUN_ENDINGS = (
    "а я у ю е э і ы о ь ом ам ем ям эм ай аю ой ою ей ею эй эю яй яю аў оў яў еў ау оу яу еу "
    "амі ямі мі ах ях ох ех цю"
)
"""Three declensions, singular and plural."""

_ADJECTIVE_ENDINGS = (
    "ая яя ае яе ое ага яга ога аму яму ому ым ім ую юю ыя ія ых іх ымі імі ы і "
    "ейшы ейшая ейшае ейшыя ейшага ейшых эйшы эйшая эйшае эйшыя эйшых"
)
"""Of adjectives, pronouns, ordinals; then of comparison."""

_BY_LENGTH = tuple(
    sorted({*_NOUN_ENDINGS.split(), *_ADJECTIVE_ENDINGS.split()}, key=lambda ending: (-len(ending), ending))
)

_TURNED = {"ц": "к", "з": "г", "с": "х"}
_TURNING_ENDINGS = frozenset("еэыі")

_VERB = re.compile(
    "(?:"
    "[аяіыуеэ](?:ць|ў|ла|ло|лі|ўшы)|(?<=[ауо])у"
    "|[аяуюе]?(?:еш|эш|еце|эце|юць|уць|ем|эм)|(?:іш|ыш|іць|ыць|іце|ыце|яць|аць|ець|эць)"
    "|[ау][еюя]|[аяуюе]?(?:ючы|учы|ячы|ачы)|(?:ай|яй|уй|юй|і|ы)це|нуць|ну[ўлт][аоіы]?"
    ")$"
)
_SUFFIX = re.compile("[аяео]в$")
"""Патрабаваць has it, патрабуюць has not."""

_PARTICIPLE = re.compile("(?:[аяо]в)?[аяе]нн?$")
_SHORT_VERB = re.compile(
    "^((?:за|на|па|пад|пера|пра|пры|вы|раз|рас|аб|ад|у|з|с|да|не|ня|абяз)?"
    "(?:бі|пі|лі|ві|гні|жы|мы|шы|кры|ры|ны|вы|чу|ду|гу|кла|зна|ста|да|бра|дра|гна|рва|спа|ала|кра|се|дзе|грэ|пе|сме|шле|узя|ня))"
    "(?:ць|ў|ла|ло|лі|ўшы|ты|тая|тае|тыя|тага|тых|там|тым|тымі|тую)$"
)


@lru_cache(maxsize=131_072)
def stems(word: str) -> tuple[str, ...]:
    """Return the stems of one word, the likeliest first; at least one, and never an empty one.

    >>> stems("затрыманыя")[-1], stems("затрымалі")[-1]
    ('затрым', 'затрым')
    """
    spelt = _ASSIMILATION.sub("", fold_keeping_sounds(word))
    found = [*_short_verb(spelt), *_nominal(spelt), *_verbal(spelt)]
    return tuple(dict.fromkeys(found)) or (spelt,)


def stem(word: str) -> str:
    """Return the likeliest stem."""
    return stems(word)[0]


def _short_verb(word: str) -> list[str]:
    """Read «збілі», «збіць», «збіты» as «збі»: their roots are too short for a table of endings."""
    found = _SHORT_VERB.match(_unreflexive(word))
    return [found[1]] if found else []


def _nominal(word: str) -> list[str]:
    text, ending = _strip_case(word)
    found = [_FLEETING.sub(r"\1\2", text)]
    if ending in _TURNING_ENDINGS and text[-1] in _TURNED and len(text) >= _SHORTEST:
        found.append(text[:-1] + _TURNED[text[-1]])
    whole = _PARTICIPLE.sub("", text)
    if whole != text and _is_stem(whole, _SHORTEST_OF_PARTICIPLE):
        found.append(whole)
    return found


def _verbal(word: str) -> list[str]:
    spelt = _unreflexive(word)
    text = _VERB.sub("", spelt)
    if text == spelt or not _is_stem(text, _SHORTEST):
        return []
    plain = _SUFFIX.sub("", text)
    return [plain if _is_stem(plain, _SHORTEST) else text]


def _strip_case(word: str) -> tuple[str, str]:
    """Return the word without its longest case ending that leaves three letters, or two; and the ending."""
    for shortest in (_SHORTEST, _SHORTEST_OF_ALL):
        for ending in _BY_LENGTH:
            text = word[: -len(ending)]
            if word.endswith(ending) and _is_stem(text, shortest):
                return _FALLING.sub("", text), ending
    return word, ""


def _is_stem(text: str, shortest: int) -> bool:
    return len(text) >= shortest and bool(_HAS_VOWEL.search(text))


def _unreflexive(word: str) -> str:
    return _REFLEXIVE.sub(lambda found: "ць" if found[1] else "", word)
