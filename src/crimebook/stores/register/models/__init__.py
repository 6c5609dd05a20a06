"""The tables of the register. Only `crimebook.stores.register` may import them."""

from crimebook.stores.register.models.claims import Claim, ClaimCitation
from crimebook.stores.register.models.custody import ChangeCounter, CustodyEvent
from crimebook.stores.register.models.incidents import Act, Incident, Injury, Mention
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.members import Member, SignInLink
from crimebook.stores.register.models.sources import Citation, GazetteerEntry, ImportBatch, Source
from crimebook.stores.register.models.units import Unit, UnitRelation
from crimebook.stores.register.models.windows import Match, MatchedThrough, Window

__all__ = [
    "Act", "ChangeCounter", "Citation", "Claim", "ClaimCitation", "Communication", "CustodyEvent",
    "GazetteerEntry", "ImportBatch", "Incident", "Injury", "Match", "MatchedThrough", "Member", "Mention",
    "Recording", "SignInLink", "Source", "Unit", "UnitRelation", "Window",
]  # fmt: skip
