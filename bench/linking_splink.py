"""Splink on romanised columns, set up as a skilled user would, beside whom our linking is measured.

Names are romanised by one table (ICAO Doc 9303), without marks and in small letters, and split into surname,
given name and patronymic by the endings of patronymics and by a list of the given names that there are: the
generator's own, which no real user has in full. Numbers are reduced to their digits. Comparisons have
Jaro-Winkler levels, a phonetic level and term frequencies; u is estimated over random pairs and m by
expectation maximisation.
"""

import logging
import re
from functools import cache
from typing import Any

import jellyfish
import pyarrow as pa

from crimebook.scenario.officers.names import given_names
from crimebook.scenario.officers.tongues import TONGUES, write
from crimebook.scenario.spelling import ICAO, without_marks

FLOOR_BITS = -4.0
RANDOM_PAIRS, SEED = 5e6, 7
_INITIAL = re.compile(r"^[a-z]{1,2}$")
_PATRONYMIC_ENDINGS: tuple[str, ...] = (
    *("vich", "vitch", "witsch", "wicz", "vic", "vicha", "vichu", "vichem", "vicham", "viche"),
    *("vna", "auna", "ouna", "euna", "vne", "vnu", "vnoi", "auny", "aune"),
)
_CALLSIGN = re.compile(
    r"(?:позывной|пазыўны|позивний|callsign|rufname|kryptonim|pozyvnoi|pazyŭny)\s+([^;,]+)", re.IGNORECASE
)
_NOT_LETTERS = re.compile(r"[^a-z]+")


def link(mentions: pa.Table) -> pa.Table:
    """Return pairs (left, right, bits) over the floor."""
    from splink import DuckDBAPI, Linker, block_on  # noqa: PLC0415 - loaded by this side's process alone

    api = DuckDBAPI()
    records = api.register(prepare(mentions), table_name="mentions")
    linker = Linker(records, _settings(), log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("badge"), block_on("phone"), block_on("surname", "given", "patronymic", "birth")],
        recall=0.05,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in (("surname", "given"), ("birth",), ("unit", "surname"), ("phone",), ("badge",)):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True, record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_weight=FLOOR_BITS)
    told = found.as_duckdbpyrelation().select("unique_id_l", "unique_id_r", "match_weight").to_arrow_table()
    return told.rename_columns(["left", "right", "bits"])


def prepare(mentions: pa.Table) -> pa.Table:
    """Return the columns that are compared, null where the source does not say."""
    rows = [_record(*cells) for cells in zip(*(mentions[name].to_pylist() for name in _TOLD), strict=True)]
    columns = {name: pa.array([row[k] for row in rows], pa.string()) for k, name in enumerate(_COLUMNS)}
    order = pa.array([_rank_order(rank) for rank in mentions["rank"].to_pylist()], pa.int32())
    return pa.table({"unique_id": mentions["id"], **columns, "rank_order": order})


_TOLD = (
    "name",
    "name_kind",
    "unit",
    "unit_words",
    "badge",
    "helmet",
    "plate",
    "phone",
    "birth",
    "description",
)
_COLUMNS = (
    *("surname", "given", "initial", "patronymic", "father_initial", "sound", "callsign"),
    *("unit", "town", "badge", "helmet", "plate", "phone", "birth", "birth_year"),
)


def _record(*cells: str) -> tuple[str | None, ...]:
    name, kind, unit, unit_words, badge, helmet, plate, phone, birth, description = cells
    surname, given, patronymic = (
        split_name(name, kind) if kind not in ("callsign", "unnamed") else ("", "", "")
    )
    said = _CALLSIGN.search(description)
    callsign = romanise(name if kind == "callsign" else said[1] if said else "")
    told = (
        surname,
        given if len(given) > 2 else "",
        given[:1],
        patronymic if len(patronymic) > 2 else "",
        patronymic[:1],
        jellyfish.metaphone(surname) if surname else "",
        re.sub(r"[^a-z0-9]", "", callsign),
        unit,
        _town(unit_words),
        _digits(badge),
        _digits(helmet).zfill(4) if helmet else "",
        _digits(plate.split("-")[0]) + romanise(re.sub(r"[^A-ZА-Я]", "", plate)) if plate else "",
        _digits(phone)[-7:],
        birth if len(birth) == 10 else "",
        birth[:4],
    )
    return tuple(cell or None for cell in told)


@cache
def split_name(name: str, kind: str) -> tuple[str, str, str]:
    """Return surname, given name and patronymic, romanised; empty where the name has none."""
    tokens = [each for each in _NOT_LETTERS.split(romanise(name).replace("-", "")) if each]
    initials = [each for each in tokens if _INITIAL.match(each)]
    words = [each for each in tokens if not _INITIAL.match(each)]
    if kind == "surname" or not words:
        return "".join(words), "", ""
    place = _place_of_given(words) if kind != "nickname" or len(words) > 1 else 0
    given = words[place] if len(words) > 1 or kind in ("patronymic", "nickname") else ""
    after = words[place + 1] if place + 1 < len(words) and (len(words) > 2 or kind == "patronymic") else ""
    father = after if given and after.endswith(_PATRONYMIC_ENDINGS) else ""
    surname = next((each for each in words if each not in (given, father)), "")
    given, father = (
        given or (initials[0] if initials else ""),
        father or (initials[1] if initials[1:] else ""),
    )
    return surname, given, father


def _place_of_given(words: list[str]) -> int:
    known = [place for place, each in enumerate(words) if each in _given()]
    return known[0] if known else max(range(len(words)), key=lambda place: _like_given(words[place]))


def romanise(text: str) -> str:
    """Return text in small Latin letters without marks, by one table for all Cyrillic."""
    written = without_marks(ICAO.write(text)).lower()
    return written.translate(_PLAIN)


_PLAIN = str.maketrans("żźńśćėäöüēàł", "zznsceaouaal")


@cache
def _given() -> frozenset[str]:
    names = [*given_names("men"), *given_names("women")]
    spelt = {write(name.forms[tongue.language], tongue.name) for name in names for tongue in TONGUES.values()}
    return frozenset(map(romanise, spelt)) | {romanise(name.english) for name in names}


@cache
def _like_given(word: str) -> float:
    return max(jellyfish.jaro_winkler_similarity(word, name) for name in _given())


@cache
def _town(words: str) -> str:
    """Return the last word for a unit, which mostly is its town."""
    tokens = [each for each in _NOT_LETTERS.split(romanise(words)) if len(each) > 4]
    return tokens[-1] if tokens else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_RANKS = (
    *("private", "junior_sergeant", "sergeant", "senior_sergeant", "sergeant_major", "warrant_officer"),
    *("senior_warrant_officer", "lieutenant", "senior_lieutenant", "captain", "major", "lieutenant_colonel"),
    "colonel",
)


def _rank_order(code: str) -> int | None:
    return _RANKS.index(code.rsplit(".", maxsplit=1)[-1]) if code else None


def _settings() -> object:
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import SettingsCreator, block_on  # noqa: PLC0415

    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("badge"),
            block_on("phone"),
            block_on("plate"),
            block_on("unit"),
            block_on("town", "surname"),
            block_on("surname", "given"),
            block_on("surname", "initial", "father_initial"),
            block_on("sound", "given", "patronymic"),
            block_on("birth"),
        ],
        comparisons=[
            _surname(),
            _name_or_initial("given", "initial"),
            _name_or_initial("patronymic", "father_initial"),
            _birth(),
            _unit(),
            _rank(),
            _number("badge", {"exact": (0.93, 1e-5), "slip": (0.06, 3e-5), "else": (0.01, 1.0)}),
            _number("phone", {"exact": (0.93, 1e-5), "slip": (0.06, 3e-5), "else": (0.01, 1.0)}),
            _number("plate", {"exact": (0.6, 1e-5), "slip": (0.2, 3e-5), "else": (0.2, 1.0)}),
            cl.DamerauLevenshteinAtThresholds("helmet", [1]).configure(term_frequency_adjustments=True),
            _number("callsign", {"exact": (0.85, 1e-3), "slip": (0.05, 1e-2), "else": (0.1, 0.99)}),
        ],
    )


def _surname() -> dict[str, Any]:
    likeness = "jaro_winkler_similarity(surname_l, surname_r) >= "
    return _levels(
        "surname",
        ("surname_l IS NULL OR surname_r IS NULL", "missing"),
        ("surname_l = surname_r", "exact"),
        (likeness + "0.92", "jw 0.92"),
        ("sound_l = sound_r", "sounds alike"),
        (likeness + "0.88", "jw 0.88"),
        (likeness + "0.75", "jw 0.75"),
    )


def _name_or_initial(name: str, initial: str) -> dict[str, Any]:
    likeness = f"jaro_winkler_similarity({name}_l, {name}_r) >= "
    return _levels(
        name,
        (f"{initial}_l IS NULL OR {initial}_r IS NULL", "missing"),
        (f"{name}_l = {name}_r", "exact"),
        (likeness + "0.9", "jw 0.9"),
        (likeness + "0.75", "jw 0.75"),
        (f"({name}_l IS NULL OR {name}_r IS NULL) AND {initial}_l = {initial}_r", "initial"),
    )


def _unit() -> dict[str, Any]:
    return _levels(
        "unit",
        ("town_l IS NULL OR town_r IS NULL", "missing"),
        ("unit_l = unit_r", "exact"),
        ("jaro_winkler_similarity(town_l, town_r) >= 0.9", "town"),
    )


def _birth() -> dict[str, Any]:
    return _levels(
        "birth",
        ("birth_year_l IS NULL OR birth_year_r IS NULL", "missing"),
        ("birth_l = birth_r", "exact"),
        ("damerau_levenshtein(birth_l, birth_r) <= 2", "one slip"),
        ("(birth_l IS NULL OR birth_r IS NULL) AND birth_year_l = birth_year_r", "year"),
    )


def _rank() -> dict[str, Any]:
    return _levels(
        "rank_order",
        ("rank_order_l IS NULL OR rank_order_r IS NULL", "missing"),
        ("rank_order_l = rank_order_r", "exact"),
        ("abs(rank_order_l - rank_order_r) <= 1", "next"),
        ("abs(rank_order_l - rank_order_r) <= 3", "near"),
        adjusted=False,
    )


def _number(name: str, chances: dict[str, tuple[float, float]]) -> dict[str, Any]:
    """Set by hand what is all but unique: too few random pairs agree in it to estimate how many do."""
    told = _levels(
        name,
        (f"{name}_l IS NULL OR {name}_r IS NULL", "missing"),
        (f"{name}_l = {name}_r", "exact"),
        (f"damerau_levenshtein({name}_l, {name}_r) <= 1", "slip"),
        adjusted=False,
    )
    for level in told["comparison_levels"][1:]:
        m, u = chances[level["label_for_charts"]]
        level |= {"m_probability": m, "u_probability": u}
        level |= {"fix_m_probability": True, "fix_u_probability": True}
    return told


def _levels(name: str, *conditions: tuple[str, str], adjusted: bool = True) -> dict[str, Any]:
    """Say a comparison in Splink's words; its first level is of missing values, its second of equal ones."""
    levels: list[dict[str, Any]] = [
        {"sql_condition": sql, "label_for_charts": label} for sql, label in conditions
    ]
    levels[0]["is_null_level"] = True
    if adjusted:
        levels[1] |= {"tf_adjustment_column": name, "tf_adjustment_weight": 1.0}
    return {
        "output_column_name": name,
        "comparison_levels": [*levels, {"sql_condition": "ELSE", "label_for_charts": "else"}],
    }
