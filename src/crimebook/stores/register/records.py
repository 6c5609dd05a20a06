"""Records on their way into the register, as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.officer_records import NewOfficer, NewRelation, NewService
from crimebook.stores.register.paper_records import NewPaper
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.grades import Basis, Credibility
from crimebook.terms.ids import Digest, ExternalId


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A source's own words about one record, with the digest by which they are known."""

    external_id: ExternalId
    words: tuple[tuple[str, str], ...]
    digest: Digest
    url: str = ""
    credibility: Credibility = Credibility.CANNOT_BE_JUDGED
    basis: Basis = Basis.NOT_STATED


@dataclass(frozen=True, slots=True)
class NewMention:
    """Words that name a unit, a person or a group; ``key`` is the words folded."""

    role: str
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class NewAct:
    """A source's label of a violation, with its code where the crosswalk has one."""

    source_label: str
    code: str


@dataclass(frozen=True, slots=True)
class NewInjury:
    """An injury in codes of the codebook, with its own windows where the source gives them."""

    region: str
    nature: str
    method: str
    source_label: str


@dataclass(frozen=True, slots=True)
class NewLink:
    """An address on the web that a source gives; ``key`` is equal for all writings of one address."""

    url: str
    key: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a source holds, by its facts."""

    name: str
    digest: str = ""
    media_type: str = ""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class NewConsent:
    """An answer for one purpose, as the source recorded it."""

    purpose: str
    answer: str
    given_by: str = ""
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """What a record brings beside its story: addresses, files, consent, traits by which it is known again.

    A trait is (kind, key).
    """

    links: tuple[NewLink, ...] = ()
    files: tuple[NewFile, ...] = ()
    consents: tuple[NewConsent, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()


NO_TRACES = Traces()


@dataclass(frozen=True, slots=True)
class NewIncident:
    """An incident with everything one citation says of it."""

    external_id: ExternalId
    title: str
    evidence_kind: str
    is_invented: bool
    mentions: tuple[NewMention, ...]
    acts: tuple[NewAct, ...]
    injuries: tuple[NewInjury, ...]
    windows: tuple[WindowRecord, ...]
    traces: Traces = NO_TRACES


@dataclass(frozen=True, slots=True)
class NewRecording:
    """A recording and its windows, and what its source tells of its camera's clock and of its posting."""

    external_id: ExternalId
    title: str
    kind: str
    duration_s: float | None
    width_px: int | None
    height_px: int | None
    is_invented: bool
    windows: tuple[WindowRecord, ...]
    traces: Traces = NO_TRACES
    camera: str = ""
    clock_ahead_s: float | None = None
    posted_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class NewCommunication:
    """A communication and its windows, and what its source tells of its recorder's clock."""

    external_id: ExternalId
    title: str
    kind: str
    channel: str
    sender: str
    receiver: str
    text: str
    at: datetime
    is_invented: bool
    windows: tuple[WindowRecord, ...]
    traces: Traces = NO_TRACES
    recorder: str = ""
    clock_ahead_s: float | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit, its parent by external id, and what its source claims of it."""

    external_id: ExternalId
    names: tuple[tuple[str, str], ...]
    parent: ExternalId | None
    claims: tuple[tuple[str, str], ...]
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim about a unit (by reference or external id) or about a subject in words."""

    external_id: ExternalId
    unit: str
    subject: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class NewTruePair:
    """A pair of an invented book that matching should find; a recording or a message, not both."""

    external_id: ExternalId
    incident_id: int
    recording_id: int | None
    message_id: int | None
    is_invented: bool = True


NewSeen = NewIncident | NewRecording | NewCommunication | NewPaper
"""A record that has windows; of papers, legs and deployments have some."""

NewRecord = (
    NewIncident
    | NewRecording
    | NewCommunication
    | NewUnit
    | NewClaim
    | NewPaper
    | NewTruePair
    | NewOfficer
    | NewService
    | NewRelation
)


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """What a record's source says of a person, sealed to custodians; ``report`` is what its shares name.

    Keyed tags, by which two sealed names could be compared, would stand here.
    """

    report: Digest
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Staged:
    """A record with the citation it comes from, and what its source says of a person.

    With ``has_left_out`` the source said something of a person, and it was not kept.
    """

    citation: NewCitation
    record: NewRecord
    identity: NewIdentity | None = None
    has_left_out: bool = False
