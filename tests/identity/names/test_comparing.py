"""What two names are to each other: invented people, each pair a rule."""

import unicodedata

import pytest
from bench.hard_names import people as drawn_people
from bench.hard_names import plain_names, written
from bench.latin_tables import WAYS
from bench.spellings import people
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.identity.names import THRESHOLD, compare, keys_of, scores_of

SAME = {
    "two languages and an initial": ("майор Сівакоў А.", "Aliaksandr Sivakou"),
    "two orthographies": ("SIVAKOV ALEKSANDR", "Аляксандар Сівакоў"),
    "three words each": ("Іваноўскі Рыгор Мікалаевіч", "Ивановский Григорий Николаевич"),
    "Polish": ("Siarhiej Szczerbakow", "Щербаков Сергей Иванович"),
    "German": ("Schtscherbakow, Sergej", "Щарбакоў Сяргей"),
    "Łacinka": ("Dzmitry Kraŭčanka", "Кравченко Дмитрий"),
    "French": ("Sergueï Choïgoun", "Сергей Шойгун"),
    "Swedish": ("Tjernysjov Pjotr", "Пётр Чарнышоў"),
    "Latvian": ("Sergejs Lukins", "Сергей Лукин"),
    "Ukrainian зг": ("Yevhen Zghurskyi", "Згурский Евгений"),
    "marks left out": ("Scerbakou Siarhej", "Щербаков Сергей"),
    "instrumental": ("Кубраковым Иваном", "Кубраков Иван"),
    "genitive in Ukrainian": ("Іваненка Олександра Петровича", "Иваненко Александр Петрович"),
    "genitive of a man, not a woman": ("Александра Петровича Сивко", "Сивко Александр Петрович"),
    "dative of a woman": ("Кавалёвай Марыі", "Ковалёва Мария"),
    "initials of both": ("Сивко П.И.", "Пётр Ильич Сивко"),
    "an initial from another language": ("Н. Сидоренко", "Мікалай Сідарэнка"),
    "an iotated initial": ("Карпенко Е.", "Yauhen Karpenka"),
    "a short form": ("Вова Зеленцов", "Уладзімір Зелянцоў"),
    "a spoken patronymic": ("Петр Саныч Дрозд", "Дрозд Пётр Александрович"),
    "half of a double surname": ("Иванова-Сидорчук Анна", "Сидорчук Анна"),
    "a patronymic here, a surname there": ("Анна Ивановна Сидорчук", "Сидорчук-Пятрова Ганна"),
    "a digit read for a letter": ("К0валёв Пётр", "Ковалёв Пётр"),
    "letters of two alphabets": ("Кoвaлeв Пётp", "Ковалев Петр"),
    "a wrong letter beside two sure words": ("Коввлев Пётр Ильич", "Ковалев Пётр Ильич"),
    "letters in each other's place": ("Ковлаев Пётр Ильич", "Ковалев Пётр Ильич"),
    "a surname that is a given name": ("Роман Адам", "Adam Raman"),
    "a surname like a patronymic": ("Богданович Лариса Николаевна", "Larysa Bahdanovič"),
    "surnames of one given name": ("Лявонцьеў Анатоль", "Анатолий Леонтьев"),
    "х as x": ("Xomenko Mixail", "Хоменко Михаил"),
    "кс as x": ("Maxim Alexeenko", "Алексеенко Максим"),
    "Dutch oe": ("Loekjan Soesjko", "Лукьян Сушко"),
    "Hungarian sz and s": ("Szuhovics Alekszej", "Сухович Алексей"),
    "Romanian ending": ("Borisovschi Serghei", "Борисовский Сергей"),
    "Romanian patronymic": ("Dubenco Andrei Ilici", "Дубенко Андрей Ильич"),
    "Lithuanian ending": ("Denisas Tarasenkas", "Денис Тарасенко"),
    "Latvian patronymic": ("Kiseļenko Oļegs Matvejevičs", "Киселенко Олег Матвеевич"),
    "ў for л": ("Воўчык Алег", "Волчик Олег"),
    "Ukrainian в for л": ("Вовчик Олег", "Волчик Олег"),
    "Ukrainian і for о": ("Підгорний Олег", "Подгорный Олег"),
    "ў typed as у": ("Зеленкоу Алег", "Зялянкоў Алег"),
    "letters taken apart": (unicodedata.normalize("NFD", "Андрэй Зайчыкаў"), "Андрей Зайчиков"),
    "a mark of stress": ("Сивко\u0301 Андре\u0301й", "Сивко Андрей"),
    "signs that nobody sees": ("\u200bСив\u00adко\u00a0Андрей", "Сивко Андрей"),
    "an initial of a passport": ("Sivko I. P.", "Сивко Юрий Петрович"),
    "a common surname without patronymic": ("Волков Михаил", "Михаил Николаевич Волков"),
    "an uncommon surname in -ин without patronymic": ("Волкин Міхаіл", "Михаил Николаевич Волкин"),
    "a callsign beside": ("Сидоренко Иван (позывной «Гром»)", "Иван Сидоренко"),
}
OTHER = {
    "father and son": ("Волков Михаил Николаевич", "Волков Николай Михайлович"),
    "brothers": ("Иванов Пётр Иванович", "Иванов Иван Иванович"),
    "cousins": ("Иванов Пётр Иванович", "Иванов Пётр Петрович"),
    "brother and sister": ("Сидорчук Анна Петровна", "Сидорчук Иван Петрович"),
    "man and woman of like names": ("Иванов Александр", "Иванова Александра"),
    "man and woman of like names in Latin": ("Ivanov Viktor", "Ivanova Viktoria"),
    "initials that differ": ("Иванов А.П.", "Иванов А.С."),
    "two initials and two names": ("Волков М. М.", "Михаил Николаевич Волков"),
    "initials in each other's place": ("Сивко В. И.", "Сивко Иван Викторович"),
    "an initial that is the father's": ("Сивко А.", "Сивко Михаил Андреевич"),
    "a full name and an initial of another father": ("Иван К. Сивко", "Сивко Иван Петрович"),
    "one consonant of a long surname": ("Великолуговский Дмитрий", "Вериколуговский Дмитрий"),
    "one consonant beside two sure words": ("Голынёв Павел Андреевич", "Горынёв Павел Андреевич"),
    "patronymics that differ beside a double surname": (
        "Дрозд-Сивко Иван Павлович",
        "Дрозд Иван Андреевич",
    ),
    "a husband's name": ("Сивко Анна Петровна", "Зеленюк Анна Петровна"),
    "given names that look alike": ("Петрова Марина", "Петрова Мария"),
    "given names of one initial": ("Кравченко Дмитрий", "Кравченко Денис"),
    "names in each other's place": ("Иван Петров", "Пётр Иванов"),
    "surnames of one stem": ("Климович Андрей", "Клименко Андрей"),
    "-ов and -ович": ("Климов Андрей", "Климович Андрей"),
    "-ов and -овский": ("Козлов Иван", "Козловский Иван"),
    "-ов and none": ("Ковалёв Андрей", "Коваль Андрей"),
    "-ов and -ин of one given name": ("Мартынов Олег", "Мартынин Олег"),
    "one consonant": ("Левченко Олег", "Шевченко Олег"),
    "a given name alone": ("Иван", "Иван Петров"),
    "no surname": ("Александр Викторович", "Александр Викторович Богданович"),
    "a surname alone": ("Сивко", "Сивко Иван"),
    "a common surname without patronymic, in another language": ("Волкаў Міхаіл", "Михаил Николаевич Волков"),
    "callsigns that differ": ("«Гром»", "«Град»"),
    "an alphabet that is not read": ("გიორგი ბერიძე", "გიორგი მაისურაძე"),
}

CASES = """
Ковалёв Пётр Ильич|Ковалёва Петра Ильича|Ковалёву Петру Ильичу|Ковалёвым Петром Ильичом|Ковалёве Петре Ильиче
Зубрицкая Мария Олеговна|Зубрицкой Марии Олеговны|Зубрицкую Марию Олеговну|Зубрицкой Марией Олеговной
Лобода Лев|Лободы Льва|Лободе Льву|Лободу Льва|Лободой Львом
Толстой Никита|Толстого Никиты|Толстому Никите|Толстым Никитой
Кавалёў Пётр Ільіч|Кавалёва Пятра Ільіча|Кавалёву Пятру Ільічу|Кавалёвым Пятром Ільічом|Кавалёве Пятры Ільічы
Зубрыцкі Алег|Зубрыцкага Алега|Зубрыцкаму Алегу|Зубрыцкім Алегам
Лабада Мікола|Лабады Міколы|Лабадзе Міколе|Лабаду Міколу|Лабадой Міколам
Шевченко Тарас|Шевченка Тараса|Шевченку Тарасу|Шевченкові Тарасові|Шевченком Тарасом
Кравець Петро|Кравця Петра|Кравцеві Петрові|Кравцем Петром
Мельник Олена|Мельник Олени|Мельник Олені|Мельник Олену|Мельник Оленою
"""


@pytest.mark.parametrize("line", CASES.split("\n")[1:-1])
def test_the_cases_of_a_name_are_one_name(line):
    nominative, *others = line.split("|")
    assert all(compare(nominative, each).score >= THRESHOLD for each in others)


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_spellings_of_one_name_are_alike(one, other):
    assert compare(one, other).score >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_names_of_two_people_are_not(one, other):
    assert compare(one, other).score < THRESHOLD


def test_published_tables_lead_from_any_spelling_to_any_other():
    found = people()
    for told in found[::4]:
        others = (found[(found.index(told) + 1) % len(found)],)
        assert all(compare(told[0], each).score >= THRESHOLD for each in told)
        assert all(compare(told[0], each).score < THRESHOLD for other in others for each in other)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_way_of_writing_leads_to_plain_names(way):
    tell = written(way.language, way.write)
    pairs = [(tell(name)[0], plain.text) for name in drawn_people()[::7] for plain in plain_names(name)]
    scores = scores_of((keys_of(one), keys_of(other)) for one, other in pairs)
    assert (scores >= THRESHOLD).mean() > 0.85


@pytest.mark.parametrize("sign", "'’ʼ`´ʹ′‘ʻʺ″＇*\"")
def test_an_apostrophe_of_any_kind_is_one(sign):
    assert compare(f"Лук{sign}яненка Алег", "Лук'яненка Алег").score > 0.99
    assert compare(f"Luk{sign}ianenko Oleg", "Лукьяненко Олег").score >= THRESHOLD


def test_a_common_surname_says_less_than_another():
    common, other = (compare(f"{name} Міхаіл", f"Михаил Николаевич {name}") for name in ("Волков", "Волкин"))
    assert common.score < other.score
    assert "common" in str(common.reasons[-1])


def test_patronymics_that_differ_are_a_reason():
    said = compare("Дрозд-Сивко Иван Павлович", "Дрозд Иван Андреевич").reasons
    assert "the patronymics differ" in map(str, said)


def test_a_score_says_what_it_rests_on():
    said = [str(each) for each in compare("Сивко Аляксандр", "Sivko, Aleksandr Ivanovich").reasons]
    assert said == [
        "sivko and сивко sound alike: 100 %",
        "aleksandr and аляксандр are one given name",
        "only one name has: ivanovich",
    ] or sorted(said) == sorted(
        [
            "сивко and sivko sound alike: 100 %",
            "аляксандр and aleksandr are one given name",
            "only one name has: ivanovich",
        ]
    )


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "  ",
        "🙂",
        "007",
        "А" * 10_000,
        "Иванов " * 500,
        "«" * 300,
        "«»",
        "a.b.c.d.e.f.g.h",
        "позывной",
        "-",
        "李明",
        "\x00",
    ],
)
def test_odd_input_has_a_score_too(odd):
    assert 0 <= compare(odd, "Иванов Иван").score < THRESHOLD
    has_something = bool(keys_of(odd).words or keys_of(odd).callsigns)
    assert compare(odd, odd).score == has_something


LETTERS = st.sampled_from(
    "абвгдеёжзийклмнопрстуфхцчшщыэюяіўґїє'’ -.,aceijkoruvzšžčłńść0123«»\"()李مג\u0301🙂"
)
NAMES = st.text(LETTERS, max_size=30) | st.text(max_size=12)


@settings(max_examples=150)
@given(NAMES, NAMES)
def test_a_comparison_is_symmetric_and_stays_in_its_bounds(one, other):
    found = compare(one, other)
    assert found == compare(other, one)
    assert 0 <= found.score <= 1
    assert found.reasons
    assert all(str(each) for each in found.reasons)


@settings(max_examples=100)
@given(NAMES)
def test_a_name_is_itself_in_capitals_and_taken_apart(name):
    has_something = bool(keys_of(name).words or keys_of(name).callsigns)
    assert compare(name, name).score == has_something
    assert keys_of(unicodedata.normalize("NFD", name)) == keys_of(unicodedata.normalize("NFC", name))


@settings(max_examples=60)
@given(st.permutations(["Сивко", "Пётр", "Ильич", "Дрозд"]))
def test_the_order_of_words_says_nothing(words):
    assert compare(" ".join(words), "Дрозд-Сивко Пётр Ильич").score == 1
