"""Members and their one-time links."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.models import Member, SignInLink
from crimebook.terms.ids import Digest


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member of the team."""

    key: str
    name: str
    role: str


def find_member(key: str) -> MemberFacts | None:
    """Return the member called ``key``, or None."""
    row = Member.objects.filter(key=key).first()
    return None if row is None else MemberFacts(row.key, row.name, row.role)


def ensure_member(key: str, name: str, role: str) -> None:
    """Make a member if there is none called ``key``."""
    Member.objects.get_or_create(key=key, defaults={"name": name, "role": role})


def add_link(key: str, digest: Digest, *, expires_at: datetime) -> None:
    """Store the digest of a new link for a member."""
    SignInLink.objects.create(member=Member.objects.get(key=key), digest=digest, expires_at=expires_at)


def has_open_link(digest: Digest, *, at: datetime) -> bool:
    """Whether the link of this digest could still be used."""
    return SignInLink.objects.filter(digest=digest, used_at__isnull=True, expires_at__gt=at).exists()


def spend_link(digest: Digest, *, at: datetime) -> str | None:
    """Use up a link and return its member's key; None where it was used, is over or never was.

    One conditional update decides: of two browsers that come at once, one gets in.
    """
    spent = SignInLink.objects.filter(digest=digest, used_at__isnull=True, expires_at__gt=at).update(
        used_at=at
    )
    return SignInLink.objects.get(digest=digest).member.key if spent else None
