"""Members and their one-time links."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from crimebook.stores.register.models import Member, MemberKey, SignInLink
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


def list_members() -> tuple[MemberFacts, ...]:
    """Return everybody who works with the book, by name."""
    return tuple(MemberFacts(row.key, row.name, row.role) for row in Member.objects.order_by("name", "key"))


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


def end_sessions(*, at: datetime) -> tuple[int, int]:
    """End every session at the desk and every link that is open; return how many of each there were."""
    links = SignInLink.objects.filter(used_at__isnull=True, expires_at__gt=at).update(used_at=at)
    running = Session.objects.filter(expire_date__gt=at).count()
    Session.objects.all().delete()
    return running, links


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A hardware key of a member: what it signs with, at which address of the desk, from when until when."""

    member: str
    key_id: str
    public: bytes
    credential: str
    rp_id: str
    origin: str
    sign_count: int
    since: datetime
    until: datetime | None = None


def add_key(facts: KeyFacts) -> None:
    """Keep a member's key; a key or credential that is known raises the database's `IntegrityError`."""
    MemberKey.objects.create(
        member=Member.objects.get(key=facts.member),
        key_id=facts.key_id,
        public=facts.public,
        credential=facts.credential,
        rp_id=facts.rp_id,
        origin=facts.origin,
        sign_count=facts.sign_count,
        since=facts.since,
    )


def member_keys(member: str = "") -> tuple[KeyFacts, ...]:
    """Return the keys that were ever enrolled, of one member or of all, oldest first."""
    rows = MemberKey.objects.select_related("member").order_by("since", "id")
    return tuple(map(_key, rows.filter(member__key=member) if member else rows))


def end_key(key_id: str, *, at: datetime) -> None:
    """Let a key count no longer."""
    MemberKey.objects.filter(key_id=key_id, until__isnull=True).update(until=at)


def count_use(key_id: str, sign_count: int) -> bool:
    """Remember how often a key has signed; False where it says fewer than before, as a copy of it would.

    A key that does not count says 0 each time (WebAuthn, section 6.1.1).
    """
    row = MemberKey.objects.select_for_update().get(key_id=key_id)
    if sign_count <= row.sign_count and (sign_count or row.sign_count):
        return False
    MemberKey.objects.filter(key_id=key_id).update(sign_count=sign_count)
    return True


def _key(row: MemberKey) -> KeyFacts:
    return KeyFacts(
        row.member.key,
        row.key_id,
        bytes(row.public),
        row.credential,
        row.rp_id,
        row.origin,
        row.sign_count,
        row.since,
        row.until,
    )
