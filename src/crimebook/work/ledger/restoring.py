"""Restoring the order of leaves from what was published: after a disk was lost, or an older copy put back.

Everything published can be had again, from the public files or from anybody's mirror, and is checked against
the log's own signature. What was in the order and not published yet still waits in the register.
"""

from itertools import islice

from crimebook.custody.checkpoints import check_checkpoint
from crimebook.custody.events import Action, Deed
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.tiles import CHECKPOINT
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog

AT_ONCE = 10_000


def restore_order(actor: Actor, log: BookLog, fetch: Fetch) -> int:
    """Append to the order what the log behind ``fetch`` has beyond it; return how many leaves that was.

    Raises `LedgerError` where the order is not the beginning of that log, `NoteError` where our key did not
    sign it, `ProofError` where its tiles are not its checkpoint's. The order is unchanged then.
    """
    check_right(actor, Right.KEYS)
    checkpoint = check_checkpoint(fetch(CHECKPOINT), log.terms.signed).checkpoint
    reader = TileReader(fetch, checkpoint.size, checkpoint.root)
    with log.public.claimed(), log.open() as ledger:
        start = ledger.size
        if start > checkpoint.size or (start and ledger.root() != reader.root_at(start)):
            raise LedgerError(
                f"an order that the log of {checkpoint.size} leaves begins with",
                f"another, of {start}",
                "put the order's file aside, and restore into an empty one",
            )
        entries = reader.entries(start)
        while batch := list(islice(entries, AT_ONCE)):
            ledger.append(batch, at_size=ledger.size)
        if ledger.root() != checkpoint.root:
            raise LedgerError("the root that was published", "another")
        with noting():
            told = f"{checkpoint.size - start} leaves of the order from what was published"
            append_event(Deed(LOG_CHAIN, Action.RESTORED, actor.key, log.at, reason=told))
    return checkpoint.size - start
