"""Who says something of records or of mentions: the same of every word, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says something, when and why."""

    actor: str
    at: datetime
    reason: str
