"""Mapping files: which column of somebody's table is what. TOML, version 1; `docs/formats.md` defines them.

A mapping says how the table lies in its file (`Layout`), what its rows are records of, which columns tell
what (by `Role`), and what holds for all of them: the zone of its clocks, constants, consent. `read_mapping`
refuses what it does not know, naming the key: a misspelt key would leave a column out in silence.
"""

import json
import tomllib
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from crimebook.exchange.accounts import Subject
from crimebook.exchange.consents import ANSWERS, PURPOSES
from crimebook.exchange.headings import Role
from crimebook.exchange.moments import check_pattern
from crimebook.exchange.persons import PERSONAL, person_role_of
from crimebook.exchange.sheets import DELIMITERS, ENCODINGS, Layout
from crimebook.exchange.values import MAX_SPAN_S
from crimebook.terms.errors import CrimebookError, Fault, InvalidValueError
from crimebook.terms.ids import check_source_name
from crimebook.terms.instants import parse_zone

VERSION = 1
MAX_MAPPING_BYTES = 1024 * 1024
EMPTY = ("-", "–", "—", "NA", "N/A", "n/a", "null", "?")
"""What stands for "nothing" in tables, unless a mapping names its own."""

LISTS = frozenset({Role.LABELS, Role.ACTORS, Role.LINKS, Role.INJURIES})
DATED = frozenset({Role.DAY, Role.LAST_DAY, Role.START, Role.END, Role.POSTED_AT})
CONSTANTS = frozenset(
    {
        Role.TITLE,
        Role.DAY,
        Role.LAST_DAY,
        Role.TIME_WORDS,
        Role.RADIUS_M,
        Role.PLACE_WORDS,
        Role.TOWN,
        Role.LABELS,
        Role.ACTORS,
        Role.VICTIMS,
        Role.KIND,
        Role.EVIDENCE_KIND,
        Role.CHANNEL,
        Role.SENDER,
        Role.PARENT,
    }
)
CODED = frozenset({Role.LABELS, Role.KIND})
_KEYS = frozenset(
    {
        "version",
        "name",
        "subject",
        "zone",
        "encoding",
        "delimiter",
        "sheet",
        "header_row",
        "empty",
        "is_invented",
        "clock_sigma_s",
        "columns",
        "formats",
        "separators",
        "constants",
        "codes",
        "consents",
        "not_persons",
    }
)
_CONSENT_KEYS = frozenset({"purpose", "answer", "column", "words", "given_by"})
T = TypeVar("T")


class MappingError(CrimebookError):
    """A mapping file that is not one, with the ``key`` that is wrong."""

    def __init__(self, key: str, fault: Fault) -> None:
        self.key = key
        self.fault = fault
        super().__init__(f"{key}: {fault}")


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """A consent of every row: its ``answer``, or the ``column`` in which each row has its own."""

    purpose: str
    answer: str = ""
    column: str = ""
    words: str = ""
    given_by: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is what in somebody's table.

    ``columns`` are the columns of each role, in order; ``formats`` the writing of a time where it has to be
    named; ``separators`` what parts the entries of a list; ``codes`` our codes for the source's words.

    Columns of the roles of `crimebook.exchange.persons` are set apart, and so is a column of no role whose
    name seems to lead to a person, unless ``not_persons`` has it.
    """

    name: str
    subject: Subject
    columns: Pairs[Role, tuple[str, ...]]
    layout: Layout = field(default_factory=Layout)
    zone: str = ""
    empty: tuple[str, ...] = EMPTY
    is_invented: bool = False
    clock_sigma_s: float = 0.0
    formats: Pairs[Role, str] = field(default_factory=dict)
    separators: Pairs[Role, str] = field(default_factory=dict)
    constants: Pairs[Role, str] = field(default_factory=dict)
    codes: Pairs[Role, Pairs[str, str]] = field(default_factory=dict)
    consents: tuple[ConsentRule, ...] = ()
    not_persons: tuple[str, ...] = ()


def personal_columns(mapping: Mapping, header: Iterable[str]) -> dict[str, Role]:
    """Return the columns of a table that lead to a person, with what each tells."""
    named = {name: role for role in PERSONAL for name in mapping.columns.get(role, ())}
    others = {name for role, names in mapping.columns.items() if role not in PERSONAL for name in names}
    others |= {*mapping.not_persons, *(rule.column for rule in mapping.consents)}
    found = ((name, named.get(name) or person_role_of(name)) for name in header if name not in others)
    return {name: role for name, role in found if role is not None}


def read_mapping(content: bytes) -> Mapping:
    """Read a mapping file, or raise `MappingError` that names its first wrong key."""
    toml = _parse(content)
    for key in toml.keys() - _KEYS:
        raise _wrong(key, "a key of a mapping file", "another one", "see formats: mapping files")
    if toml.get("version") != VERSION:
        raise _wrong("version", str(VERSION), repr(toml.get("version"))[:20])
    columns = _roles(toml, "columns", _read_columns)
    mapping = Mapping(
        name=_checked("name", check_source_name, _text(toml, "name")),
        subject=_choice(toml, "subject", Subject, Subject.INCIDENT),
        columns=columns,
        layout=_layout(toml),
        zone=_zone(toml),
        empty=_texts(toml, "empty", EMPTY),
        is_invented=_flag(toml, "is_invented"),
        clock_sigma_s=_amount(toml, "clock_sigma_s"),
        formats=_roles(toml, "formats", _read_pattern, DATED),
        separators=_roles(toml, "separators", _read_separator, LISTS),
        constants=_roles(toml, "constants", _read_text, CONSTANTS),
        codes=_roles(toml, "codes", _read_codes, CODED),
        consents=tuple(_read_consent(each, number) for number, each in enumerate(_tables(toml), start=1)),
        not_persons=_texts(toml, "not_persons", ()),
    )
    check_mapping(mapping)
    return mapping


def check_mapping(mapping: Mapping) -> None:
    """Refuse a mapping of which nothing would come in, or whose parts contradict each other."""
    if not mapping.columns:
        raise _wrong("columns", "one column at least", "none")
    for one, other in ((Role.LAT, Role.LON), (Role.LON, Role.LAT)):
        if one in mapping.columns and other not in mapping.columns:
            raise _wrong(f"columns.{other}", f"a column beside that of {one}", "none")
    if Role.POINT in mapping.columns and Role.LAT in mapping.columns:
        raise _wrong("columns.point", "one column of points, or lat and lon", "both")
    for role in mapping.columns.keys() & mapping.constants.keys() - LISTS:
        raise _wrong(f"constants.{role}", "a column or a constant", "both")
    for role in mapping.formats.keys() - mapping.columns.keys():
        raise _wrong(f"formats.{role}", "a format of a column that is named", "one of none")
    _check_persons(mapping)


def _check_persons(mapping: Mapping) -> None:
    """Refuse a column that is to be set apart and kept in words at once."""
    apart = [(role, name) for role in PERSONAL for name in mapping.columns.get(role, ())]
    elsewhere = {name for role, names in mapping.columns.items() if role not in PERSONAL for name in names}
    elsewhere |= {*mapping.not_persons, *(rule.column for rule in mapping.consents)}
    for place, (role, name) in enumerate(apart):
        if name in elsewhere or name in {other for _, other in apart[:place]}:
            raise _wrong(f"columns.{role}", "a column that is named for nothing else", "one that is")


def write_mapping(mapping: Mapping) -> bytes:
    """Write a mapping file; the reverse of `read_mapping`."""
    lines = [
        f"version = {VERSION}",
        f"name = {_quoted(mapping.name)}",
        f"subject = {_quoted(mapping.subject)}",
    ]
    layout = mapping.layout
    lines += [
        f"{key} = {_quoted(value)}"
        for key, value in (
            ("zone", mapping.zone),
            ("encoding", layout.encoding),
            ("delimiter", layout.delimiter),
            ("sheet", layout.sheet),
        )
        if value
    ]
    lines += [f"header_row = {layout.header_row}", f"empty = {_list(mapping.empty)}"]
    lines += ["is_invented = true"] if mapping.is_invented else []
    lines += [f"clock_sigma_s = {mapping.clock_sigma_s}"] if mapping.clock_sigma_s else []
    lines += [f"not_persons = {_list(mapping.not_persons)}"] if mapping.not_persons else []
    lines += ["", "[columns]"] + [f"{role} = {_column(names)}" for role, names in mapping.columns.items()]
    for table, pairs in (
        ("formats", mapping.formats),
        ("separators", mapping.separators),
        ("constants", mapping.constants),
    ):
        if pairs:
            lines += ["", f"[{table}]"] + [f"{role} = {_quoted(text)}" for role, text in pairs.items()]
    for role, codes in mapping.codes.items():
        lines += ["", f"[codes.{role}]"] + [
            f"{_quoted(word)} = {_quoted(code)}" for word, code in codes.items()
        ]
    for rule in mapping.consents:
        lines += ["", "[[consents]]"] + [
            f"{key} = {_quoted(value)}" for key in sorted(_CONSENT_KEYS) if (value := getattr(rule, key))
        ]
    return ("\n".join(lines) + "\n").encode()


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_MAPPING_BYTES:
        raise _wrong("mapping", f"at most {MAX_MAPPING_BYTES} bytes", f"{len(content)} bytes")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong("mapping", "TOML in UTF-8", str(error)[:80].split(":")[0]) from error


def _wrong(key: str, expected: str, got: str, remedy: str = "") -> MappingError:
    return MappingError(key, Fault(expected, got, remedy))


def _checked(key: str, check: Callable[[str], T], text: str) -> T:
    try:
        return check(text)
    except InvalidValueError as error:
        raise MappingError(key, error.fault) from error


def _text(toml: Pairs[str, Any], key: str, default: str = "") -> str:
    value = toml.get(key, default)
    if not isinstance(value, str):
        raise _wrong(key, "text in quotes", type(value).__name__)
    return value


def _texts(toml: Pairs[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = toml.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(key, "a list of texts", type(value).__name__)
    return tuple(value)


def _flag(toml: Pairs[str, Any], key: str) -> bool:
    value = toml.get(key, False)
    if not isinstance(value, bool):
        raise _wrong(key, "true or false", type(value).__name__)
    return value


def _amount(toml: Pairs[str, Any], key: str) -> float:
    value = toml.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_SPAN_S:
        raise _wrong(key, f"seconds from 0 to {MAX_SPAN_S:.0f}", repr(value)[:40])
    return float(value)


def _choice(toml: Pairs[str, Any], key: str, choices: type[Subject], default: Subject) -> Subject:
    value = _text(toml, key, default)
    if value not in set(choices):
        raise _wrong(key, f"one of {', '.join(choices)}", repr(value[:40]))
    return choices(value)


def _one_of(toml: Pairs[str, Any], key: str, choices: tuple[str, ...], default: str) -> str:
    value = _text(toml, key, default)
    if value and value not in choices:
        raise _wrong(key, f"one of {', '.join(map(repr, choices))}", repr(value[:40]))
    return value


def _zone(toml: Pairs[str, Any]) -> str:
    zone = _text(toml, "zone")
    return _checked("zone", parse_zone, zone).key if zone else ""


def _layout(toml: Pairs[str, Any]) -> Layout:
    header_row = toml.get("header_row", 1)
    if isinstance(header_row, bool) or not isinstance(header_row, int) or not 1 <= header_row <= 1000:
        raise _wrong("header_row", "a line's number from 1 to 1000", repr(header_row)[:40])
    return Layout(
        encoding=_one_of(toml, "encoding", ENCODINGS, "utf-8") or "utf-8",
        delimiter=_one_of(toml, "delimiter", DELIMITERS, ""),
        sheet=_text(toml, "sheet"),
        header_row=header_row,
    )


def _roles(
    toml: Pairs[str, Any],
    table: str,
    read: Callable[[str, Any], T],
    allowed: frozenset[Role] = frozenset(Role) - {Role.CONSENT},
) -> Pairs[Role, T]:
    pairs = toml.get(table, {})
    if not isinstance(pairs, dict):
        raise _wrong(table, "a table", type(pairs).__name__)
    for name in pairs.keys() - set(allowed):
        raise _wrong(f"{table}.{name[:40]}", f"one of {', '.join(sorted(allowed))}", "another key")
    return MappingProxyType({Role(name): read(f"{table}.{name}", value) for name, value in pairs.items()})


def _read_columns(key: str, value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(each, str) and each for each in names):
        raise _wrong(key, "the name of a column, or a list of names", type(value).__name__)
    return tuple(names)


def _read_text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(key, "text in quotes", type(value).__name__)
    return value


def _read_pattern(key: str, value: Any) -> str:
    return _checked(key, check_pattern, _read_text(key, value))


def _read_separator(key: str, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 5:
        raise _wrong(key, "one to five signs", type(value).__name__)
    return value


def _read_codes(key: str, value: Any) -> Pairs[str, str]:
    if not isinstance(value, dict) or not all(isinstance(code, str) and code for code in value.values()):
        raise _wrong(key, "a table of words and their codes", type(value).__name__)
    return MappingProxyType(dict(value))


def _tables(toml: Pairs[str, Any]) -> list[Any]:
    value = toml.get("consents", [])
    if not isinstance(value, list):
        raise _wrong("consents", "tables [[consents]]", type(value).__name__)
    return value


def _read_consent(value: Any, number: int) -> ConsentRule:
    key = f"consents.{number}"
    if not isinstance(value, dict):
        raise _wrong(key, "a table", type(value).__name__)
    for name in value.keys() - _CONSENT_KEYS:
        raise _wrong(f"{key}.{name[:40]}", f"one of {', '.join(sorted(_CONSENT_KEYS))}", "another key")
    rule = ConsentRule(
        purpose=_text(value, "purpose"),
        answer=_text(value, "answer"),
        column=_text(value, "column"),
        words=_text(value, "words"),
        given_by=_text(value, "given_by"),
    )
    if rule.purpose not in PURPOSES:
        raise _wrong(f"{key}.purpose", f"one of {', '.join(PURPOSES)}", repr(rule.purpose[:40]))
    if bool(rule.answer) == bool(rule.column) or (rule.answer and rule.answer not in ANSWERS):
        raise _wrong(key, f"a column, or an answer of {', '.join(ANSWERS)}", "neither, both or another one")
    return rule


def _quoted(text: str) -> str:
    """Return a basic string of TOML: that of JSON, but for the one sign that TOML wants escaped beside."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _column(names: tuple[str, ...]) -> str:
    return _quoted(names[0]) if len(names) == 1 else _list(names)
