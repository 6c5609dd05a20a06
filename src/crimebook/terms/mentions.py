"""What one source says of one person of a force, in its words: as it is read, imported, typed and kept."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class SaidOfPerson:
    """What a source says of a person, in its words; empty where the source does not say.

    ``name_kind`` is a code of ``alias_kinds`` or ``unnamed``, ``rank`` one of ``ranks``; ``birth`` and
    ``death`` are YYYY, YYYY-MM or YYYY-MM-DD.
    """

    name: str = ""
    name_kind: str = "legal"
    rank_words: str = ""
    rank: str = ""
    unit_words: str = ""
    badge: str = ""
    helmet: str = ""
    plate: str = ""
    phone: str = ""
    birth: str = ""
    death: str = ""
    description: str = ""
    role_words: str = ""
    side: str = "force"

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return every field with its words."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))
