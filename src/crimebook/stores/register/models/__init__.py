"""The tables of the register. Only `crimebook.stores.register` may import them."""

from crimebook.stores.register.models.claims import Claim, ClaimCitation
from crimebook.stores.register.models.consents import Consent
from crimebook.stores.register.models.custody import ChangeCounter, CustodyEvent
from crimebook.stores.register.models.detentions import DetentionLeg
from crimebook.stores.register.models.figures import Figure, TruePair
from crimebook.stores.register.models.incidents import Act, Incident, Injury, Mention
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.medicine import Death, MedicalEvaluation, MedicalFinding
from crimebook.stores.register.models.members import Member, SignInLink
from crimebook.stores.register.models.solutions import PlaceSolution
from crimebook.stores.register.models.sources import Citation, GazetteerEntry, ImportBatch, Source
from crimebook.stores.register.models.statements import (
    Description,
    Identification,
    Order,
    Retraction,
    Translation,
)
from crimebook.stores.register.models.traces import Doubt, FileFact, Judgement, Link, Trait
from crimebook.stores.register.models.units import Departure, Deployment, Headcount, Unit, UnitRelation
from crimebook.stores.register.models.windows import Match, MatchedThrough, Window

__all__ = [
    "Act", "ChangeCounter", "Citation", "Claim", "ClaimCitation", "Communication", "Consent", "CustodyEvent",
    "Death", "Departure", "Deployment", "Description", "DetentionLeg", "Doubt", "Figure", "FileFact",
    "GazetteerEntry", "Headcount", "Identification", "ImportBatch", "Incident", "Injury", "Judgement", "Link",
    "Match", "MatchedThrough", "MedicalEvaluation", "MedicalFinding", "Member", "Mention", "Order",
    "PlaceSolution", "Recording", "Retraction", "SignInLink", "Source", "Trait", "Translation", "TruePair",
    "Unit", "UnitRelation", "Window",
]  # fmt: skip
