"""Mentions of persons as rows of plain columns, for linking and for explaining: what sources wrote, read.

Every field is read once for each distinct writing of it, so a million mentions cost what their distinct words
cost.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from crimebook.identity.fields.births import Birth, read_birth
from crimebook.identity.fields.callsigns import find_callsign, read_callsign
from crimebook.identity.fields.looks import read_looks
from crimebook.identity.fields.naming import NameColumns, name_columns, plain
from crimebook.identity.fields.numbers import read_badge, read_helmet, read_phone, read_plate
from crimebook.identity.fields.ranks import order_of
from crimebook.identity.fields.units import read_unit
from crimebook.identity.linking.conditions import Row
from crimebook.identity.names import NameKey, keys_of_many

NAMES_A_SLAB = 50_000
"""So many names are taken apart at a time: as Python values they outweigh their columns many times."""

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


WORDS: tuple[str, ...] = tuple(field.name for field in fields(MentionWords))


def words_table(mentions: Iterable[MentionWords]) -> pa.Table:
    """Return mentions as a table of their words, the form that `columns_of` takes."""
    rows = [tuple(getattr(mention, name) for name in WORDS) for mention in mentions]
    types = {name: pa.int64() if name == "id" else _TEXT for name in WORDS}
    return pa.table({name: pa.array([row[k] for row in rows], types[name]) for k, name in enumerate(WORDS)})


def columns_of(words: pa.Table) -> pa.Table:
    """Return the columns that are compared; ``words`` has those of `MentionWords`, empty where not told."""
    named = _read_names(words)
    callsign = _callsigns(words, named)
    columns: dict[str, pa.ChunkedArray] = {"id": words["id"]}
    columns |= {name: named[name] for name in NameColumns._fields}
    columns["rank"] = _each(words["rank"], order_of, _NUMBER)
    columns["told_year"] = _each(words["told"], _year_of, _NUMBER)
    columns["unit"] = _told(words["unit"])
    columns |= _several(words["unit_words"], read_unit, {"unit_kind": _TEXT, "unit_towns": _TEXTS})
    columns["unit_said"] = pc.coalesce(columns["unit"], columns["unit_kind"], _first(columns["unit_towns"]))
    columns["badge"] = _each(words["badge"], read_badge, _TEXT)
    columns["helmet"] = _each(words["helmet"], read_helmet, _TEXT)
    columns |= _several(words["plate"], read_plate, {"plate": _TEXT, "plate_region": _TEXT})
    columns |= _several(words["phone"], read_phone, {"phone": _TEXT, "phone_network": _TEXT})
    columns |= _several(words["birth"], read_birth, _BIRTH_TYPES)
    columns |= _several(callsign, read_callsign, {"callsign": _TEXT, "callsign_number": _TEXT})
    columns["nickname"] = named["nickname"]
    columns |= _several(words["description"], read_looks, {"height": _NUMBER, "looks": _TEXTS})
    return pa.table(columns)


def row_of(mention: MentionWords) -> Row:
    """Return the columns of one mention by name, for `crimebook.identity.linking.explaining.explain`."""
    row: Row = columns_of(words_table((mention,))).to_pylist()[0]
    return row


class _Named(NamedTuple):
    columns: NameColumns
    nickname: str | None
    callsign: str


_BIRTH_TYPES = dict(
    zip((f"birth_{name}" for name in Birth._fields), (_NUMBER, _TEXT, _TEXT, _TEXT), strict=True)
)


def _read_names(words: pa.Table) -> Mapping[str, pa.ChunkedArray]:
    """Read each name once under each kind."""
    joined = pc.binary_join_element_wise(words["name_kind"], words["name"], "\t")
    distinct, places = _distinct(joined)
    slabs = [_name_slab(distinct[at : at + NAMES_A_SLAB]) for at in range(0, len(distinct), NAMES_A_SLAB)]
    read = pa.concat_tables(slabs or [_name_slab([])]).combine_chunks()
    return {name: read[name].take(places) for name in read.column_names}


def _name_slab(joined: Sequence[str]) -> pa.Table:
    split = [text.partition("\t") for text in joined]
    keys = keys_of_many(name for _, _, name in split)
    read = [_name(kind, name, key) for (kind, _, name), key in zip(split, keys, strict=True)]
    columns = {
        name: pa.array([each.columns[k] for each in read], _TEXTS if name.endswith(_LISTS) else _TEXT)
        for k, name in enumerate(NameColumns._fields)
    }
    columns["nickname"] = pa.array([each.nickname for each in read], _TEXT)
    columns["called"] = pa.array([each.callsign for each in read], _TEXT)
    return pa.table(columns)


_LISTS = ("surnames", "skeletons", "nears", "givens", "fathers", "initials", "alone")


def _name(kind: str, name: str, key: NameKey) -> _Named:
    called = name if kind == _CALLED else " ".join(word.text for word in key.callsigns)
    if kind not in _NAMED:
        return _Named(NameColumns(), None, called)
    if kind == _NICKNAMED and len(key.words) == 1 and not key.words[0].is_given:
        return _Named(NameColumns(), plain(key.words[0].stem), called)
    return _Named(name_columns(key, kind), None, called)


def _callsigns(words: pa.Table, named: Mapping[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    """Return the words of a callsign: of the name, or of the description."""
    described = _each(words["description"], find_callsign, _TEXT)
    return pc.if_else(pc.equal(named["called"], ""), described, named["called"])


def _each(texts: pa.ChunkedArray, read: Callable[[str], object], kind: pa.DataType) -> pa.Array:
    distinct, places = _distinct(texts)
    return pa.array([read(text) if text else None for text in distinct], kind).take(places)


def _several(
    texts: pa.ChunkedArray, read: Callable[[str], Sequence[object]], columns: Mapping[str, pa.DataType]
) -> dict[str, pa.Array]:
    distinct, places = _distinct(texts)
    rows = [read(text) if text else (None,) * len(columns) for text in distinct]
    return {
        name: pa.array([row[k] for row in rows], kind).take(places)
        for k, (name, kind) in enumerate(columns.items())
    }


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
