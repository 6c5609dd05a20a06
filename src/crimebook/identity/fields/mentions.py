"""Mentions of persons as rows of plain columns, for linking and for explaining: what sources wrote, read.

Every field is read once for each distinct writing of it, so a million mentions cost what their distinct words
cost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from crimebook.identity.fields.births import read_birth
from crimebook.identity.fields.callsigns import find_callsign, read_callsign
from crimebook.identity.fields.looks import read_looks
from crimebook.identity.fields.naming import NameColumns, plain
from crimebook.identity.fields.naming_many import columns_of_names
from crimebook.identity.fields.numbers import read_badge, read_helmet, read_phone, read_plate
from crimebook.identity.fields.ranks import order_of
from crimebook.identity.fields.units import read_unit
from crimebook.identity.linking.conditions import Row
from crimebook.identity.names import NameKey, keys_of_many

TEXTS_A_SLAB = 20_000
"""So many texts are read at a time: as Python values they outweigh their columns many times."""

_CALLED, _NICKNAMED = "callsign", "nickname"
_NAMED = frozenset({"legal", "patronymic", "surname", "former", "nickname"})
"""The kinds under which words are a name of which parts can be told."""

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_DAYS_A_YEAR = 365.25
_TEXT, _NUMBER, _TEXTS = pa.string(), pa.float64(), pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class MentionWords:
    """What one source says of one person; a text is empty where it does not say.

    ``name_kind`` is a code of ``alias_kinds``, ``rank`` one of ``ranks``, ``unit`` the id of a unit where the
    words name one, ``birth`` YYYY, YYYY-MM or YYYY-MM-DD, ``told`` the day of which the source tells, in the
    same form.
    """

    id: int
    name: str = ""
    name_kind: str = "legal"
    rank: str = ""
    unit_words: str = ""
    unit: str = ""
    badge: str = ""
    helmet: str = ""
    plate: str = ""
    phone: str = ""
    birth: str = ""
    description: str = ""
    told: str = ""


Mapper = Callable[
    [Callable[[tuple[str, Sequence[str]]], pa.Table], Iterable[tuple[str, Sequence[str]]]], Iterable[pa.Table]
]
Reader = Callable[[Sequence[str]], pa.Table]
COLUMNS = (
    "id",
    *NameColumns._fields,
    *("rank", "told_year", "unit", "unit_kind", "unit_towns", "unit_said", "badge", "helmet", "plate"),
    *("plate_region", "phone", "phone_network", "birth_year", "birth_month", "birth_day", "birth_crossed"),
    *("callsign", "callsign_number", "nickname", "height", "looks"),
)
WORDS: tuple[str, ...] = tuple(field.name for field in fields(MentionWords))


def words_table(mentions: Iterable[MentionWords]) -> pa.Table:
    """Return mentions as a table of their words, the form that `columns_of` takes."""
    rows = [tuple(getattr(mention, name) for name in WORDS) for mention in mentions]
    types = {name: pa.int64() if name == "id" else _TEXT for name in WORDS}
    return pa.table({name: pa.array([row[k] for row in rows], types[name]) for k, name in enumerate(WORDS)})


def columns_of(words: pa.Table, each: Mapper = map) -> pa.Table:
    """Return the columns that are compared; ``words`` has those of `MentionWords`, empty where not told.

    ``each`` maps `read_texts` over slabs of texts: `processes.in_processes` reads several at a time.
    """
    texts = {field: words[field] for field in _FIELDS}
    names = {"name": pc.binary_join_element_wise(words["name_kind"], words["name"], "\t")}
    kept = {"id": words["id"], "unit": _told(words["unit"])}
    del words
    # Names by themselves: whoever reads them remembers more of words than all else takes.
    read = kept | _read_all(names, each)
    read |= _read_all(texts, each)
    called = pc.if_else(pc.equal(read["called"], ""), read["described"], read["called"])
    read |= _read_all({"called": called}, map)
    read["unit_said"] = pc.coalesce(read["unit"], read["unit_kind"], _first(read["unit_towns"]))
    return pa.table({name: read[name] for name in COLUMNS})


def row_of(mention: MentionWords) -> Row:
    """Return the columns of one mention by name, for `crimebook.identity.linking.explaining.explain`."""
    row: Row = columns_of(words_table((mention,))).to_pylist()[0]
    return row


def read_texts(task: tuple[str, Sequence[str]]) -> pa.Table:
    """Return what distinct texts of one field say, a row each; ``task`` is the field and its texts."""
    field, texts = task
    return _READERS[field](texts)


def _read_all(texts: dict[str, pa.ChunkedArray], each: Mapper) -> dict[str, pa.Array]:
    """Return all columns of some fields, which are taken out of ``texts``; each writing is read once.

    What is done with is let go of at once: of a million mentions the words outweigh all else.
    """
    places: dict[str, pa.Array] = {}
    tasks: list[tuple[str, Sequence[str]]] = []
    for field in [field for field in _READERS if field in texts]:
        written, places[field] = _distinct(texts.pop(field))
        starts = range(0, max(len(written), 1), TEXTS_A_SLAB)
        tasks += [(field, written[at : at + TEXTS_A_SLAB]) for at in starts]
        del written
    fields = [field for field, _ in tasks]
    tasks.reverse()
    read: dict[str, list[pa.Table]] = {field: [] for field in places}
    for field, table in zip(fields, each(read_texts, _taken_off(tasks)), strict=True):
        read[field].append(table)
    columns: dict[str, pa.Array] = {}
    for field, at in places.items():
        tables = read.pop(field)
        for name in tables[0].column_names:
            columns[name] = (
                pa.chunked_array([table[name].combine_chunks() for table in tables]).combine_chunks().take(at)
            )
            tables = [table.drop_columns(name) for table in tables]
    return columns


def _taken_off(tasks: list[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, Sequence[str]]]:
    while tasks:
        yield tasks.pop()


def _read_names(joined: Sequence[str]) -> pa.Table:
    """Read names, each after its kind and a tab."""
    split = [text.partition("\t") for text in joined]
    keys = keys_of_many(name for _, _, name in split)
    called = [
        name if kind == _CALLED else " ".join([word.text for word in key.callsigns])
        for (kind, _, name), key in zip(split, keys, strict=True)
    ]
    is_nickname = [_is_nickname(kind, key) for (kind, _, _), key in zip(split, keys, strict=True)]
    nicknames = [
        plain(key.words[0].stem) if is_one else None for key, is_one in zip(keys, is_nickname, strict=True)
    ]
    kinds = [
        kind if kind in _NAMED and not is_one else ""
        for (kind, _, _), is_one in zip(split, is_nickname, strict=True)
    ]
    table = columns_of_names(keys, kinds).append_column("nickname", pa.array(nicknames, _TEXT))
    return table.append_column("called", pa.array(called, _TEXT))


def _is_nickname(kind: str, key: NameKey) -> bool:
    return kind == _NICKNAMED and len(key.words) == 1 and not key.words[0].is_given


def _describe(descriptions: Sequence[str]) -> pa.Table:
    looks = _several(read_looks, {"height": _NUMBER, "looks": _TEXTS})(descriptions)
    return looks.append_column("described", pa.array([find_callsign(text) for text in descriptions], _TEXT))


def _each(read: Callable[[str], object], name: str, kind: pa.DataType) -> Reader:
    return _several(lambda text: (read(text),), {name: kind})


def _several(read: Callable[[str], Sequence[object]], columns: Mapping[str, pa.DataType]) -> Reader:
    """Return a reader of texts that say several things each; an empty text says nothing."""
    nothing = (None,) * len(columns)

    def read_all(texts: Sequence[str]) -> pa.Table:
        rows = [read(text) if text else nothing for text in texts]
        return pa.table(
            {name: pa.array([row[k] for row in rows], kind) for k, (name, kind) in enumerate(columns.items())}
        )

    return read_all


def _distinct(texts: pa.ChunkedArray) -> tuple[list[str], pa.Array]:
    chunked = texts if isinstance(texts, pa.ChunkedArray) else pa.chunked_array([texts])
    encoded = pc.fill_null(chunked, "").combine_chunks().dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices


def _told(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, _TEXT), texts)


def _first(lists: pa.Array) -> pa.Array:
    return pc.list_element(pc.if_else(pc.equal(pc.list_value_length(lists), 0), None, lists), 0)


def _year_of(told: str) -> float | None:
    """Return a day as a year with its fraction; the middle of what is told as year or month."""
    if not _DAY.fullmatch(told):
        return None
    try:
        parts = [int(part) for part in told.split("-")]
        year, month, day = (*parts, *(7, 1)[len(parts) - 1 :])[:3] if len(parts) < 3 else parts
        first = date(year, 1, 1).toordinal()
        return year + (date(year, month, day).toordinal() - first) / _DAYS_A_YEAR
    except ValueError:
        return None


_READERS: Mapping[str, Reader] = {
    "name": _read_names,
    "unit_words": _several(read_unit, {"unit_kind": _TEXT, "unit_towns": _TEXTS}),
    "description": _describe,
    "phone": _several(read_phone, {"phone": _TEXT, "phone_network": _TEXT}),
    "plate": _several(read_plate, {"plate": _TEXT, "plate_region": _TEXT}),
    "birth": _several(
        read_birth, {"birth_year": _NUMBER, "birth_month": _TEXT, "birth_day": _TEXT, "birth_crossed": _TEXT}
    ),
    "badge": _each(read_badge, "badge", _TEXT),
    "helmet": _each(read_helmet, "helmet", _TEXT),
    "rank": _each(order_of, "rank", _NUMBER),
    "told": _each(_year_of, "told_year", _NUMBER),
    "called": _several(read_callsign, {"callsign": _TEXT, "callsign_number": _TEXT}),
}
_FIELDS = tuple(field for field in _READERS if field not in {"name", "called"})
