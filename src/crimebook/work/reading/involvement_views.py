"""What is alleged of a person, as their page shows it: by standard of proof, and what is missing for more."""

from collections.abc import Iterable

from crimebook.command.involvements import FORWARD, IN_FAVOUR, STANDARDS, Standing, Status, wanting
from crimebook.stores.register.command_rows import GroundRow, InvolvementRow
from crimebook.terms.reasons import Reason
from crimebook.work.actors import find_actor
from crimebook.work.reading.person_pages import GroundView, InvolvementView, StandardView

_ENDED = frozenset({Status.WITHDRAWN, Status.CLEARED})


def involvement_view(row: InvolvementRow) -> InvolvementView:
    """Return an allegation with its grounds, how far it has come, and what is missing for the next status."""
    stands = row.standing
    further = _further(stands.status)
    return InvolvementView(
        involvement_id=row.involvement_id,
        incident_ref=row.incident_ref,
        incident_title=row.incident_title,
        act=row.act,
        degree=row.degree,
        mode=row.mode,
        status=stands.status.value,
        standard=stands.standard,
        analyst=_name(row.analyst),
        reviewer=_name(stands.reviewer),
        decided=stands.decided.value,
        proposed=stands.pending.status.value if stands.pending else "",
        proposed_by=_name(stands.pending.actor) if stands.pending else "",
        further=further.value if further else "",
        missing=_missing(row, stands, further),
        grounds=tuple(_ground(each) for each in row.grounds),
    )


def by_standard(views: Iterable[InvolvementView]) -> tuple[StandardView, ...]:
    """Return allegations that stand by their standard of proof, the strongest first."""
    groups: dict[str, list[InvolvementView]] = {}
    for view in views:
        groups.setdefault(view.standard, []).append(view)
    order = {standard: place for place, standard in enumerate(reversed(STANDARDS))}
    return tuple(
        StandardView(standard, tuple(groups[standard]))
        for standard in sorted(groups, key=lambda each: order.get(each, len(order)))
    )


def is_against(view: InvolvementView) -> bool:
    """Whether it is an allegation that stands: not withdrawn, not cleared, of no deed in their favour."""
    return Status(view.status) not in _ENDED and view.degree not in IN_FAVOUR


def furthest(views: Iterable[InvolvementView]) -> str:
    """Return how far the furthest allegation has come, or how all of them ended; empty for none."""
    alleged = [view for view in views if view.degree not in IN_FAVOUR]
    standing = [Status(view.status) for view in alleged if Status(view.status) not in _ENDED]
    if standing:
        return max(standing, key=FORWARD.index).value
    ended = {Status(view.status) for view in alleged}
    return next((each.value for each in (Status.CLEARED, Status.WITHDRAWN) if each in ended), "")


def _further(status: Status) -> Status | None:
    place = FORWARD.index(status) if status in FORWARD else len(FORWARD)
    return FORWARD[place + 1] if place + 1 < len(FORWARD) else None


def _missing(row: InvolvementRow, stands: Standing, further: Status | None) -> tuple[Reason, ...]:
    if further is None or row.degree in IN_FAVOUR:
        return stands.wanting
    # For a first step any standard can still be chosen: which one is wanted is said where it is too low.
    return wanting(further, row.bases, row.mode, stands.standard)


def _ground(row: GroundRow) -> GroundView:
    return GroundView(row.basis, row.test, row.words, exculpates=row.exculpates, citation=row.citation)


def _name(key: str) -> str:
    found = find_actor(key) if key else None
    return found.name if found else key
