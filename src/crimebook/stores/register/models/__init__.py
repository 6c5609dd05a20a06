"""The tables of the register. Only `crimebook.stores.register` may import them."""

from crimebook.stores.register.models.claims import Claim, ClaimCitation
from crimebook.stores.register.models.command import (
    Involvement,
    InvolvementGround,
    InvolvementStep,
    Posting,
)
from crimebook.stores.register.models.consents import Consent
from crimebook.stores.register.models.custody import ChangeCounter, CustodyEvent, LedgerInterval, OutboxLeaf
from crimebook.stores.register.models.detentions import DetentionLeg
from crimebook.stores.register.models.figures import Figure, TruePair
from crimebook.stores.register.models.incidents import Act, Incident, Injury, Mention
from crimebook.stores.register.models.learnt import ClockReading, Learnt
from crimebook.stores.register.models.media import Communication, Recording
from crimebook.stores.register.models.medicine import Death, MedicalEvaluation, MedicalFinding
from crimebook.stores.register.models.members import Member, MemberKey, SignInLink
from crimebook.stores.register.models.persons import (
    PersonEdge,
    PersonMember,
    PersonMention,
    PersonPair,
    SecondLook,
    ShownWeight,
)
from crimebook.stores.register.models.reports import (
    Attachment,
    ErasedCitation,
    Interview,
    InterviewDraft,
    Report,
    ReportMessage,
    Testimony,
)
from crimebook.stores.register.models.solutions import PlaceSolution
from crimebook.stores.register.models.sources import (
    Citation,
    CitedIdentity,
    ErasedIdentity,
    GazetteerEntry,
    ImportBatch,
    Source,
)
from crimebook.stores.register.models.statements import (
    Description,
    Identification,
    Order,
    Retraction,
    Translation,
)
from crimebook.stores.register.models.traces import Doubt, FileFact, Judgement, Link, Trait
from crimebook.stores.register.models.units import Departure, Deployment, Headcount, Unit, UnitRelation
from crimebook.stores.register.models.verdicts import MatchVerdict
from crimebook.stores.register.models.vetting import VettingQuestion, VettingStep
from crimebook.stores.register.models.waiting import WaitingWords
from crimebook.stores.register.models.windows import Match, MatchedThrough, Window

__all__ = [
    "Act", "Attachment", "ChangeCounter", "Citation", "CitedIdentity", "Claim", "ClaimCitation",
    "ClockReading", "Communication", "Consent", "CustodyEvent", "Death", "Departure", "Deployment",
    "Description",
    "DetentionLeg", "Doubt", "ErasedCitation", "ErasedIdentity", "Figure", "FileFact", "GazetteerEntry",
    "Headcount", "Identification", "ImportBatch", "Incident", "Injury", "Interview", "InterviewDraft",
    "Involvement", "InvolvementGround", "InvolvementStep", "Judgement", "Learnt", "LedgerInterval", "Link",
    "Match", "MatchVerdict", "MatchedThrough", "MedicalEvaluation", "MedicalFinding", "Member", "MemberKey",
    "Mention", "Order", "OutboxLeaf", "PersonEdge", "PersonMember", "PersonMention", "PersonPair",
    "PlaceSolution", "Posting", "Recording", "Report", "ReportMessage", "Retraction", "SecondLook",
    "ShownWeight",
    "SignInLink", "Source", "Testimony", "Trait", "Translation", "TruePair", "Unit", "UnitRelation",
    "VettingQuestion", "VettingStep", "WaitingWords", "Window",
]  # fmt: skip
