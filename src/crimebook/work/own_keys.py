"""Persons' own hardware keys: enrolled, ended, and asked for a signature before a grave act is done.

A grave act is prepared first, then signed over the digest of the event that is to tell it, and done when the
signature comes. Whoever has a key that counts must use it, in a browser at the desk's address. Who has none,
and the command line of such a person, is signed by the zone alone, and the event's page says so.
"""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crimebook.custody.events import GRAVE, Action, Deed, Event
from crimebook.custody.ownkeys import KeyTime, chain_name, find_bound, read_times
from crimebook.custody.signatures import EventSignature, KeyKind, Role, Signer, check_signature, key_id
from crimebook.custody.webauthn import Assertion, RelyingParty, SignatureError, load_key
from crimebook.stores.register import members
from crimebook.stores.register.events import (
    TOOL,
    ZONE,
    ChainMovedError,
    append_event,
    append_signed,
    chain_of,
    has_done,
    hold_chain,
    prepare_event,
)
from crimebook.stores.register.members import KeyFacts
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import CrimebookError, InvalidValueError, NotFoundError
from crimebook.work.actors import Actor

GOOD_FOR: Final = timedelta(minutes=5)
"""How long a prepared act waits for its signature."""
TOKEN_BYTES: Final = 16
_COUNTER: Final = slice(33, 37)
"""Where an authenticator says how often it has signed (WebAuthn, section 6.1)."""
_MAX_CREDENTIAL_BYTES: Final = 1023


class OwnKeyNeededError(CrimebookError):
    """A grave act of a person who has a key of their own, where no key can be asked."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A person in a browser at ``origin``: with what they were shown and signed, once they have.

    ``event`` is the one that was prepared, ``credential`` names the key to the browser, ``now`` is the
    present. ``token`` is 32 hexadecimal digits, drawn for this act and the same when it comes back signed: an
    act that needs an id of its own takes it, as what it would draw anew would not be what was signed.
    """

    rp_id: str
    origin: str
    now: datetime
    token: str = ""
    event: Event | None = None
    credential: str = ""
    assertion: Assertion | None = None

    @property
    def at(self) -> datetime:
        """When the act is done: what was signed says it, and it must be now, or nearly."""
        return self.event.deed.at if self.event else self.now


class SignatureWantedError(CrimebookError):
    """A grave act that waits for the signature of one of ``credentials`` over ``event``; nothing was done."""

    def __init__(self, event: Event, credentials: tuple[str, ...], hand: Hand) -> None:
        super().__init__("expected a signature by the person's own key, got none yet")
        self.event, self.credentials, self.hand = event, credentials, hand


TOO_LATE: Final = ChainMovedError
"""Something else came into the chain after the act was prepared: it is to be prepared and signed anew."""


def tell_grave(deed: Deed, *, hand: Hand | None) -> str:
    """Write the event of a grave act inside its transaction, and return its digest.

    Raises `SignatureWantedError` where the person has yet to sign, `OwnKeyNeededError` where they have a key
    and no browser (``hand`` is None), `SignatureError` and `ChainMovedError` for a signature that is no good.
    """
    name = chain_name(deed.actor)
    hold_chain(name)
    told = chain_of(name)
    if not told:
        # So that who was shown the act can be shown too that its person had no key then.
        append_event(Deed(name, Action.CREATED, deed.actor, deed.at))
    times = read_times(deed.actor, told)
    if not find_bound(times, deed.at):
        if hand and hand.assertion:
            raise SignatureError("a key that counts", "one that was ended meanwhile; do it again")
        return append_event(deed)
    if hand is None:
        raise OwnKeyNeededError(
            f"expected {deed.action} to be signed by {deed.actor}'s own key, got no browser to ask it in; "
            "do it on the desk's page, or end the key there"
        )
    return _tell_signed(deed, hand, _keys_here(deed.actor, times, hand))


def _keys_here(actor: str, times: Iterable[KeyTime], hand: Hand) -> list[KeyFacts]:
    """Return the keys that count now and that a browser can ask at this address of the desk."""
    counting = {each.key_id for each in times if each.until is None}
    keys = [each for each in members.member_keys(actor) if each.key_id in counting]
    here = [each for each in keys if (each.rp_id, each.origin) == (hand.rp_id, hand.origin)]
    if not here:
        where = ", ".join(sorted({each.origin for each in keys}))
        if not where:
            raise OwnKeyNeededError("expected a key that counts still, got none; do it again without one")
        raise OwnKeyNeededError(
            f"expected the desk at {where}, where the key was enrolled, got {hand.origin}"
        )
    return here


def enrol_key(actor: Actor, public: bytes, credential: str, hand: Hand) -> str:
    """Enrol a key that a browser made, and return its id; the key signs its own enrolment.

    ``public`` is DER SubjectPublicKeyInfo. Raises `SignatureWantedError` until it has signed.
    """
    load_key(public)
    _check_credential(credential)
    name = key_id(KeyKind.WEBAUTHN, public)
    if any(each.key_id == name or each.credential == credential for each in members.member_keys()):
        raise InvalidValueError("a key that nobody enrolled yet", "one that is known")
    facts = KeyFacts(actor.key, name, public, credential, hand.rp_id, hand.origin, 0, hand.at)
    deed = Deed(chain_name(actor.key), Action.KEY_ENROLLED, actor.key, hand.at, outputs=(name,))
    with noting():
        hold_chain(deed.object_id)
        if has_done(actor.key, GRAVE, hand.at):
            raise ChainMovedError("expected no grave act while the key was enrolled, got one; enrol it again")
        if hand.assertion is not None:
            members.add_key(facts)
        _tell_signed(deed, hand, [facts])
        read_times(actor.key, chain_of(deed.object_id))
    return name


def end_key(actor: Actor, name: str, *, at: datetime) -> None:
    """Let one of the actor's own keys count no longer: one that was lost must be ended without it."""
    chain = chain_name(actor.key)
    with noting():
        hold_chain(chain)
        times = read_times(actor.key, chain_of(chain))
        if not any(each.key_id == name and each.until is None for each in times):
            raise NotFoundError("expected a key of one's own that counts, got none")
        members.end_key(name, at=at)
        append_event(Deed(chain, Action.KEY_REVOKED, actor.key, at, outputs=(name,)))
        read_times(actor.key, chain_of(chain))


def _tell_signed(deed: Deed, hand: Hand, keys: Sequence[KeyFacts]) -> str:
    credentials = tuple(each.credential for each in keys)
    if hand.assertion is None:
        raise SignatureWantedError(prepare_event(deed), credentials, hand)
    event = hand.event
    if event is None or (event.deed, event.zone, event.tool) != (deed, ZONE, TOOL):
        raise SignatureError("a signature over what is to be done", "one over something else; sign again")
    if not timedelta(0) <= hand.now - deed.at <= GOOD_FOR:
        raise SignatureError(f"a signature within {GOOD_FOR}", "a later one; sign again")
    facts = next((each for each in keys if each.credential == hand.credential), None)
    if facts is None:
        raise SignatureError("a key of this person", "another")
    signature = EventSignature(key_id(KeyKind.WEBAUTHN, facts.public), hand.assertion)
    signer = Signer(facts.member, Role.PERSON, KeyKind.WEBAUTHN, facts.public, facts.since)
    check_signature(event, signature, [signer], RelyingParty(facts.rp_id, (facts.origin,)))
    if not members.count_use(facts.key_id, _signs(hand.assertion)):
        raise SignatureError("a key that has signed more often than before", "a copy of it, perhaps")
    return append_signed(event, signature)


def _signs(assertion: Assertion) -> int:
    return int.from_bytes(assertion.authenticator_data[_COUNTER], "big")


def _check_credential(text: str) -> None:
    try:
        size = len(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (Base64Error, ValueError) as error:
        raise InvalidValueError("a credential's id in base64url", "something else") from error
    if not 1 <= size <= _MAX_CREDENTIAL_BYTES:
        raise InvalidValueError(f"a credential's id of 1 to {_MAX_CREDENTIAL_BYTES} bytes", f"{size}")
