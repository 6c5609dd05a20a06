"""What stands on pages of several kinds, as values: names, windows, terms of a score, streets.

Labels from the codebook come as codes; names as `Name`; sentences as `Reason`: the page chooses the language.
"""

from dataclasses import dataclass

from crimebook.stores.register.rows import ActRow, CitationRow, ClaimRow, Count, InjuryRow, MentionRow
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import SubjectKind, Window

# What the register already hands out whole is shown as it is.
ActView = ActRow
CitationView = CitationRow
Choice = Count
ClaimView = ClaimRow
InjuryView = InjuryRow
MentionView = MentionRow


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the script of its source, with its romanisation where that differs."""

    original: str
    romanised: str = ""


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window with the id that rows of matches point at, and the words it was read from."""

    window_id: int
    subject: SubjectKind
    window: Window
    place_name: str
    place_words: str
    time_words: str
    leg_step: str = ""
    leg_kind: str = ""
    """What the leg was of which it is a window, and the kind of place; empty for others."""
    town_words: str = ""
    wants_place: bool = False
    """Whether a person can settle its place, once for all who say these words of this town."""


@dataclass(frozen=True, slots=True)
class TermView:
    """One bar of the waterfall: its name (``prior``, ``time``, ``place``, ``view``), bits and sentence."""

    name: str
    bits: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street of the gazetteer near a page's windows, to be drawn as background."""

    name: str
    lines: tuple[tuple[tuple[float, float], ...], ...]
    """(lon, lat) pairs."""
