"""Mirroring: a copy of a log by anybody, of which every byte was checked against the log's own signature."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crimebook.custody.checkpoints import Checkpoint, Policy, check_checkpoint
from crimebook.custody.keychanges import change_path, read_key_changes, with_former
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.tiles import CHECKPOINT, ENTRIES, TileName, join_entries, join_hashes, tiles_of
from crimebook.stores.ledger.public import PublicLog
from crimebook.work.ledger.growth import LogRefusedError, check_grew

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a mirror has now, and how many leaves of it are new."""

    checkpoint: Checkpoint
    new_leaves: int


def mirror(fetch: Fetch, target: PublicLog, policy: Policy, advance: Advance | None = None) -> Mirrored:
    """Bring a mirror up to date with the log behind ``fetch``.

    Raises `NoteError` for a checkpoint that ``policy`` refuses, `LogRefusedError` for a log that does not
    extend what the mirror has, `ProofError` for tiles that are not the checkpoint's: nothing is shown then
    that was not shown before.
    """
    changes = read_key_changes(fetch, policy.origin)
    policy = with_former(policy, changes)
    with target.claimed():
        note = fetch(CHECKPOINT)
        newer = check_checkpoint(note, policy).checkpoint
        reader = TileReader(fetch, newer.size, newer.root)
        older = find_kept(target, policy)
        if older is not None:
            refuse_unless_grown(older, newer, reader, target, note)
        since = older.size if older else 0
        target.put_tiles(_checked(reader, since, advance or (lambda _done, _total: None)))
        for path in map(change_path, range(1, len(changes) + 1)):
            target.put_key_change(path, fetch(path))
        target.put_note(note)
        target.drop_partial(since, newer.size)
    return Mirrored(newer, newer.size - since)


def find_kept(kept: PublicLog, policy: Policy) -> Checkpoint | None:
    """Return the checkpoint that is kept, checked again: a disk may be damaged, or in other hands."""
    note = kept.find_note()
    return None if note is None else check_checkpoint(note, policy).checkpoint


def refuse_unless_grown(
    older: Checkpoint, newer: Checkpoint, reader: TileReader, kept: PublicLog, note: bytes
) -> None:
    """Check that a log only grew; keep the note of one that did not, for it is signed evidence."""
    try:
        check_grew(older, newer, reader)
    except LogRefusedError:
        kept.put_refused(note)
        raise


def _checked(reader: TileReader, since: int, advance: Advance) -> Iterator[tuple[TileName, bytes]]:
    names = list(tiles_of(reader.size, since=since))
    for done, name in enumerate(names, start=1):
        if name.level == ENTRIES:
            yield name, join_entries(reader.bundle(name.index))
        else:
            yield name, join_hashes(reader.tile(name.level, name.index))
        advance(done, len(names))
