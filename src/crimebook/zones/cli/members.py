"""``crimebook members``: who works with the book, beside whoever runs the command line."""

from enum import StrEnum
from typing import Annotated

import typer

from crimebook.zones.cli.session import enter_book, now, print_line, say

members = typer.Typer(help="Who works with the book.", no_args_is_help=True, rich_markup_mode=None)


class TeamRole(StrEnum):
    """What a member is trusted with; the same words as `crimebook.work.actors.Role`."""

    REGISTRAR = "registrar"
    INVESTIGATOR = "investigator"
    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


@members.command("add")
def add(
    key: Annotated[str, typer.Argument(help="A short name in a-z, 0-9 and hyphens: it stands in events.")],
    *,
    name: Annotated[str, typer.Option(help="The name that pages show.")],
    role: Annotated[TeamRole, typer.Option(help="What they are trusted with.")],
) -> None:
    """Add somebody to the team. They come in by a link: crimebook sign-in --member KEY."""
    enter_book()
    from crimebook.work.actors import Role, operator
    from crimebook.work.teaming import add_member

    add_member(operator(), key, name, Role(role.value), at=now())
    say(f"{key}: {role.value}; they sign in by a link of crimebook sign-in --member {key}")


@members.command("list")
def list_() -> None:
    """List the team: each one's key, role and name."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.chains import open_members

    for each in open_members(operator(), at=now()):
        print_line(f"{each.key:20}  {each.role:12}  {each.name}")
