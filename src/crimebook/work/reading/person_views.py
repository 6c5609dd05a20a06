"""From rows of mentions and of words on them to what the pages of persons show."""

from collections.abc import Iterable, Mapping

from crimebook.identity.doubles import Term
from crimebook.identity.edges import Edge, Verdict
from crimebook.stores.register.persons import Around, EdgeRow
from crimebook.stores.register.queries.persons import PersonMentionRow
from crimebook.work.actors import Actor, find_actor
from crimebook.work.reading.page_parts import TermView
from crimebook.work.reading.person_pages import MentionView, SaidView
from crimebook.work.reading.views import name_of

_LEGAL = "legal"


def mention_view(row: PersonMentionRow) -> MentionView:
    """Return what one source says, as a page shows it."""
    said = (
        ("rank", row.rank_words),
        ("unit", row.unit_words or (name_of(row.unit_names).original if row.unit_names else "")),
        ("badge", row.badge),
        ("helmet", row.helmet),
        ("plate", row.plate),
        ("phone", row.phone),
        ("birth", row.birth),
        ("death", row.death),
        ("role", row.role_words),
        ("description", row.description),
    )
    return MentionView(
        mention_id=row.mention_id,
        ref=row.ref,
        name=row.name,
        alias_kind=row.name_kind,
        rank=row.rank,
        unit_ref=row.unit_ref,
        side=row.side,
        fields=tuple((field, words) for field, words in said if words),
        incident_ref=row.incident_ref,
        incident_title=row.incident_title,
        citation=row.citation,
        person_id=row.person_id,
        is_invented=row.is_invented,
    )


def term_views(terms: Iterable[Term]) -> tuple[TermView, ...]:
    """Return the terms of a weight as bars of a waterfall."""
    return tuple(TermView(each.name, each.bits, each.reason) for each in terms)


def name_of_person(mentions: Iterable[PersonMentionRow]) -> str:
    """Return the fullest legal name that a source gives; without one, the first name of another kind."""
    named = [row for row in mentions if row.name]
    best = min(
        named, key=lambda row: (row.name_kind != _LEGAL, -len(row.name.split()), row.mention_id), default=None
    )
    return best.name if best else ""


def other_names(mentions: Iterable[PersonMentionRow], name: str) -> tuple[str, ...]:
    """Return every other name that a source gives, each once."""
    return tuple(dict.fromkeys(row.name for row in mentions if row.name and row.name != name))


class Speech:
    """What was said around some mentions, in the names of the mentions and of people of the desk."""

    def __init__(self, reader: Actor, around: Around, mentions: Mapping[int, PersonMentionRow]) -> None:
        self._reader = reader
        self._around = around
        self._mentions = mentions
        self._standing = {word.edge.number for word in around.words.values()}
        keys = {row.actor for row in around.rows.values()}
        keys |= {word.second for word in around.words.values() if word.second}
        self._actors = {key: found.name if (found := find_actor(key)) else key for key in keys}

    def of(self, edge: Edge) -> SaidView:
        """Return a word in names."""
        return self.say(self._around.rows[edge.number])

    def others(self, edge: Edge) -> tuple[SaidView, ...]:
        """Return what else was said of a pair and not taken back, the latest first."""
        taken = {row.takes_back for row in self._around.rows.values()}
        return tuple(
            self.say(row)
            for row in reversed(tuple(self._around.rows.values()))
            if row.pair == edge.pair
            and row.number not in taken | {edge.number}
            and row.verdict is not Verdict.WITHDRAWN
        )

    def say(self, row: EdgeRow) -> SaidView:
        """Return a stored word in names."""
        is_standing = row.number in self._standing
        second = self._around.words[row.pair].second if is_standing else ""
        return SaidView(
            edge_id=row.number,
            verdict=row.verdict,
            actor=self._actors[row.actor],
            at=row.at,
            reason=row.reason,
            left=self._name(row.pair.left),
            right=self._name(row.pair.right),
            left_id=row.pair.left,
            right_id=row.pair.right,
            is_blind=row.is_blind,
            second=self._actors.get(second, ""),
            is_standing=is_standing,
            can_be_taken_back=is_standing and row.actor == self._reader.key,
        )

    def _name(self, mention: int) -> str:
        row = self._mentions.get(mention)
        return (row.name or row.ref) if row else ""


def ends_of(around: Around) -> frozenset[int]:
    """Return every mention that anything was said of here."""
    return around.mentions | {end for row in around.rows.values() for end in row.pair}
