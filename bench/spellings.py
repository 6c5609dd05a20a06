"""Invented people in Belarusian, Russian and Ukrainian, and how published tables write them in Latin letters.

Nobody here is anybody: given names, patronymics and surnames were put together by lot and by hand. The tables
are BGN/PCGN for Russian and Belarusian, the passports of Belarus and Russia, Łacinka, the Ukrainian national
system of 2010, and the Polish, German, French and Swedish ways of the press. Vowels of two sounds are written
as two at the start of a word, after a vowel and after ь, ъ, ў and an apostrophe.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PEOPLE = """
Кавалеўскі Пётр Ільіч|Ковалевский Пётр Ильич|Ковалевський Петро Ілліч
Зелянюк Аляксандр Мікалаевіч|Зеленюк Александр Николаевич|Зеленюк Олександр Миколайович
Шчарбіцкі Сяргей Васілевіч|Щербицкий Сергей Васильевич|Щербицький Сергій Васильович
Жураўлёнак Дзмітрый Яўгенавіч|Журавлёнок Дмитрий Евгеньевич|Журавльонок Дмитро Євгенович
Цімашэнка Ігар Уладзіміравіч|Тимошенко Игорь Владимирович|Тимошенко Ігор Володимирович
Вярбіцкая Таццяна Рыгораўна|Вербицкая Татьяна Григорьевна|Вербицька Тетяна Григорівна
Дзядковіч Яўген Паўлавіч|Дедкович Евгений Павлович|Дєдкович Євген Павлович
Хацяновіч Алег Іосіфавіч|Хотянович Олег Иосифович|Хотянович Олег Йосипович
Рабчанка Юрый Фёдаравіч|Рябченко Юрий Фёдорович|Рябченко Юрій Федорович
Гарбунцоў Міхаіл Аляксеевіч|Горбунцов Михаил Алексеевич|Горбунцов Михайло Олексійович
Чыжэўская Вольга Андрэеўна|Чижевская Ольга Андреевна|Чижевська Ольга Андріївна
Лявонцьеў Анатоль Сцяпанавіч|Леонтьев Анатолий Степанович|Леонтьєв Анатолій Степанович
Ягорчанка Кірыл Віктаравіч|Егорченко Кирилл Викторович|Єгорченко Кирило Вікторович
Мядзведскі Арцём Валер'евіч|Медведский Артём Валерьевич|Медведський Артем Валерійович
Юхнавец Ганна Леанідаўна|Юхновец Анна Леонидовна|Юхновець Ганна Леонідівна
Пшанічны Раман Антонавіч|Пшеничный Роман Антонович|Пшеничний Роман Антонович
Зайчанка Наталля Барысаўна|Зайченко Наталья Борисовна|Зайченко Наталія Борисівна
Стральчонак Мікіта Ільіч|Стрельчёнок Никита Ильич|Стрельчонок Микита Ілліч
Бязручка Віталь Канстанцінавіч|Безручко Виталий Константинович|Безручко Віталій Костянтинович
Восіпенка Павел Георгіевіч|Осипенко Павел Георгиевич|Осипенко Павло Георгійович
Кудраўцаў Глеб Эдуардавіч|Кудрявцев Глеб Эдуардович|Кудрявцев Гліб Едуардович
Сямёнчык Святлана Мацвееўна|Семёнчик Светлана Матвеевна|Семенчик Світлана Матвіївна
Цвірбут Якаў Тарасавіч|Твирбут Яков Тарасович|Твірбут Яків Тарасович
Дзянісенка Вадзім Яўгенавіч|Денисенко Вадим Евгеньевич|Денисенко Вадим Євгенович
"""

_BE = dict(zip("абвгдзйклмнопрстуўфыэ", "abvhdzyklmnoprstuwfye", strict=True))
_RU = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """Letters to letters; ``iotated`` has the vowels of two sounds where they are two."""

    letters: Mapping[str, str]
    iotated: Mapping[str, str]

    def write(self, name: str) -> str:
        """Return a name in Latin letters."""
        return " ".join("".join(self._letters(word)).capitalize() for word in name.lower().split())

    def _letters(self, word: str) -> Iterator[str]:
        for before, letter in zip(f" {word}", word, strict=False):
            is_two = before in " аоуыэеёюяіиїєьъў'’" and letter in self.iotated
            yield self.iotated[letter] if is_two else self.letters.get(letter, "")


_ENGLISH = {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch"}
TABLES: dict[str, tuple[int, Table]] = {
    "BGN of Belarusian": (
        0,
        Table(
            {**_BE, **_ENGLISH, "і": "i", "ў": "w", "е": "ye", "ё": "yo", "ю": "yu", "я": "ya"},
            {"е": "ye", "ё": "yo", "ю": "yu", "я": "ya"},
        ),
    ),
    "passports of Belarus": (
        0,
        Table(
            {**_BE, **_ENGLISH, "й": "i", "і": "i", "ў": "u", "е": "ie", "ё": "io", "ю": "iu", "я": "ia"},
            {"е": "e", "ё": "io", "ю": "yu", "я": "ya"},
        ),
    ),
    "Łacinka": (
        0,
        Table(
            {
                **_BE,
                "й": "j",
                "ж": "ž",
                "х": "ch",
                "ц": "c",
                "ч": "č",
                "ш": "š",
                "і": "i",
                "ў": "ŭ",
                "е": "ie",
                "ё": "io",
                "ю": "iu",
                "я": "ia",
            },
            {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"},
        ),
    ),
    "BGN of Russian": (
        1,
        Table(
            {**_RU, **_ENGLISH, "ё": "ë", "ю": "yu", "я": "ya"}, {"е": "ye", "ё": "yë", "ю": "yu", "я": "ya"}
        ),
    ),
    "English press": (
        1,
        Table(
            {**_RU, **_ENGLISH, "щ": "sch", "ё": "e", "ю": "yu", "я": "ya", "й": "y"},
            {"ё": "yo", "ю": "yu", "я": "ya"},
        ),
    ),
    "passports of Russia": (
        1,
        Table({**_RU, **_ENGLISH, "щ": "shch", "ъ": "ie", "ё": "e", "ю": "iu", "я": "ia", "й": "i"}, {}),
    ),
    "German press": (
        1,
        Table(
            {
                **_RU,
                "в": "w",
                "ж": "sch",
                "з": "s",
                "й": "i",
                "х": "ch",
                "ц": "z",
                "ч": "tsch",
                "ш": "sch",
                "щ": "schtsch",
                "ё": "jo",
                "ю": "ju",
                "я": "ja",
            },
            {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"},
        ),
    ),
    "French press": (
        1,
        Table(
            {
                **_RU,
                "ж": "j",
                "у": "ou",
                "х": "kh",
                "ц": "ts",
                "ч": "tch",
                "ш": "ch",
                "щ": "chtch",
                "ё": "io",
                "ю": "iou",
                "я": "ia",
            },
            {"е": "ie", "ё": "io", "ю": "iou", "я": "ia"},
        ),
    ),
    "Swedish press": (
        1,
        Table(
            {
                **_RU,
                "ж": "zj",
                "й": "j",
                "х": "ch",
                "ц": "ts",
                "ч": "tj",
                "ш": "sj",
                "щ": "sjtj",
                "ё": "jo",
                "ю": "ju",
                "я": "ja",
            },
            {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"},
        ),
    ),
    "Polish press": (
        1,
        Table(
            {
                **_RU,
                "в": "w",
                "ж": "ż",
                "й": "j",
                "х": "ch",
                "ц": "c",
                "ч": "cz",
                "ш": "sz",
                "щ": "szcz",
                "л": "ł",
                "е": "ie",
                "ё": "io",
                "ю": "iu",
                "я": "ia",
            },
            {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"},
        ),
    ),
    "Ukrainian of 2010": (
        2,
        Table(
            {
                **_BE,
                **_ENGLISH,
                "г": "h",
                "ґ": "g",
                "е": "e",
                "є": "ie",
                "и": "y",
                "і": "i",
                "ї": "i",
                "й": "i",
                "ю": "iu",
                "я": "ia",
            },
            {"є": "ye", "ї": "yi", "ю": "yu", "я": "ya"},
        ),
    ),
}
"""Of which language (its place in a line of `PEOPLE`), and the table."""


def people() -> list[tuple[str, ...]]:
    """Return the names of each person: in three languages, and by every table."""
    found = []
    for line in PEOPLE.split("\n"):
        if line:
            told = tuple(line.split("|"))
            found.append((*told, *(table.write(told[language]) for language, table in TABLES.values())))
    return found
