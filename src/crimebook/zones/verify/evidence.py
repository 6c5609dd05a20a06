"""Checks of a file: that it is the one that a digest, or an event of a chain, speaks of."""

from collections.abc import Iterator
from pathlib import Path

from crimebook.custody.events import parse_event
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import format_instant
from crimebook.terms.reasons import reason
from crimebook.zones.verify.chains import check_chain_file, read_chain
from crimebook.zones.verify.findings import Finding, Kind, UncheckedError, not_proven, proven, refuted
from crimebook.zones.verify.links import Checking
from crimebook.zones.verify.sources import hash_file


def check_digest(path: Path, digest: str) -> Iterator[Finding]:
    """Check that a file has the SHA-256 that the checker knows from elsewhere."""
    try:
        wanted = parse_digest(digest)
    except InvalidValueError as error:
        raise UncheckedError(reason("--sha256 is no SHA-256 in hexadecimal."), str(error)) from error
    found = hash_file(path)
    if found == wanted:
        yield proven(reason("The file {name} has the SHA-256 {digest}.", name=path.name, digest=found))
    else:
        yield refuted(
            reason(
                "The file {name} is another, or was changed: its SHA-256 is {digest}.",
                name=path.name,
                digest=found,
            )
        )
    yield not_proven(reason("Since when it is so: give the chain of custody with --chain."))


def check_since_event(path: Path, chain_path: Path, event: str, checking: Checking) -> Iterator[Finding]:
    """Check a chain, and that a file is what an event of it names: the first that does, or the given one."""
    chain = read_chain(chain_path)
    findings = list(check_chain_file(chain, checking))
    yield from findings
    if any(each.kind is Kind.REFUTED for each in findings):
        return
    digest = hash_file(path)
    events = [parse_event(each.body) for each in chain.events]
    asked = [each for each in events if not event or each.digest == event]
    if not asked:
        raise UncheckedError(reason("The chain has no event {digest}.", digest=event))
    named = [each for each in asked if digest in (*each.deed.outputs, *each.deed.inputs)]
    if not named:
        yield refuted(
            reason(
                "The file {name} is none of which the chain speaks, or was changed: its SHA-256 is {digest}.",
                name=path.name,
                digest=digest,
            )
        )
        return
    first = named[0]
    yield proven(
        reason(
            "The file {name} is, byte for byte, what event {event} ({action}, {at}) speaks of.",
            name=path.name,
            event=first.digest,
            action=first.deed.action.value,
            at=format_instant(first.deed.at),
        )
    )
    yield not_proven(reason("That the file was true before that event."))
