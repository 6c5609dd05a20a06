"""What the levels of the shipped models say, in sentences that are translated.

They name no value: a page shows both writings beside them.
"""

from collections.abc import Mapping

from crimebook.terms.reasons import Reason, reason

PRIOR = reason("two mentions are two persons until something says otherwise")
PRIORS: Mapping[str, Reason] = {
    "incidents": reason("two records are two until something says otherwise"),
    "victims": reason("two sealed names are of two persons until something says otherwise"),
}
"""What the priors of other models than that of persons say, by the model's name."""


_NUMBER_MISREAD = reason("the numbers differ by one sign, as when one is misread")
_INITIAL = reason("one gives only an initial, and it fits")

SENTENCES: Mapping[tuple[str, str], Reason] = {
    ("surname", "same"): reason("one surname, in whatever letters"),
    ("surname", "sound"): reason("the surnames have the same consonants"),
    ("surname", "one_off"): reason("the surnames differ by one sound"),
    ("surname", "like"): reason("the surnames are much alike"),
    ("surname", "a_little"): reason("the surnames are a little alike"),
    ("surname", "other"): reason("the surnames are other ones"),
    ("given", "same"): reason("forms of one given name"),
    ("given", "one_off"): reason("the given names differ by one sound"),
    ("given", "initial"): _INITIAL,
    ("given", "other"): reason("the given names are other ones"),
    ("father", "same"): reason("one patronymic"),
    ("father", "one_off"): reason("the patronymics differ by one sound"),
    ("father", "initial"): _INITIAL,
    ("father", "other"): reason("the patronymics are other ones"),
    ("callsign", "same_unit"): reason("one callsign in one unit"),
    ("callsign", "same"): reason("one callsign, with its number"),
    ("callsign", "word"): reason("one callsign, one of them without its number"),
    ("callsign", "other"): reason("the callsigns are other ones"),
    ("nickname", "same"): reason("one nickname"),
    ("nickname", "other"): reason("the nicknames are other ones"),
    ("birth", "day"): reason("born on one day"),
    ("birth", "crossed"): reason("born on one day, if day and month were exchanged"),
    ("birth", "month"): reason("born in one month; one of them tells no day"),
    ("birth", "year"): reason("born in one year; one of them tells no more"),
    ("birth", "one_off"): reason("the days of birth differ by one digit"),
    ("birth", "same_year"): reason("born in one year, on other days"),
    ("birth", "near"): reason("the years of birth are one apart"),
    ("birth", "other"): reason("born in other years"),
    ("badge", "same"): reason("one service number"),
    ("badge", "misread"): _NUMBER_MISREAD,
    ("badge", "other"): reason("the service numbers are other ones"),
    ("helmet", "same_unit"): reason("one helmet number in one unit"),
    ("helmet", "same"): reason("one helmet number; units have the same ones"),
    ("helmet", "misread"): _NUMBER_MISREAD,
    ("helmet", "other"): reason("the helmet numbers are other ones; helmets are exchanged"),
    ("phone", "same"): reason("one telephone number"),
    ("phone", "same_end"): reason("one telephone number, but its network is not told or another"),
    ("phone", "misread"): _NUMBER_MISREAD,
    ("phone", "other"): reason("the telephone numbers are other ones"),
    ("plate", "same"): reason("one number plate"),
    ("plate", "misread"): _NUMBER_MISREAD,
    ("plate", "other"): reason("the number plates are other ones"),
    ("unit", "same"): reason("one unit"),
    ("unit", "kind_and_town"): reason("one kind of unit in one town"),
    ("unit", "kind"): reason("one kind of unit; one of them tells no town"),
    ("unit", "town"): reason("units of one town"),
    ("unit", "other_town"): reason("one kind of unit, in other towns"),
    ("unit", "other"): reason("the units are other ones; people are moved"),
    ("rank", "same"): reason("one rank, or its equivalent"),
    ("rank", "next"): reason("promoted by one rank between the two"),
    ("rank", "risen"): reason("promoted by several ranks between the two"),
    ("rank", "near"): reason("the ranks are one step apart, against the order of time"),
    ("rank", "other"): reason("the ranks do not follow each other"),
    ("height", "near"): reason("the heights are within 5 cm"),
    ("height", "about"): reason("the heights are within 10 cm"),
    ("height", "other"): reason("the heights are more than 10 cm apart"),
    ("looks", "three"): reason("three features of the looks are the same"),
    ("looks", "two"): reason("two features of the looks are the same"),
    ("looks", "one"): reason("one feature of the looks is the same"),
    ("looks", "none"): reason("no feature of the looks that both tell is the same"),
    ("company", "parted"): reason("many who are likely one with the one contradict the other"),
    ("company", "mixed"): reason("most who are near stand with both, some contradict one of them"),
    ("company", "crowd_torn"): reason(
        "twenty or more stand with both, but some of them contradict each other"
    ),
    ("company", "many_torn"): reason("eight or more stand with both, but some of them contradict each other"),
    ("company", "some_torn"): reason("three or more stand with both, but some of them contradict each other"),
    ("company", "few_torn"): reason("few stand with both, and some of them contradict each other"),
    ("company", "alone_torn"): reason("nobody stands with both, and there may be two of this name"),
    ("company", "crowd"): reason("twenty or more stand with both, and nobody parts them"),
    ("company", "many"): reason("eight or more stand with both, and nobody parts them"),
    ("company", "some"): reason("three or more stand with both, and nobody parts them"),
    ("company", "few"): reason("one or two stand with both, and nobody parts them"),
    ("company", "alone"): reason("nobody stands with both, and nobody parts them"),
    ("", "same_tag"): reason("one tag: the same was sealed under it"),
    ("", "other_tag"): reason("the tags are other ones"),
    ("time", "same"): reason("they leave the very same time open"),
    ("time", "moment"): reason("both tell the moment, and they are within half an hour"),
    ("time", "near"): reason("the middles of their times are within 40 minutes"),
    ("time", "open"): reason("their times allow one moment"),
    ("time", "long"): reason("one of them leaves more than two days open"),
    ("time", "apart"): reason("their times share a day and no moment"),
    ("place", "same_words"): reason("one place of the gazetteer, in words that sound alike"),
    ("place", "same"): reason("one place of the gazetteer"),
    ("place", "words"): reason("the words of their places sound alike"),
    ("place", "steps"): reason("their places are within some 300 m"),
    ("place", "near"): reason("their places are within about a kilometre"),
    ("place", "some"): reason("a name in the words of their places is the same"),
    ("place", "unclear"): reason("one of them gives no place that is known, and no name is the same"),
    ("place", "other"): reason("their places are other ones"),
    ("town", "same"): reason("one town"),
    ("town", "other"): reason("the towns are other ones"),
    ("act", "all"): reason("their acts are the same"),
    ("act", "half"): reason("half of their acts are the same, or more"),
    ("act", "same"): reason("one act at least is the same"),
    ("act", "other"): reason("their acts are other ones"),
    ("injury", "all"): reason("their injuries are the same: where, what and by what"),
    ("injury", "some"): reason("some of their injuries are the same"),
    ("injury", "other"): reason("their injuries are other ones"),
    ("victim", "same"): reason("the same words for who was hurt"),
    ("victim", "other"): reason("other words for who was hurt"),
    ("actor", "same"): reason("the same words for who did it"),
    ("actor", "other"): reason("other words for who did it"),
    ("words", "half"): reason("half of the words are the same, or more"),
    ("words", "some"): reason("some of the words are the same"),
    ("words", "other"): reason("hardly a word is the same"),
    ("link", "same"): reason("both give the same address"),
    ("link", "other"): reason("the addresses are other ones"),
}


def sentence_of(comparison: str, level: str) -> Reason:
    """Return what a level says; by its names where the model is none of ours.

    Tags are of columns that a caller names: their levels have sentences under any name.
    """
    told = SENTENCES.get((comparison, level)) or SENTENCES.get(("", level))
    return told or reason("{comparison}: {level}", comparison=comparison, level=level)
