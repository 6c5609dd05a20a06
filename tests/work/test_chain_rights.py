"""Who may see the chain of what: every role, every kind of object."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.work import book
from tests.work.opening import cast

import crimebook.work
from crimebook.stores.register.members import ensure_member
from crimebook.terms.ids import NOT_SOURCES
from crimebook.work import interviewing
from crimebook.work.actors import Actor, Right, Role
from crimebook.work.reading import chains

TELLERS = "registrar investigator auditor"
READERS = "registrar investigator reviewer auditor"
AUDITORS = "registrar auditor"
SEEN_BY = {
    "account:" + "0" * 64: TELLERS,
    "anchor:ledger-7": AUDITORS,
    "blob:" + "0" * 64: TELLERS,
    "custodian:1": AUDITORS,
    "custodians:drill": READERS,
    "desk:sessions": AUDITORS,
    "envelope:" + "0" * 64: AUDITORS,
    "evidence:blobs": AUDITORS,
    "involvement:1": READERS,
    "journal:another": AUDITORS,
    "key:zone-desk": AUDITORS,
    "key:2026-01": AUDITORS,
    "ledger:book": AUDITORS,
    "manifest:book": AUDITORS,
    "member:another": AUDITORS,
    "own-keys:another": AUDITORS,
    "person-mention:1": READERS,
    "place-solution:1": READERS,
    "posting:1": READERS,
    "record:a-source:1": TELLERS,
    "register:search": READERS,
    "register:matches": READERS,
    "source:a-source": READERS,
    "vetting:" + "0" * 32: "registrar investigator reviewer auditor",
    "a-source:1": READERS,
    # What nobody thought of.
    "another-source:1": AUDITORS,
    "hall:sessions": AUDITORS,
    "x": AUDITORS,
    "": AUDITORS,
    "a-source:": AUDITORS,
    # No report of that name.
    "report:none": AUDITORS,
}


def as_one(role: Role) -> Actor:
    return Actor("somebody", "Somebody", role)


@pytest.fixture
def filled(tmp_path: Path, db: None) -> None:
    book.open_test_book()
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)


def test_every_kind_is_asked_below():
    assert set(chains.KINDS) <= {each.partition(":")[0] for each in SEEN_BY}


def names_in_events() -> Iterator[str]:
    """Yield the kinds that the text of work gives to things: ``kind`` of every ``f"kind:{...}"``."""
    for path in Path(crimebook.work.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            head = node.values[0] if isinstance(node, ast.JoinedStr) and len(node.values) > 1 else None
            if isinstance(head, ast.Constant) and str(head.value).endswith(":"):
                yield str(head.value).removesuffix(":")


def test_no_source_is_called_as_a_kind_of_chain_or_what_events_name():
    named = {each for each in names_in_events() if each.replace("-", "").isalpha()}
    assert {"report", "doubt", "member"} <= named
    assert named | set(chains.KINDS) <= NOT_SOURCES


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("role", Role)
def test_each_role_sees_the_chains_of_what_it_may_see(role: Role):
    seen = {each: chains.may_see(as_one(role), each) for each in SEEN_BY}
    assert seen == {each: role.value in roles.split() for each, roles in SEEN_BY.items()}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("role", Role)
def test_everybody_sees_what_is_told_of_themselves(role: Role):
    for each in ("journal:somebody", "member:somebody", "own-keys:somebody"):
        assert chains.may_see(as_one(role), each)
        assert chains.may_see(as_one(role), f"{each}-else") == as_one(role).may(Right.AUDIT)


def test_an_interviewer_sees_the_chains_of_interviews_that_they_led(tmp_path: Path, db: None):
    book.open_test_book()
    ensure_member("somebody", "Somebody", "interviewer")
    desk, one = cast.make_desk(tmp_path), as_one(Role.INTERVIEWER)
    draft = interviewing.begin(desk, one, "victim", "be", at=cast.NOW)
    told = replace(draft, answers=cast.answers(text="што было"))
    ref = interviewing.finish(desk, one, book.context(), told, interviewing.Conduct(), at=cast.NOW)
    assert chains.may_see(one, f"report:{ref}")
    assert not chains.may_see(replace(one, key="another"), f"report:{ref}")
    for role, sees in ((Role.REVIEWER, False), (Role.INVESTIGATOR, True), (Role.AUDITOR, True)):
        assert chains.may_see(as_one(role), f"report:{ref}") == sees
