"""The cast of command: a chain of three units with a gap, holders of each certainty, deployments."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.zones.desk import cast

from crimebook.command.certainty import Certainty
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import reason
from crimebook.work.reading.command_pages import (
    CommandOfUnit,
    HolderView,
    LinkView,
    PresenceView,
    StayView,
    StepView,
    WhereaboutsView,
)
from crimebook.work.reading.page_parts import Name

HELD = FourPoint(
    datetime(2018, 3, 1, tzinfo=UTC),
    datetime(2018, 9, 1, tzinfo=UTC),
    datetime(2021, 1, 1, tzinfo=UTC),
    None,
)


def holder(certainty: Certainty = Certainty.CERTAIN, **differing: object) -> HolderView:
    """Return who commanded, as one source says."""
    plain = HolderView(
        person_id=3,
        name="Прыкладавец Адам Вымыслававіч",
        title="камандзір палка",
        rank="police.major",
        time=HELD,
        certainty=certainty,
        reasons=(reason("by its source it had begun, and had not ended"),),
        citation=cast.citation(),
        is_invented=True,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]


def link(certainty: Certainty = Certainty.POSSIBLE) -> LinkView:
    """Return how a unit stood under the next one."""
    return LinkView(
        Name("Першы ўзорны атрад", "Piershy uzorny atrad"),
        cast.UNIT_REF,
        "command",
        HELD,
        certainty,
        (reason("by its source it may have begun only later"),),
        cast.citation(),
    )


def presence(*, counts: bool = True) -> PresenceView:
    """Return a deployment beside a case."""
    why = (reason("the times overlap however their bounds fall"),)
    own = (reason("it was concluded from this case, and does not count for it"),)
    return PresenceView(
        cast.INCIDENT_REF,
        "Збіццё на плошчы",
        cast.incident().windows[:1],
        Certainty.CERTAIN,
        is_placed=counts,
        counts=counts,
        reasons=why if counts else (*why, *own),
        citation=cast.citation(),
    )


def where() -> WhereaboutsView:
    """Return where somebody was, as far as a post and a deployment tell."""
    stay = StayView(
        "Першы ўзорны атрад",
        cast.incident().windows[:1],
        Certainty.POSSIBLE,
        (reason("by its source it may have ended before"),),
        cast.citation(),
    )
    gap = reason("no source tells of a post at this time")
    return WhereaboutsView(cast.at(12, 22.0), (holder(),), (stay,), (gap,))


def command(**differing: object) -> CommandOfUnit:
    """Return who commanded a unit: somebody, nobody, somebody without a source for the time."""
    steps = (
        StepView(
            Name("Першы ўзорны атрад", "Piershy uzorny atrad"), cast.UNIT_REF, 0, Certainty.CERTAIN, (),
            (holder(), holder(Certainty.POSSIBLE, person_id=4, name="Kontrolnyj B.", title="")), (), (),
        ),
        StepView(
            Name("Узорнае міністэрства"), "sample-units:ministry", 1, Certainty.POSSIBLE, (link(),), (), (),
            (reason("no source names anybody in command"),),
        ),
        StepView(
            Name("Узорны ўрад"), "sample-units:government", 2, Certainty.UNCITED,
            (link(Certainty.UNCITED),), (), (holder(Certainty.UNCITED),),
            (reason("everybody cited in command held the post at another time"),),
        ),
    )  # fmt: skip
    plain = CommandOfUnit(
        unit_ref=cast.UNIT_REF,
        instant=cast.at(12, 22.0),
        steps=steps,
        moments=(cast.at(11, 21.5), cast.at(12, 22.0)),
        presences=(presence(), presence(counts=False)),
        presences_in_all=3,
        is_whole=False,
    )
    return replace(plain, **differing)  # type: ignore[arg-type]
