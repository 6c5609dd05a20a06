"""Adding a post that a citation tells of, and ending one that was read wrongly. It is a lead at most."""

from dataclasses import dataclass, field
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import command as stored
from crimebook.stores.register.command import Hand, NewPost
from crimebook.stores.register.events import append_events
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.commanding.cited import chain_of_mention, check_codes, check_words, citation_of, unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWish:
    """A post as somebody reads it from the record ``cited``. ``unit`` is a reference, or empty with words.

    Whoever commands by it is said by the source, never concluded from the title.
    """

    mention_id: int
    cited: str
    unit: str = ""
    unit_words: str = ""
    kind: str = "undetermined"
    title: str = ""
    rank_words: str = ""
    rank: str = ""
    is_command: bool = False
    time: FourPoint = field(default_factory=FourPoint.unknown)


def add_posting(actor: Actor, wish: PostWish, *, at: datetime) -> int:
    """Add a post; return its id. Raises `NotFoundError` or `InvalidValueError` for what it is made of."""
    check_right(actor, Right.JUDGE)
    check_codes({"posting_kinds": wish.kind, "ranks": wish.rank})
    if not wish.unit and not wish.unit_words.strip():
        raise InvalidValueError("a unit, or the source's words for it", "neither")
    with writing():
        chain = chain_of_mention(wish.mention_id)
        post = _post(wish)
        posting_id = stored.add_post(post, Hand(actor.key, at, next_change()))
        _tell(actor, f"posting:{posting_id}", Action.CREATED, (chain, wish.cited), "", at)
    return posting_id


def end_posting(actor: Actor, posting_id: int, *, reason: str, at: datetime) -> None:
    """Let a post stand no more that was read wrongly; the row stays. Raises `NotFoundError` for none."""
    check_right(actor, Right.JUDGE)
    words = check_words("a reason", reason)
    if not words:
        raise InvalidValueError("a reason", "none", "say what was wrong with it")
    with writing():
        mention_id = stored.supersede_post(posting_id, change=next_change())
        inputs = (chain_of_mention(mention_id),)
        _tell(actor, f"posting:{posting_id}", Action.DISCARDED, inputs, words, at)


def _post(wish: PostWish) -> NewPost:
    return NewPost(
        mention_id=wish.mention_id,
        citation_id=citation_of(wish.cited),
        unit_id=unit_of(wish.unit) if wish.unit else None,
        unit_words=check_words("words for a unit", wish.unit_words),
        is_command=wish.is_command,
        time=wish.time,
        facts={
            "kind": wish.kind,
            "title": check_words("a title", wish.title),
            "rank_words": check_words("words for a rank", wish.rank_words),
            "rank": wish.rank,
        },
    )


def _tell(actor: Actor, chain: str, action: Action, inputs: tuple[str, ...], why: str, at: datetime) -> None:
    journal = Deed(f"journal:{actor.key}", action, actor.key, at, inputs=(chain,))
    append_events([Deed(chain, action, actor.key, at, why, inputs=inputs), journal])
