"""Acts: what is done, how loud it is, how long it takes, and which injuries it leaves.

Labels are those of the codebook in English; injuries are codes ``region/nature/method`` with weights, so that
what a person suffered fits what was done.
"""

from dataclasses import dataclass

WEAPON = "Unlawful use of a weapon or special means"


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of event. ``in_crowd`` and ``apart`` are weights, ``sight`` stretches how far it is noticed."""

    code: str
    labels: tuple[str, ...]
    also: tuple[str, ...]
    """Labels that are told with it at times."""
    in_crowd: float
    apart: float
    sight: float
    lasts_s: tuple[int, int]
    injuries: tuple[tuple[float, str], ...]
    injured: float
    """The chance of each further injury."""


_BATON = (
    (0.22, "back/bruise/baton"),
    (0.14, "buttocks/bruise/baton"),
    (0.12, "thigh/bruise/baton"),
    (0.1, "arm/bruise/baton"),
    (0.08, "head/cut/baton"),
    (0.07, "head/concussion/baton"),
    (0.07, "face/bruise/hands_feet"),
    (0.05, "hand/fracture/baton"),
    (0.05, "chest/fracture/hands_feet"),
    (0.04, "mouth/tooth/hands_feet"),
    (0.06, "knee/abrasion/hands_feet"),
)

ACTS = (
    Act(
        "beating", ("Beating",), ("Excessive force", "Verbal abuse"), 0.30, 0.24, 1.0, (20, 150), _BATON, 0.55
    ),
    Act(
        "arrest",
        ("Arbitrary arrest",),
        ("Beating", "Excessive force"),
        0.28,
        0.42,
        1.0,
        (30, 240),
        (*_BATON, (0.25, "wrist/nerve/tight_restraint"), (0.15, "shoulder/dislocation/hands_feet")),
        0.25,
    ),
    Act(
        "kinetic",
        (WEAPON,),
        ("Excessive force",),
        0.10,
        0.02,
        1.3,
        (1, 10),
        (
            (0.3, "leg/kinetic_wound/kinetic_round"),
            (0.2, "thigh/kinetic_wound/kinetic_round"),
            (0.15, "back/kinetic_wound/kinetic_round"),
            (0.12, "arm/kinetic_wound/kinetic_round"),
            (0.1, "chest/kinetic_wound/kinetic_round"),
            (0.08, "abdomen/kinetic_wound/kinetic_round"),
            (0.05, "face/kinetic_wound/kinetic_round"),
        ),
        0.3,
    ),
    Act(
        "stun",
        (WEAPON,),
        ("Intimidation of the public",),
        0.12,
        0.02,
        1.6,
        (1, 4),
        (
            (0.35, "ear/hearing/stun_grenade"),
            (0.2, "leg/fragment/stun_grenade"),
            (0.15, "foot/burn/stun_grenade"),
            (0.15, "head/concussion/stun_grenade"),
            (0.15, "whole_body/blast/stun_grenade"),
        ),
        0.35,
    ),
    Act(
        "gas",
        (WEAPON,),
        ("Excessive force",),
        0.08,
        0.03,
        1.1,
        (5, 60),
        ((0.7, "eye/irritation/irritant"), (0.3, "face/irritation/irritant")),
        0.2,
    ),
    Act(
        "vehicle",
        ("Hitting people with a vehicle",),
        ("Excessive force",),
        0.02,
        0.02,
        1.4,
        (3, 20),
        (
            (0.4, "lower_leg/fracture/vehicle"),
            (0.3, "lower_back/bruise/vehicle"),
            (0.3, "head/concussion/vehicle"),
        ),
        0.6,
    ),
    Act(
        "water",
        (WEAPON,),
        ("Excessive force",),
        0.03,
        0.0,
        1.5,
        (20, 120),
        ((0.6, "whole_body/bruise/water_cannon"), (0.4, "knee/abrasion/water_cannon")),
        0.2,
    ),
    Act("threat", ("Threats",), ("Verbal abuse",), 0.07, 0.15, 0.8, (10, 90), (), 0.0),
    Act(
        "custody",
        ("Beating", "Inhuman conditions of detention"),
        (
            "Forced postures",
            "Deprivation of sleep",
            "Deprivation of food or water",
            "Denial of medical care in custody",
        ),
        0.0,
        0.10,
        0.0,
        (600, 7200),
        (
            (0.3, "buttocks/bruise/baton"),
            (0.2, "back/bruise/baton"),
            (0.15, "wrist/nerve/tight_restraint"),
            (0.15, "knee/abrasion/posture"),
            (0.1, "whole_body/exhaustion/no_food_water"),
            (0.1, "whole_body/psychological/no_sleep"),
        ),
        0.6,
    ),
)

BY_CODE = {act.code: position for position, act in enumerate(ACTS)}
ARREST, CUSTODY = BY_CODE["arrest"], BY_CODE["custody"]
