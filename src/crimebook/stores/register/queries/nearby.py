"""What stands around a message: deployments that bear its callsigns, and cases of about its time."""

import re
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Q

from crimebook.command.history import Deployment, Spell
from crimebook.command.presence import Case
from crimebook.stores.register import models
from crimebook.stores.register.queries.command import cases_of, same_cases
from crimebook.stores.register.window_rows import window_record
from crimebook.terms.intervals import FourPoint
from crimebook.terms.script import fold

MOST_CASES = 2_000
MOST_DEPLOYMENTS = 2_000
_LONGEST_CASE = timedelta(days=1)
"""A case that began earlier is not looked for: what goes on for days is near a message by no instant."""

_BETWEEN = re.compile(r"[\W_]+")
"""What stands between the word of a callsign and its number, or around both."""

_LIVE = Q(superseded_at_change__isnull=True)


def callsigns_of(message_id: int) -> tuple[str, ...]:
    """Return whom a message was sent by, as its source names it; none for a public post."""
    row = models.Communication.objects.filter(pk=message_id).values_list("sender", flat=True).first()
    return (row,) if row else ()


def deployments_called(callsigns: Collection[str], time: FourPoint) -> tuple[Deployment, ...]:
    """Return the deployments at that time that bear a callsign, and those of the units that bear it.

    Callsigns are compared whole, by letters and digits alone: Tower-2 is tower 2 and not Tower.
    """
    wanted = {_plain(each) for each in callsigns} - {""}
    if not wanted or time.latest_end is None or time.earliest_start is None:
        return ()
    live = models.Window.objects.filter(
        _LIVE,
        Q(earliest_start__isnull=True) | Q(earliest_start__lte=time.latest_end),
        Q(latest_end__isnull=True) | Q(latest_end__gte=time.earliest_start),
        deployment__isnull=False,
    )
    ids = sorted(
        set(live.order_by("deployment_id").values_list("deployment_id", flat=True)[:MOST_DEPLOYMENTS])
    )
    rows = list(models.Deployment.objects.filter(pk__within=ids).order_by("pk"))
    called = {row.pk for row in rows if wanted & {_plain(str(each)) for each in row.callsigns}}
    units = {row.unit_id for row in rows if row.pk in called and row.unit_id is not None}
    chosen = [row for row in rows if row.pk in called or row.unit_id in units]
    spells, same = _spells(row.pk for row in chosen), same_cases(row.derived_from_id for row in chosen)
    return tuple(
        Deployment(
            row.pk,
            row.unit_id or 0,
            spells.get(row.pk, ()),
            row.citation_id,
            same.get(row.derived_from_id, frozenset()),
        )
        for row in chosen
    )


def _plain(callsign: str) -> str:
    return _BETWEEN.sub("", fold(callsign))


def cases_about(time: FourPoint, slack: timedelta) -> tuple[Case, ...]:
    """Return the cases that can have begun up to a day before a time and until ``slack`` after it.

    The latest `MOST_CASES`; of those that people judged to be one, only the leader is told.
    """
    if time.earliest_start is None or time.latest_end is None:
        return ()
    about = models.Incident.objects.filter(
        leader__isnull=True,
        first_start__gte=time.earliest_start - _LONGEST_CASE,
        first_start__lte=time.latest_end + slack,
    )
    return cases_of(about.order_by("-first_start", "pk").values_list("pk", flat=True)[:MOST_CASES])


def _spells(ids: Iterable[int]) -> dict[int, tuple[Spell, ...]]:
    found: dict[int, tuple[Spell, ...]] = {}
    live = models.Window.objects.filter(_LIVE, deployment_id__within=sorted(ids))
    for row in live.select_related("leg", "injury").order_by("pk"):
        window = window_record(row).window
        found[row.deployment_id or 0] = (
            *found.get(row.deployment_id or 0, ()),
            Spell(window.time, window.place),
        )
    return found
