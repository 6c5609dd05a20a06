"""``crimebook vet``: whether one person is implicated, asked by one person and confirmed by another.

One person at a time: no file is read, nothing is repeated, and the same bounds hold as on the page.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.zones.cli import printing
from crimebook.zones.cli.session import enter_book, now, print_line, say

if TYPE_CHECKING:
    from crimebook.identity.particulars import Particulars
    from crimebook.identity.vetting import Finding
    from crimebook.work.reading.vetting import QuestionPage

vet = typer.Typer(
    help="Whether one person is implicated, cleared, only mentioned or unknown; two people ask.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Token = Annotated[str, typer.Argument(metavar="QUESTION", help="The question's 32 hexadecimal digits.")]
Words = Annotated[str, typer.Option(help="In words; it is kept.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


class ReplyKind(StrEnum):
    """What came of seeking the person's reply."""

    SOUGHT = "sought"
    GIVEN = "given"
    ENDANGERS = "endangers"


_KINDS = {
    ReplyKind.SOUGHT: "reply_sought",
    ReplyKind.GIVEN: "reply_given",
    ReplyKind.ENDANGERS: "endangers",
}


@vet.command("ask")
def ask(  # noqa: PLR0913 - each is a particular of the person
    name: Annotated[str, typer.Argument(help="The person's name, as it is written.")],
    *,
    asked_for: Annotated[str, typer.Option("--for", help="Who wants to know.")],
    purpose: Annotated[str, typer.Option(help="What for. It is kept.")],
    writing: Annotated[
        list[str] | None, typer.Option(help="Another writing of the same name; may be given thrice.")
    ] = None,
    birth: Annotated[str, typer.Option(help="1979, 1979-04 or 1979-04-02.")] = "",
    rank: Annotated[str, typer.Option(help="The rank, in words.")] = "",
    unit: Annotated[str, typer.Option(help="The unit, in words.")] = "",
    badge: Annotated[str, typer.Option(help="The number of the badge.")] = "",
    helmet: Annotated[str, typer.Option(help="The number on the helmet.")] = "",
    plate: Annotated[str, typer.Option(help="The number plate of a vehicle of theirs.")] = "",
    phone: Annotated[str, typer.Option(help="The telephone number.")] = "",
) -> None:
    """Ask about one person, and print the question's name. It is answered once another person confirms it."""
    enter_book()
    from crimebook.identity.particulars import Particulars
    from crimebook.work.actors import operator
    from crimebook.work.vetting.asking import ask as ask_question
    from crimebook.work.vetting.questions import Wish

    names = (name, *(writing or ()))
    particulars = Particulars(names, birth, rank, unit, badge, helmet, plate, phone)
    print_line(ask_question(operator(), Wish(particulars, asked_for, purpose), at=now()))
    say("now seek the person's reply (crimebook vet reply), then let another person confirm it")


@vet.command("reply")
def reply(
    token: Token,
    kind: Annotated[ReplyKind, typer.Argument(help="What came of it.")],
    *,
    words: Words,
) -> None:
    """Note that the person's reply was sought, what it was, or why seeking it would endanger a witness."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.vetting.asking import note_reply

    note_reply(operator(), token, _KINDS[kind], words, at=now())
    say(f"{token}: noted")


@vet.command("confirm")
def confirm(
    token: Token,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
    json: Json = False,
) -> None:
    """Confirm somebody else's question, and print its answer."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.vetting import open_question
    from crimebook.work.vetting.confirming import confirm as confirm_question

    page = open_question(operator(), token, at=now())
    if not yes:
        _print_question(page)
        typer.confirm("Is the purpose a fair one, and was the person heard?", abort=True, err=True)
    _print_finding(confirm_question(operator(), token, seen=page.question.seen, at=now()), json=json)


@vet.command("refuse")
def refuse(token: Token, *, words: Words) -> None:
    """Refuse somebody else's question: it is never answered."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.vetting.confirming import refuse as refuse_question

    refuse_question(operator(), token, words, at=now())
    say(f"{token}: refused")


@vet.command("withdraw")
def withdraw(token: Token, *, words: Words) -> None:
    """Take a question of one's own back."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.vetting.asking import withdraw as withdraw_question

    withdraw_question(operator(), token, words, at=now())
    say(f"{token}: taken back")


@vet.command("show")
def show(token: Token, *, json: Json = False) -> None:
    """Show one question, and its answer if it is for you."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.vetting import open_question

    page = open_question(operator(), token, at=now())
    if json:
        finding = page.finding
        answer = finding.to_json() | _said(finding) if finding else None
        printing.print_json(_question_json(page) | {"finding": answer})
        return
    _print_question(page)
    if page.finding:
        _print_finding(page.finding, json=False)


@vet.command("list")
def list_(*, json: Json = False) -> None:
    """List the latest questions, with where each stands."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.vetting import open_questions

    shown = open_questions(operator(), at=now())
    if json:
        rows = [
            {"token": each.token, "asked_by": each.asked_by, "stage": each.stage, "reply": each.reply}
            for each in shown.lines
        ]
        printing.print_json({"total": shown.total, "left_today": shown.left_today, "questions": rows})
        return
    for each in shown.lines:
        print_line(f"{each.token}  {each.stage:9}  reply {each.reply:10}  {each.asked_by}: {each.name}")


def _print_question(page: "QuestionPage") -> None:
    asked, who = page.question, page.question.particulars
    print_line(f"{asked.token}  {page.stage}, reply {page.reply}")
    print_line(f"  {page.asked_by} asks for {asked.asked_for}: {asked.purpose}")
    print_line(f"  about {', '.join(who.names)}")
    for name, words in _given(who).items():
        print_line(f"  {name}: {words}")
    for step in page.steps:
        print_line(f"  {step.actor}, {step.kind}: {step.words}")


def _print_finding(finding: "Finding", *, json: bool) -> None:
    if json:
        printing.print_json(finding.to_json() | _said(finding))
        return
    uncertain = " (uncertain: the book cannot say)" if finding.is_uncertain else ""
    standard = f"; standard of proof: {finding.standard}" if finding.standard else ""
    print_line(f"{finding.answer}{uncertain}{standard}")
    for each in finding.reasons:
        print_line(f"  {each}")
    print_line(f"  compared: name {' '.join(finding.fields)}; mentions looked at: {finding.looked_at}")
    for person in finding.persons:
        print_line(f"  {person.name}: {person.fit}, the name {person.percent} % alike")
    for alleged in finding.allegations:
        against = f"{alleged.supports} for it, {alleged.exculpates} against"
        print_line(f"  {alleged.incident}: {alleged.status}, {alleged.standard}; {against}")
    print_line("An allegation is not a judgment.")


def _said(finding: "Finding") -> dict[str, Any]:
    return {"said": [str(each) for each in finding.reasons], "note": "An allegation is not a judgment."}


def _question_json(page: "QuestionPage") -> dict[str, Any]:
    asked = page.question
    return {
        "token": asked.token,
        "stage": page.stage,
        "reply": page.reply,
        "asked_by": page.asked_by,
        "asked_for": asked.asked_for,
        "purpose": asked.purpose,
        "names": list(asked.particulars.names),
        **_given(asked.particulars),
    }


def _given(who: "Particulars") -> dict[str, str]:
    return {name: getattr(who, name) for name in who.given}
