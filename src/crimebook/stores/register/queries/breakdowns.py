"""Acts broken down by kind, day, place and mention: each one question in SQL, the same on each database.

An act is one kind of violation in one incident, whoever told it how often: incidents that were judged the
same are one, and it stands for them all. A label that no crosswalk knows is a kind of its own.

What an incident's latest words say is found by their citation alone: a citation tells of one incident. Asked
for the incident as well, PostgreSQL would take the two for independent, expect one row and go over a million
of them once for each.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from crimebook.stores.register.rows import Count

_ACTED = """
acted AS (
  SELECT DISTINCT coalesce(i.leader_id, i.id) AS stands, a.code AS code,
         CASE WHEN a.code = '' THEN a.source_label ELSE '' END AS label
  FROM register_act a JOIN register_incident i ON i.citation_id = a.citation_id
)"""

_DIMENSIONS = {
    "day": "SELECT id AS stands, day AS value FROM register_incident WHERE leader_id IS NULL",
    "place": """
        SELECT DISTINCT coalesce(i.leader_id, i.id) AS stands, w.place_name AS value
        FROM register_window w JOIN register_incident i ON i.id = w.incident_id
        WHERE w.superseded_at_change IS NULL AND w.place_name <> ''""",
    "mention": """
        SELECT DISTINCT coalesce(i.leader_id, i.id) AS stands, m.words AS value
        FROM register_mention m
        JOIN register_incident i ON i.citation_id = m.citation_id
        WHERE m.role = 'alleged_actor'""",
}

# An act has one kind: it is asked of nothing else.
_OF_KINDS = f"""
    WITH {_ACTED} SELECT code AS value, count(*) AS acts, count(DISTINCT stands) AS incidents
    FROM acted GROUP BY code ORDER BY acts DESC, value"""  # noqa: S608 - our own texts alone


class Dimension(StrEnum):
    """By what acts are broken down."""

    KIND = "kind"
    DAY = "day"
    PLACE = "place"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown; the empty value holds the acts of which it is not known."""

    value: str
    acts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Acts by one dimension. ``acts`` and ``incidents`` count each once, however many parts it stands in."""

    dimension: Dimension
    acts: int
    incidents: int
    parts: tuple[Part, ...]

    @property
    def counted_twice(self) -> int:
        """How many more acts the parts have than the whole: acts that stand in several parts."""
        return sum(part.acts for part in self.parts) - self.acts


def count_acts() -> tuple[int, int]:
    """Return how many acts there are, and in how many incidents."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {_ACTED} SELECT count(*), count(DISTINCT stands) FROM acted")  # noqa: S608 - our own text
        acts, incidents = cursor.fetchone()
    return int(acts), int(incidents)


def break_down(dimension: Dimension) -> Breakdown:
    """Return the acts by one dimension: days in their order, everything else by the most acts first."""
    acts, incidents = count_acts()
    question = _OF_KINDS if dimension is Dimension.KIND else _question(dimension)
    with connection.cursor() as cursor:
        cursor.execute(question)
        parts = tuple(Part(str(value), int(n), int(k)) for value, n, k in cursor.fetchall())
    return Breakdown(dimension, acts, incidents, parts)


def incidents_by(dimension: Dimension, *, most: int) -> tuple[Count, ...]:
    """Return how many incidents stand under each day, place or mention, those without an act too.

    The most first, and no more than ``most`` of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT value, count(*) AS incidents FROM ({_DIMENSIONS[dimension]}) AS told
            GROUP BY value ORDER BY incidents DESC, value LIMIT %s""",  # noqa: S608 - our own texts alone
            [most],
        )
        return tuple(Count(str(value), int(n)) for value, n in cursor.fetchall())


def _question(dimension: Dimension) -> str:
    order = "value" if dimension is Dimension.DAY else "acts DESC, value"
    return f"""
        WITH {_ACTED}, dimension AS ({_DIMENSIONS[dimension]})
        SELECT coalesce(d.value, '') AS value, count(*) AS acts, count(DISTINCT a.stands) AS incidents
        FROM acted a LEFT JOIN dimension d ON d.stands = a.stands
        GROUP BY coalesce(d.value, '') ORDER BY {order}"""  # noqa: S608 - our own texts alone
