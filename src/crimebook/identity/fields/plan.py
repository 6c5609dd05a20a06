"""Plans: what is compared of two mentions of persons, and by what mentions are brought together.

A plan is a model whose weights are only a start; `tools/train_linking.py` estimates them and writes the model
file that ships. What is set by hand stays.
"""

from crimebook.identity.fields.births import BIRTH
from crimebook.identity.fields.callsigns import CALLSIGN, NICKNAME
from crimebook.identity.fields.looks import HEIGHT, LOOKS
from crimebook.identity.fields.naming import FATHER, GIVEN, SURNAME
from crimebook.identity.fields.numbers import BADGE, HELMET, PHONE, PLATE
from crimebook.identity.fields.ranks import RANK
from crimebook.identity.fields.units import UNIT
from crimebook.identity.linking.company import LEVELS
from crimebook.identity.linking.models import Block, Company, Model

BLOCKS = (
    Block("badge", ("badge",), most=100),
    Block("phone", ("phone",), most=100),
    Block("plate", ("plate",), most=100),
    Block("helmet", ("helmet", "unit"), most=100),
    Block("callsign", ("callsign", "callsign_number", "unit"), most=100),
    Block("nickname", ("nickname", "unit"), most=50),
    Block("surname_given", (), ("surname_skeletons", "givens"), most=200),
    Block("surname_initials", (), ("surname_skeletons", "given_initials", "father_initials"), most=150),
    Block("surname", (), ("surname_skeletons",), most=60),
    Block("near_given", (), ("surname_nears", "givens"), most=60),
    Block("near_unit", ("unit",), ("surname_nears",), most=100),
    Block("surname_unit", ("unit",), ("surname_skeletons",), most=200),
    Block("surname_town", (), ("surname_skeletons", "unit_towns"), most=150),
    Block("surname_birth", ("birth_year",), ("surname_skeletons",), most=100),
    Block("given_father_unit", ("unit",), ("givens", "fathers"), most=100),
    Block("given_father_birth", ("birth_year",), ("givens", "fathers"), most=100),
    Block("birth", ("birth_day",), most=60),
)


def persons_plan() -> Model:
    """Return the plan for persons of a force."""
    return Model(
        name="persons",
        version="1",
        prior=1e-5,
        comparisons=(
            SURNAME,
            GIVEN,
            FATHER,
            CALLSIGN,
            NICKNAME,
            BIRTH,
            BADGE,
            HELMET,
            PHONE,
            PLATE,
            UNIT,
            RANK,
            HEIGHT,
            LOOKS,
        ),
        blocks=BLOCKS,
        threshold_bits=0.0,
        company=Company(("given", "father", "birth", "badge"), LEVELS),
    )
