import json
from datetime import date

import pytest
from tests.exchange.partners.forces import entity

from crimebook.exchange.officers import DaySpan, OfficerRow, RelationRow, ServiceRow
from crimebook.exchange.partners.ftm_officers import parse_officers
from crimebook.exchange.tables import Parsed, TableError

TODAY = date(2026, 1, 2)
ADAM = entity("a", "Person", name=["Adam Invented"], birthDate=["1980-05-01"], position=["officer"])
REGIMENT = entity("b", "Organization", name=["Рэгімент ўнутраны", "1st regiment"], parent=["c"])
MINISTRY = entity("c", "PublicBody", name=["Ministry"])


def read(*entities: dict[str, object]) -> Parsed[OfficerRow | ServiceRow | RelationRow]:
    return parse_officers(b"\n".join(json.dumps(each).encode() for each in entities), today=TODAY)


def tie(schema: str = "Membership", **properties: object) -> dict[str, object]:
    plain: dict[str, object] = {"member": ["a"], "organization": ["b"], "role": ["Commander"]}
    return entity("t", schema, **(plain | properties))


def service(*entities: dict[str, object]) -> ServiceRow:
    (found,) = (each for each in read(*entities).records if isinstance(each, ServiceRow))
    return found


def test_persons_bodies_and_memberships_are_read_in_any_order():
    parsed = read(tie(), MINISTRY, REGIMENT, ADAM)
    assert not parsed.refusals
    post, ministry, regiment, adam = parsed.records
    assert isinstance(post, ServiceRow)
    assert isinstance(ministry, RelationRow)
    assert isinstance(regiment, RelationRow)
    assert isinstance(adam, OfficerRow)
    assert post.officer == (adam.external_id, adam.said)
    assert post.body == regiment.child
    assert regiment.parent == ministry.child
    assert regiment.child.names[0] == ("be", "Рэгімент ўнутраны")
    assert (adam.said.birth, adam.said.role_words) == ("1980-05-01", "officer")


@pytest.mark.parametrize(
    ("schema", "properties"),
    [
        ("Employment", {"employee": ["a"], "employer": ["b"]}),
        ("Directorship", {"director": ["a"], "organization": ["b"]}),
        ("Post", {"holder": ["a"], "organization": ["b"]}),
    ],
)
def test_other_ties_are_posts_too(schema: str, properties: dict[str, object]):
    post = service(entity("t", schema, role=["head"], **properties), ADAM, REGIMENT, MINISTRY)
    assert (post.body and post.body.external_id, post.is_command) == ("b", True)


def test_an_occupancy_has_the_body_and_the_name_of_its_position():
    position = entity("p", "Position", name=["Commander of the regiment"], organization=["b"])
    held = entity("t", "Occupancy", holder=["a"], post=["p"], startDate=["2019-03"])
    parsed = read(held, position, ADAM, REGIMENT, MINISTRY)
    post = service(held, position, ADAM, REGIMENT, MINISTRY)
    assert (post.title, post.body and post.body.external_id) == ("Commander of the regiment", "b")
    # Its name says more than the command: nothing is concluded from it.
    assert not post.is_command
    assert [each.field for each in parsed.refusals] == ["schema"]


def test_a_post_that_names_its_body_in_words_keeps_the_words():
    post = service(entity("t", "Post", holder=["a"], organization=["The regiment"], role=["Head"]), ADAM)
    assert (post.body, post.unit_words) == (None, "The regiment")


def test_dates_are_bounds_on_whichever_of_their_days():
    post = service(tie(startDate=["2019"], endDate=["2021-06", "2021-07"]), ADAM, REGIMENT, MINISTRY)
    assert post.time == DaySpan(date(2019, 1, 1), date(2019, 12, 31), date(2021, 6, 1), date(2021, 7, 31))
    on = service(tie(date=["2020-08"]), ADAM, REGIMENT, MINISTRY)
    assert on.time == DaySpan(None, date(2020, 8, 31), date(2020, 8, 1), None)
    assert service(tie(), ADAM, REGIMENT, MINISTRY).time == DaySpan()


@pytest.mark.parametrize("role", ["Deputy Commander", "Chief of Staff", "member", ""])
def test_a_role_that_is_more_or_less_than_the_command_commands_nobody(role: str):
    assert not service(tie(role=[role]), ADAM, REGIMENT, MINISTRY).is_command


def test_several_birth_dates_are_none():
    (row,) = read(entity("a", "Person", name=["A"], birthDate=["1980", "1981"])).records
    assert isinstance(row, OfficerRow)
    assert row.said.birth == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (tie(member=["nobody"]), "member"),
        (tie(member=["b"]), "member"),
        (tie(organization=[]), "organization"),
        (tie(startDate=["soon"]), "startDate"),
        (tie(startDate=["2020"], endDate=["2019"]), "endDate"),
        (entity("e", "Event", name=["x"]), "schema"),
        (entity("d", "Organization"), "id"),
        ({"id": "x", "schema": "Person", "properties": {"name": "no list"}}, "name"),
        ({"schema": "Person", "properties": {}}, "id"),
    ],
)
def test_what_is_no_persons_post_is_refused_with_its_field(wrong: dict[str, object], field: str):
    assert [each.field for each in read(wrong, ADAM, REGIMENT, MINISTRY).refusals] == [field]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"id": 1}', b"no json"])
def test_another_file_is_refused_whole(content: bytes):
    with pytest.raises(TableError):
        parse_officers(content, today=TODAY)
