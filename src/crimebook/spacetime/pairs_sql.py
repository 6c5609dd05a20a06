"""The reference SQL for the exact candidate pairs. Text only: `stores.lake` runs it.

Two parts make a candidate when their intervals share an instant and the distance of their centres is at most
the sum of their radii. A grid of 3-D cells and time buckets finds them, by *level of uncertainty*: a part may
be joined at the level of its own radius and at every coarser one, but a pair only at the higher of its two
levels, for space and for time apart. So one region-wide or month-long window does not blow up the rest, and
no pair of parts comes twice: the flag "this is my own level" is inside the equality key of the join.

At a level a recording stands in one cell, that of its centre and its start; an incident in every cell within
reach. The highest level has one cell and one bucket, so that half the globe and open times are exact.

The text takes one parameter, ``$diameter_m``; limits and cell sizes come in the tables `radius_classes` and
`duration_classes`; table names come from `Relation`.
"""

# ruff: noqa: S608 - every name in the text comes from `Relation` or stands in this module, and every value in
# a table or a parameter.

from enum import StrEnum

import pyarrow as pa

from crimebook.terms.places import EARTH_RADIUS_M

DIAMETER_M = 2.0 * EARTH_RADIUS_M

_RADIUS_LIMITS_M = (400.0, 3_200.0, 51_200.0, 819_200.0)
_DURATION_LIMITS_S = (1_800, 4 * 3_600, 2 * 86_400, 60 * 86_400)

_CELL_PER_LIMIT = 2.5
"""Cells a little wider than the widest disc of their class: never more than three in a row are in reach."""

_BUCKET_PER_LIMIT = 2
_MARGIN_M = 0.01
"""Added to every reach, so that rounding cannot lose a pair before the exact predicate sees it."""

_AXIS = 1 << 17
"""Room for the cells of one axis: 1,000 m a cell needs 14 bits, and three axes leave enough for the level."""


class Relation(StrEnum):
    """The tables that the text reads. Nothing else is ever written into it as a name."""

    INCIDENT_PARTS = "incident_parts"
    RECORDING_PARTS = "recording_parts"
    INCIDENT_TIMES = "incident_times"
    RECORDING_TIMES = "recording_times"
    RADIUS_CLASSES = "radius_classes"
    DURATION_CLASSES = "duration_classes"


def radius_classes() -> pa.Table:
    """Return the classes of radius: over_m < radius <= limit_m, cell_m (null: one cell for the globe)."""
    limits = (*_RADIUS_LIMITS_M, None)
    return pa.table(
        {
            "space_level": pa.array(range(len(limits)), pa.int64()),
            "over_m": pa.array((-1.0, *_RADIUS_LIMITS_M), pa.float64()),
            "limit_m": pa.array(limits, pa.float64()),
            "cell_m": pa.array([limit and limit * _CELL_PER_LIMIT for limit in limits], pa.float64()),
        }
    )


def duration_classes() -> pa.Table:
    """Return the classes of duration: over_us < duration <= limit_us, bucket_us (null: one for all time)."""
    bounds = [limit_s * 1_000_000 for limit_s in _DURATION_LIMITS_S]
    limits = (*bounds, None)
    return pa.table(
        {
            "time_level": pa.array(range(len(limits)), pa.int64()),
            "over_us": pa.array((-1, *bounds), pa.int64()),
            "limit_us": pa.array(limits, pa.int64()),
            "bucket_us": pa.array([limit and limit * _BUCKET_PER_LIMIT for limit in limits], pa.int64()),
        }
    )


def placed_pairs_sql() -> str:
    """Return the query for (incident, recording), in order: windows with at least two parts that meet."""
    return (
        f"{_part_pairs_with()}\n"
        "SELECT DISTINCT incident, recording FROM part_pairs ORDER BY incident, recording"
    )


def part_pairs_sql() -> str:
    """Return the query for (incident, incident_part, recording, recording_part), each pair of parts once."""
    return (
        f"{_part_pairs_with()}\n"
        "SELECT incident, incident_part, recording, recording_part FROM part_pairs\n"
        "ORDER BY incident, incident_part, recording, recording_part"
    )


def timed_pairs_sql() -> str:
    """Return the query for (incident, recording), in order: they meet in time and a side has no place."""
    return (
        'SELECT i."window" AS incident, r."window" AS recording\n'
        f"FROM {Relation.INCIDENT_TIMES} i JOIN {Relation.RECORDING_TIMES} r\n"
        "  ON i.start_us <= r.end_us AND r.start_us <= i.end_us\n"
        "WHERE NOT (i.is_placed AND r.is_placed)\n"
        "ORDER BY incident, recording"
    )


def _part_pairs_with() -> str:
    steps = (
        ("incident_levels", _levels(Relation.INCIDENT_PARTS)),
        ("recording_levels", _levels(Relation.RECORDING_PARTS)),
        ("meetings", _meetings()),
        ("recording_keys", _recording_keys()),
        ("incident_spans", _incident_spans()),
        ("incident_x", _spread("incident_spans", "ix")),
        ("incident_y", _spread("incident_x", "iy")),
        ("incident_z", _spread("incident_y", "iz")),
        ("incident_buckets", _spread("incident_z", "bucket")),
        ("incident_keys", _incident_keys()),
        ("part_pairs", _part_pairs()),
    )
    return "WITH " + ",\n".join(f"{name} AS (\n{text}\n)" for name, text in steps)


def _levels(parts: Relation) -> str:
    """Say parts with the level of their own radius and of their own duration."""
    # HUGEINT: an interval open on both sides is longer than int64 can say.
    duration = "(p.end_us::HUGEINT - p.start_us::HUGEINT)"
    return f"""\
  SELECT p.*, s.space_level AS own_space, t.time_level AS own_time
  FROM {parts} p
  JOIN {Relation.RADIUS_CLASSES} s ON p.radius_m > s.over_m AND p.radius_m <= coalesce(s.limit_m, p.radius_m)
  JOIN {Relation.DURATION_CLASSES} t
    ON {duration} > t.over_us AND {duration} <= coalesce(t.limit_us, {duration})"""


def _meetings() -> str:
    """Say the levels at which any pair can be joined at all, with their sizes."""
    return f"""\
  SELECT m.*, s.limit_m, s.cell_m, t.limit_us, t.bucket_us
  FROM (
    SELECT DISTINCT
      greatest(i.own_space, r.own_space) AS space_level, greatest(i.own_time, r.own_time) AS time_level
    FROM (SELECT DISTINCT own_space, own_time FROM incident_levels) i
    CROSS JOIN (SELECT DISTINCT own_space, own_time FROM recording_levels) r
  ) m
  JOIN {Relation.RADIUS_CLASSES} s USING (space_level)
  JOIN {Relation.DURATION_CLASSES} t USING (time_level)"""


def _recording_keys() -> str:
    """Say each recording part once a level: the cell of its centre, the bucket of its start."""
    ix, iy, iz = (_cell(axis) for axis in "xyz")
    key = _pack("r.own_space = m.space_level", "r.own_time = m.time_level", ix, iy, iz)
    return f"""\
  SELECT r.*, {key} AS cell_key, coalesce(start_us // bucket_us, 0) AS bucket
  FROM recording_levels r
  JOIN meetings m ON m.space_level >= r.own_space AND m.time_level >= r.own_time"""


def _incident_spans() -> str:
    """Say each incident part once a level, with the cells and buckets in which its recordings can stand."""
    spans = ",\n    ".join(
        f"{_cell(axis, ' - reach_m')} AS i{axis}_low, {_cell(axis, ' + reach_m')} AS i{axis}_high"
        for axis in "xyz"
    )
    return f"""\
  SELECT * EXCLUDE (limit_m, limit_us, bucket_us),
    {spans},
    coalesce((start_us - limit_us) // bucket_us, 0) AS bucket_low,
    coalesce(end_us // bucket_us, 0) AS bucket_high
  FROM (
    SELECT i.*, m.*, i.radius_m + m.limit_m + {_MARGIN_M} AS reach_m
    FROM incident_levels i
    JOIN meetings m ON m.space_level >= i.own_space AND m.time_level >= i.own_time
  )"""


def _spread(source: str, name: str) -> str:
    """Say ``source`` with one row for each whole number from its lowest to its highest ``name``."""
    return f"""\
  SELECT * EXCLUDE ({name}_low, {name}_high), unnest(range({name}_low, {name}_high + 1)) AS {name}
  FROM {source}"""


def _incident_keys() -> str:
    """Say the keys that each incident part asks for, in the cells that its ball of reach touches."""
    beyond = " + ".join(f"power(greatest({_gap(axis)}, 0), 2)" for axis in "xyz")
    return f"""\
  SELECT i.*, {_pack("s.asks_own", "t.asks_own", "ix", "iy", "iz")} AS cell_key
  FROM incident_buckets i
  JOIN (VALUES (false), (true)) s (asks_own) ON s.asks_own OR i.own_space = i.space_level
  JOIN (VALUES (false), (true)) t (asks_own) ON t.asks_own OR i.own_time = i.time_level
  WHERE cell_m IS NULL OR {beyond} <= reach_m * reach_m"""


def _part_pairs() -> str:
    """Say the exact predicate on what shares a key. Past half a turn the sine falls: all meets."""
    return """\
  SELECT i."window" AS incident, i.part AS incident_part, r."window" AS recording, r.part AS recording_part
  FROM incident_keys i
  JOIN recording_keys r ON i.cell_key = r.cell_key AND i.bucket = r.bucket
  WHERE i.start_us <= r.end_us AND r.start_us <= i.end_us
    AND ((i.x - r.x) * (i.x - r.x) + (i.y - r.y) * (i.y - r.y) + (i.z - r.z) * (i.z - r.z)
      <= ($diameter_m * (i.sin_half * r.cos_half + i.cos_half * r.sin_half))
       * ($diameter_m * (i.sin_half * r.cos_half + i.cos_half * r.sin_half))
      OR i.radius_m + r.radius_m >= pi() / 2 * $diameter_m)"""


def _cell(axis: str, shift: str = "") -> str:
    """Say the cell on one axis, counted from the far side of the globe; 0 at the highest level."""
    return f"coalesce(greatest(floor(({axis}{shift} + $diameter_m / 2) / cell_m)::BIGINT, 0), 0)"


def _gap(axis: str) -> str:
    """Say how far a cell lies from the part's centre along one axis."""
    low = f"(i{axis} * cell_m - $diameter_m / 2)"
    return f"greatest({low} - {axis}, {axis} - {low} - cell_m)"


def _pack(own_space: str, own_time: str, *cell: str) -> str:
    """Say one int64 for levels, flags and cell, so that one equality compares them all."""
    key = f"((space_level * 8 + time_level) * 4 + ({own_space})::BIGINT * 2 + ({own_time})::BIGINT)"
    for index in cell:
        key = f"({key} * {_AXIS} + {index})"
    return key
