"""What an intake does by itself: apply what the desk signed, let what is too old go, blur times."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crimebook.sealing.errors import ManifestError
from crimebook.work.receiving.intake import Intake

MARK_LIFE = timedelta(days=90)
"""How long a receipt's page can say "collected"."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many items the desk's signed word removed or could not, and how many parts expired."""

    collected: int
    refused: int
    expired_parts: int


def apply_acknowledgements(intake: Intake, at: datetime) -> tuple[int, int]:
    """Delete what the desk signed for; return how many, and how many acknowledgements were refused."""
    try:
        applied = intake.drop.apply_waiting([intake.keys(at).manifest.reply_public])
    except ManifestError:
        # Without a manifest in force no signature counts, and nothing is deleted.
        return 0, 0
    return applied.removed, applied.refused


def keep(intake: Intake, at: datetime) -> Kept:
    """Do what is done every hour."""
    collected, refused = apply_acknowledgements(intake, at)
    expired = intake.drop.expire_parts(at)
    intake.drop.forget_marks((at - MARK_LIFE).date())
    intake.slots.expire_slots(at.date())
    intake.drop.blur_times()
    return Kept(collected, refused, expired)
