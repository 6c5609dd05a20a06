"""The schemas of FollowTheMoney: what each becomes in the book, and which do not come in.

After the model's own schema files (`followthemoney/schema/*.yaml`). A schema that stands nowhere here has no
place in the book.
"""

from collections.abc import Mapping
from typing import NamedTuple

from crimebook.exchange.accounts import Subject


class Schema(NamedTuple):
    """What an entity becomes: its subject, and the codes of its kind and of its kind of evidence."""

    subject: Subject
    kind: str = ""
    evidence_kind: str = ""


SUBJECTS: Mapping[str, Schema] = {
    "Event": Schema(Subject.INCIDENT),
    "Video": Schema(Subject.RECORDING, "video", "video"),
    "Image": Schema(Subject.RECORDING, "photo", "photo"),
    "Audio": Schema(Subject.RECORDING, "audio", "audio"),
    "Message": Schema(Subject.MESSAGE, "message", "message"),
    "Email": Schema(Subject.MESSAGE, "message", "message"),
    "Article": Schema(Subject.MESSAGE, "public_post", "press_report"),
    "HyperText": Schema(Subject.MESSAGE, "public_post"),
    "Document": Schema(Subject.MESSAGE, "undetermined"),
    "Pages": Schema(Subject.MESSAGE, "undetermined"),
    "PlainText": Schema(Subject.MESSAGE, "undetermined"),
    "Table": Schema(Subject.MESSAGE, "undetermined", "data"),
    "Organization": Schema(Subject.UNIT),
    "PublicBody": Schema(Subject.UNIT),
    "Company": Schema(Subject.UNIT),
    "LegalEntity": Schema(Subject.UNIT),
}

PERSONS = frozenset({"Person", "Passport", "Identification", "UserAccount"})

TIES = frozenset(
    {
        "Associate",
        "Call",
        "ContractAward",
        "CourtCaseParty",
        "Debt",
        "Directorship",
        "Employment",
        "Family",
        "Interest",
        "Membership",
        "Mention",
        "Occupancy",
        "Ownership",
        "Payment",
        "Position",
        "Post",
        "ProjectParticipant",
        "Representation",
        "Sanction",
        "Similar",
        "Succession",
        "UnknownLink",
    }
)
"""What ties one party to another: a party may be a person, and its name stands in the record."""

BODY_SIGNS = ("legalForm", "registrationNumber", "incorporationDate", "dissolutionDate", "sector")
"""What a LegalEntity says of itself if it is no person; the schema may be either."""
