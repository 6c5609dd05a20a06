"""Checks of a whole log: that it is signed and whole, and that it grew out of what was seen before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crimebook.custody.checkpoints import Checkpoint, Policy, Witnessed, check_checkpoint
from crimebook.custody.keychanges import KeyChangeError, read_key_changes, with_former
from crimebook.custody.leaves import LEAF_BYTES
from crimebook.custody.merkle import ProofError
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.tiles import CHECKPOINT
from crimebook.terms.errors import NotFoundError
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.findings import (
    Finding,
    UncheckedError,
    missing,
    not_proven,
    proven,
    refuted,
    unchecked,
)
from crimebook.zones.verify.policies import Trust
from crimebook.zones.verify.sources import fetch_from, read_file

WITNESSED = "witnessed"
"""Beside the newest checkpoint: the newest that enough witnesses signed."""


@dataclass(frozen=True, slots=True)
class OpenLog:
    """A log whose checkpoint was checked; its tiles are checked as they are read."""

    witnessed: Witnessed
    tiles: TileReader

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log says of itself."""
        return self.witnessed.checkpoint


def open_log(source: str, policy: Policy) -> OpenLog:
    """Read the checkpoint of a log; raise `NoteError`, or `UncheckedError` where there is none.

    The newest may still wait for its witnesses. Then the one that they signed last is read.
    """
    fetch = fetch_from(source)
    try:
        witnessed = _newest(fetch, policy)
    except NotFoundError as error:
        raise missing(f"{source}/{CHECKPOINT}") from error
    return OpenLog(witnessed, TileReader(fetch, witnessed.checkpoint.size, witnessed.checkpoint.root))


def with_key_changes(trust: Trust, sources: Sequence[str]) -> Trust:
    """Return the trust with the keys by which the log signed before, as the copies of it tell.

    The key of now vouches for them, and not they for it. Raises `UncheckedError` for what it does not.
    """
    try:
        told = [read_key_changes(fetch_from(source), trust.log.origin) for source in sources]
        return replace(trust, log=with_former(trust.log, max(told, key=len, default=())))
    except KeyChangeError as error:
        said = reason(
            "The log's key was changed since this policy was written, or somebody says so. "
            "Ask its keepers for the policy of now, by another way than from the log."
        )
        raise UncheckedError(said, str(error)) from error
    except NoteError as error:
        said = reason("The files beside the log that should tell of its keys are damaged.")
        raise UncheckedError(said, str(error)) from error


def read_prior(path: Path | None, trust: Trust) -> Witnessed | None:
    """Return the checkpoint that the checker kept, which the log at least must have signed."""
    if path is None:
        return None
    try:
        return check_checkpoint(read_file(path), trust.without_witnesses)
    except NoteError as error:
        said = reason(
            "{path} is no checkpoint that this log signed, so nothing can be compared with it.",
            path=str(path),
        )
        raise UncheckedError(said, str(error)) from error


def check_log(source: str, trust: Trust, prior: Witnessed | None) -> Iterator[Finding]:
    """Check all that a log shows: its checkpoint, every entry and every hash above it."""
    try:
        log = open_log(source, trust.log)
    except NoteError as error:
        yield refuted(reason("The log's checkpoint is not signed as the policy asks for."), error)
        return
    yield from tell_checkpoint(log.witnessed, trust)
    yield from _check_entries(log, trust)
    yield from check_against(log.checkpoint, prior, log)
    yield not_proven(
        reason("When the log was made: no timestamp was looked at. “crimebook-verify anchors” does that.")
    )
    yield not_proven(
        reason("What the leaves stand for, whether it is true, and whether all that happened was entered.")
    )


def check_mirror(sources: tuple[str, str], trust: Trust) -> Iterator[Finding]:
    """Check that of two copies of a log one extends the other."""
    try:
        logs = [open_log(source, trust.log) for source in sources]
    except NoteError as error:
        yield refuted(
            reason("The checkpoint of one of the copies is not signed as the policy asks for."), error
        )
        return
    shorter, longer = sorted(logs, key=lambda log: log.checkpoint.size)
    yield from tell_checkpoint(shorter.witnessed, trust)
    yield from _check_extension(longer, shorter.checkpoint)
    yield not_proven(
        reason("That the entries of both copies are there: “crimebook-verify log” reads all of one.")
    )


def tell_checkpoint(witnessed: Witnessed, trust: Trust) -> Iterator[Finding]:
    """Say who signed a checkpoint, and what that is worth."""
    checkpoint = witnessed.checkpoint
    yield proven(
        reason(
            "{origin} signed a checkpoint of {size} leaves, root {root}.",
            origin=checkpoint.origin,
            size=checkpoint.size,
            root=checkpoint.root.hex(),
        )
    )
    for name, at in witnessed.seen:
        yield proven(
            reason(
                "The witness {name} saw the log grow up to there, by its own clock at {at}.",
                name=name,
                at=format_instant(at),
            )
        )
    if trust.log.quorum == 0:
        yield not_proven(reason("That everybody is shown the same log: the policy asks for no witness."))


def check_against(checkpoint: Checkpoint, prior: Witnessed | None, log: OpenLog | None) -> Iterator[Finding]:
    """Check that a checkpoint and the one that was kept are of one log that only grew."""
    if prior is None:
        yield not_proven(
            reason(
                "That nothing was taken out before: no prior checkpoint was given. "
                "Keep this checkpoint and give it with --since the next time."
            )
        )
        return
    kept = prior.checkpoint
    if log is not None and log.checkpoint.size >= kept.size:
        yield from _check_extension(log, kept)
    elif log is not None:
        yield _taken_back(kept, log.checkpoint)
    elif kept.size == checkpoint.size:
        yield _same_size(kept, checkpoint)
    else:
        yield not_proven(
            reason(
                "That this is the log of your prior checkpoint of {size} leaves: give the log with --log.",
                size=kept.size,
            )
        )


def check_in_log(log: OpenLog | None, checkpoint: Checkpoint) -> Iterator[Finding]:
    """Check that the log of today extends the checkpoint of a proof."""
    if log is None:
        return
    if log.checkpoint.size < checkpoint.size:
        yield _taken_back(checkpoint, log.checkpoint)
    else:
        yield from _check_extension(log, checkpoint)


def _newest(fetch: Fetch, policy: Policy) -> Witnessed:
    note = fetch(CHECKPOINT)
    newest = check_checkpoint(note, replace(policy, quorum=0))
    if len(newest.seen) >= policy.quorum:
        return newest
    try:
        return check_checkpoint(fetch(WITNESSED), policy)
    except NotFoundError:
        # Says what is missing under the newest.
        return check_checkpoint(note, policy)


def _check_entries(log: OpenLog, trust: Trust) -> Iterator[Finding]:
    seen: set[bytes] = set()
    try:
        for entry in log.tiles.entries():
            if len(entry) != LEAF_BYTES or entry in seen:
                yield refuted(
                    reason(
                        "Leaf {index} stands there twice, or is none: what was entered once was shown again.",
                        index=len(seen),
                    )
                )
                return
            seen.add(entry)
    except ProofError as error:
        yield refuted(
            reason("The files of the log are not those that its checkpoint speaks of: they were changed."),
            error,
        )
        return
    except NotFoundError as error:
        yield unchecked(
            reason("Files of the log are missing, so it was not shown whole. Ask another mirror."), error
        )
        return
    yield proven(
        reason("All {size} leaves are there, once each, and hash to the signed root.", size=len(seen))
    )
    width = trust.leaves_per_interval
    if width and len(seen) % width:
        yield refuted(
            reason(
                "The log does not grow by {width} leaves at a time, as its manifest says: "
                "its size tells how much came in.",
                width=width,
            )
        )


def _check_extension(log: OpenLog, older: Checkpoint) -> Iterator[Finding]:
    try:
        is_same = not older.size or log.tiles.root_at(older.size) == older.root
    except ProofError as error:
        yield refuted(
            reason("The files of the log are not those that its checkpoint speaks of: they were changed."),
            error,
        )
        return
    except NotFoundError as error:
        yield unchecked(
            reason("Files of the log are missing, so it was not shown whole. Ask another mirror."), error
        )
        return
    if is_same:
        yield proven(
            reason(
                "The log of {size} leaves begins with all {older} of the checkpoint with root {root}: "
                "nothing of it was changed or taken out.",
                size=log.checkpoint.size,
                older=older.size,
                root=older.root.hex(),
            )
        )
    else:
        yield _forked(older, log.checkpoint)


def _same_size(kept: Checkpoint, shown: Checkpoint) -> Finding:
    if kept.root != shown.root:
        return _forked(kept, shown)
    return proven(reason("It is the very checkpoint that was kept, of {size} leaves.", size=kept.size))


def _forked(one: Checkpoint, other: Checkpoint) -> Finding:
    return refuted(
        reason(
            "The log was forked: it signed {one} leaves and {other} leaves that do not extend each other. "
            "Both checkpoints together prove it to everybody: keep and publish them.",
            one=one.size,
            other=other.size,
        )
    )


def _taken_back(kept: Checkpoint, shown: Checkpoint) -> Finding:
    return refuted(
        reason(
            "The log shows {shown} leaves, and signed {kept} before: it took something back, "
            "or an old state is shown again. Keep both checkpoints.",
            shown=shown.size,
            kept=kept.size,
        )
    )
