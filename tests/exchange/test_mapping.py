"""Mapping files: written and read back, and refused by the key that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.accounts import Subject
from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import ConsentRule, Mapping, MappingError, read_mapping, write_mapping
from crimebook.exchange.sheets import DELIMITERS, ENCODINGS, Layout

WHOLE = """
version = 1
name = "a-list"
subject = "recording"
zone = "Europe/Minsk"
encoding = "windows-1251"
delimiter = ";"
sheet = "One"
header_row = 3
empty = ["нет", "-"]
is_invented = true
clock_sigma_s = 30

[columns]
id = "No"
text = ["What", "Notes"]
day = "Date"
lat = "Lat"
lon = "Lon"
labels = "Kinds"

[formats]
day = "DD/MM/YYYY"

[separators]
labels = ";"

[constants]
kind = "video"

[codes.labels]
"Избили" = "ill_treatment.beating"

[[consents]]
purpose = "analysis"
answer = "granted"
words = "asked by phone"

[[consents]]
purpose = "icc_un"
column = "ICC"
"""


def mapping_of(text: str) -> Mapping:
    return read_mapping(text.encode())


def test_every_key_has_its_place():
    mapping = mapping_of(WHOLE)
    assert (mapping.name, mapping.subject, mapping.zone) == ("a-list", Subject.RECORDING, "Europe/Minsk")
    assert mapping.layout == Layout("windows-1251", ";", "One", 3)
    assert mapping.columns[Role.TEXT] == ("What", "Notes")
    assert (mapping.formats[Role.DAY], mapping.separators[Role.LABELS]) == ("DD/MM/YYYY", ";")
    assert (mapping.constants[Role.KIND], mapping.empty) == ("video", ("нет", "-"))
    assert mapping.codes[Role.LABELS] == {"Избили": "ill_treatment.beating"}
    assert mapping.consents == (
        ConsentRule("analysis", "granted", words="asked by phone"),
        ConsentRule("icc_un", column="ICC"),
    )
    assert (mapping.is_invented, mapping.clock_sigma_s) == (True, 30.0)


def test_what_is_left_out_has_a_plain_meaning():
    mapping = mapping_of('version = 1\nname = "a"\n[columns]\nid = "No"\n')
    assert (mapping.subject, mapping.zone, mapping.layout) == (Subject.INCIDENT, "", Layout())
    assert "NA" in mapping.empty


LEAST = 'version = 1\nname = "a"\n[columns]\nid = "No"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("not toml", "mapping"),
        ('name = "a"', "version"),
        (LEAST.replace("1", "2"), "version"),
        (LEAST.replace('"a"', '"A B"'), "name"),
        (LEAST.replace('"a"', '"journal"'), "name"),
        ("subjekt = 1\n" + LEAST, "subjekt"),
        ('subject = "person"\n' + LEAST, "subject"),
        ('zone = "Minsk"\n' + LEAST, "zone"),
        ('encoding = "koi8"\n' + LEAST, "encoding"),
        ('delimiter = "x"\n' + LEAST, "delimiter"),
        ("header_row = 0\n" + LEAST, "header_row"),
        ("header_row = true\n" + LEAST, "header_row"),
        ('empty = "-"\n' + LEAST, "empty"),
        ('is_invented = "yes"\n' + LEAST, "is_invented"),
        ("clock_sigma_s = -1\n" + LEAST, "clock_sigma_s"),
        ("clock_sigma_s = nan\n" + LEAST, "clock_sigma_s"),
        (LEAST.split("[", maxsplit=1)[0], "columns"),
        (LEAST + 'when = "Date"\n', "columns.when"),
        (LEAST + "day = 7\n", "columns.day"),
        (LEAST + "text = []\n", "columns.text"),
        (LEAST + 'lat = "Lat"\n', "columns.lon"),
        (LEAST + 'lat = "A"\nlon = "B"\npoint = "C"\n', "columns.point"),
        (LEAST + 'kind = "K"\n[constants]\nkind = "video"\n', "constants.kind"),
        (LEAST + '[constants]\nlat = "53"\n', "constants.lat"),
        (LEAST + '[formats]\nday = "DD.MM.YYYY"\n', "formats.day"),
        (LEAST + 'day = "D"\n[formats]\nday = "DD.MM"\n', "formats.day"),
        (LEAST + '[separators]\ntext = ";"\n', "separators.text"),
        (LEAST + '[codes.labels]\n"a" = 1\n', "codes.labels"),
        (LEAST + '[[consents]]\npurpose = "all"\nanswer = "granted"\n', "consents.1.purpose"),
        (LEAST + '[[consents]]\npurpose = "analysis"\n', "consents.1"),
        (LEAST + '[[consents]]\npurpose = "analysis"\nanswer = "maybe"\n', "consents.1"),
        (LEAST + '[[consents]]\npurpose = "analysis"\nanswer = "granted"\nwho = "x"\n', "consents.1.who"),
        ("consents = 1\n" + LEAST, "consents"),
    ],
)
def test_a_wrong_key_is_named(text: str, key: str):
    with pytest.raises(MappingError) as caught:
        mapping_of(text)
    assert caught.value.key == key
    assert str(caught.value).startswith(f"{key}: expected ")


def test_a_mapping_written_is_the_mapping_read():
    assert read_mapping(write_mapping(mapping_of(WHOLE))) == mapping_of(WHOLE)


_WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(str.strip)


@given(
    columns=st.dictionaries(
        st.sampled_from([Role.ID, Role.TEXT, Role.DAY, Role.LABELS]),
        st.lists(_WORDS, min_size=1, max_size=3).map(tuple),
        min_size=1,
    ),
    codes=st.dictionaries(_WORDS, _WORDS, min_size=1, max_size=3),
    empty=st.lists(_WORDS, max_size=3).map(tuple),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(("", *DELIMITERS)),
    title=_WORDS,
)
def test_any_words_survive_the_file(columns, codes, empty, encoding, delimiter, title):
    mapping = Mapping(
        name="a",
        subject=Subject.INCIDENT,
        columns=columns,
        layout=Layout(encoding, delimiter, title, 2),
        empty=empty,
        codes={Role.LABELS: codes},
        constants={Role.TITLE: title},
    )
    assert read_mapping(write_mapping(mapping)) == mapping
