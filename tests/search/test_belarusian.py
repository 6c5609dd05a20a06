"""The stemmer: a table of words that are forms of one, and of words that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.search.belarusian import stem, stems

FORMS_OF_ONE = (
    # nouns
    "жанчына жанчыны жанчыне жанчыну жанчынай жанчын жанчынам жанчынамі жанчынах",
    "дубінка дубінкі дубінку дубінкай дубінак дубінкамі",
    "сведка сьведкі сведак сведкам",
    "асколак асколка асколкам асколкі асколкаў",
    "хлопец хлопца хлопцу хлопцы хлопцаў",
    "шпіталь шпіталя шпіталі шпіталяў",
    "аўтобус аўтобуса аўтобусе аўтобусы аўтобусаў",
    "вязніца вязьніцы вязніцу вязьніцай",
    "міліцыя міліцыі міліцыю міліцыяй",
    "песня песьні песню",
    "рука рукі руку рукой руцэ рукамі",
    "Няміга Нямігі Нямізе Нямігу",
    "Серабранка Серабранцы Серабранкай",
    "войска войскі войскам войскаў",
    "калідор калідоры калідорам калідораў",
    "студэнт студэнта студэнтаў студэнтамі",
    # adjectives and participles
    "малады маладая маладое маладыя маладога маладой маладымі",
    "гумовая гумовай гумовыя гумовых гумовымі",
    "затрыманы затрыманая затрыманыя затрыманых затрымаць затрымалі затрымаў затрымаюць затрыманне",
    "зачынена зачынены зачыніць зачынілі зачыніў",
    "паранены параненых параніць паранілі",
    # verbs
    "збіць збіў збіла збілі збіты збітых зьбілі зьбітых",
    "біць біў біла білі",
    "страляць страляў стралялі страляюць",
    "патрабаваць патрабаваў патрабавалі патрабуюць",
    "прымусіць прымусіў прымусілі",
    "хапаць хапалі хапаюць",
    "збіраць збірацца збіраліся збіраюцца",
    "выбухнуць выбухнуў выбухнула выбух выбухі",
    "выцягнуць выцягнулі выцягнуты",
    # the classical orthography
    "свет сьвет сьвету",
    "снег сьнег сьнегу",
    "спяваць сьпяваць сьпявалі",
    "зняволены зьняволеныя зьняволеных",
    "прытомнасць прытомнасьці",
)
DIFFERENT = (
    ("камера", "камень"),
    ("вада", "від"),
    ("шыба", "шыя"),
    ("суд", "сук"),
    ("міліцыя", "мілы"),
    ("турма", "тур"),
    ("горад", "гара"),
    ("плошча", "плот"),
    ("снег", "сход"),
    ("мост", "маса"),
    ("барыкада", "бар"),
    ("стрэл", "страх"),
)


@pytest.mark.parametrize("words", FORMS_OF_ONE, ids=lambda words: words.split()[0])
def test_forms_of_one_word_share_a_stem_with_the_first(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert set(stems(first)) & set(stems(other)), (first, stems(first), other, stems(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_share_none(one: str, other: str) -> None:
    assert not set(stems(one)) & set(stems(other))


def test_a_noun_is_read_as_a_noun_first() -> None:
    assert stem("дубінкамі") == "дубінк"
    assert stem("маладых") == "малад"


@given(st.text(alphabet="абвгґджзеёійклмнопрстуўфхцчшыьэюя'", min_size=1, max_size=24))
def test_every_word_has_a_stem_and_none_is_longer_than_the_word(word: str) -> None:
    found = stems(word)
    assert found
    assert all(len(each) <= len(word) for each in found)
    assert len(set(found)) == len(found)
