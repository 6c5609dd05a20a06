"""What a file tells beside what it shows: findings of a few kinds, each once, short enough to be shown."""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_FOUND = 40
MAX_TEXT = 80
_STEERING = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")


class Kind(StrEnum):
    """What a finding is."""

    PLACE = "place"
    DEVICE = "device"
    SERIAL = "serial"
    AUTHOR = "author"
    TIME = "time"
    PROGRAM = "program"
    TEXT = "text"
    TRACK = "track"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file tells; ``value`` may be empty where it is only known that there is something."""

    kind: Kind
    value: str


class Told:
    """The findings of one file, in the order in which they came."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings."""
        return tuple(self._found)

    def add(self, kind: Kind, value: str = "") -> None:
        """Note a finding, unless it is known or there are many."""
        if len(self._found) < MAX_FOUND:
            self._found[Finding(kind, _STEERING.sub(" ", value).strip()[:MAX_TEXT])] = None

    def add_bytes(self, kind: Kind, value: bytes) -> None:
        """Note a finding whose words are UTF-8, or nearly."""
        self.add(kind, value[: 4 * MAX_TEXT].decode("utf-8", "replace"))
