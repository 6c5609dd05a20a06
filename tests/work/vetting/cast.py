"""A register with officers whom questions are about, and the people who ask. All invented."""

from datetime import timedelta

from tests.stores.register.officers import AT, add_involvement, add_officer

from crimebook.identity.particulars import Particulars
from crimebook.stores.register.models import (
    Citation,
    ImportBatch,
    Incident,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    PersonMember,
    PersonMention,
    Source,
)
from crimebook.work.actors import Actor, Role, ensure_operator
from crimebook.work.vetting.asking import ask, note_reply
from crimebook.work.vetting.questions import REPLY_WAIT, Wish

NAME = "Зязюлін Пятро Янавіч"
BORN = "1979-04-02"
WHO = Particulars(("Зязюлин Петр Янович",), birth=BORN)
WISH = Wish(WHO, "a court of appeal", "an appointment as a judge's guard")
IHAR = Actor("ihar", "Ihar", Role.INVESTIGATOR)
RITA = Actor("rita", "Rita", Role.REVIEWER)
OLHA = Actor("olha", "Olha", Role.INVESTIGATOR)
ALLA = Actor("alla", "Alla", Role.AUDITOR)
NOW = AT
LATER = AT + REPLY_WAIT + timedelta(minutes=1)


def open_register() -> None:
    """Make two sources that tell of one incident each, as rows: an import takes longer than a test."""
    ensure_operator()
    for name, number in (("a-source", "1"), ("another", "2")):
        source = Source.objects.create(name=name)
        counted = {"rows": 1, "new": 1, "known": 0, "changed": 0, "refused": 0}
        batch = ImportBatch.objects.create(
            source=source, kind="cases", file_name="x", file_digest="0", imported_at=AT, actor="x", **counted
        )
        told = {"source": source, "external_id": number}
        citation = Citation.objects.create(words=[], digest=number * 64, batch=batch, **told)
        Incident.objects.create(title="x", citation=citation, **told)


def officer(external_id: str = "p1", **fields: object) -> PersonMention:
    """Add the officer as a source mentions them."""
    return add_officer(external_id, **({"name": NAME, "birth": BORN} | fields))


def bring_to(involvement: Involvement, *statuses: str, standard: str = "balance") -> None:
    """Bring an allegation to a status, step by step, with the grounds that each step asks for."""
    other = Citation.objects.exclude(source_id=involvement.citation.source_id).order_by("pk")[0]
    said = {"involvement": involvement, "analyst": "ihar", "at": AT}
    for citation in (involvement.citation, other):
        InvolvementGround.objects.create(citation=citation, basis="video", **said)
    if "cleared" in statuses:
        InvolvementGround.objects.create(citation=other, basis="document", direction="contradicts", **said)
    for status in statuses:
        step = {"involvement": involvement, "status": status, "standard": standard, "at": AT}
        proposed = InvolvementStep.objects.create(actor="ihar", reason="a word", **step)
        InvolvementStep.objects.create(actor="rita", answer="confirmed", answers=proposed, **step)


def implicated(mention: PersonMention, **fields: object) -> Involvement:
    """Add an allegation that two sources support and two people saw."""
    involvement = add_involvement(mention, mode="commits", **fields)
    bring_to(involvement, "named", "corroborated")
    return involvement


def join(one: PersonMention, other: PersonMention) -> None:
    """Let two mentions stand for one person, as decisions would."""
    for each in (one, other):
        PersonMember.objects.update_or_create(mention=each, defaults={"person": one})


def asked(actor: Actor = IHAR, wish: Wish = WISH, *, reply: str = "endangers") -> str:
    """Ask, with the reply settled, and return the question's token."""
    token = ask(actor, wish, at=NOW)
    if reply:
        note_reply(actor, token, reply, "the witness works beside the person", at=NOW)
    return token
