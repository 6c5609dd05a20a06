import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from tests.exchange.partners.forces import entity, parentage, personnel
from tests.work import book

from crimebook.stores.register.models import PersonMention, Posting, Unit, UnitRelation
from crimebook.stores.register.queries.command import postings_of
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.digests import sha256_hex
from crimebook.terms.intervals import FourPoint
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.commanding.asking import open_chain
from crimebook.work.importing.importer import ImportReport

TIME = "2019-01-01T00:00:00Z/2021-01-01T00:00:00Z"
NOON = FourPoint.parse("2020-08-10T12:00:00Z/2020-08-10T12:00:00Z").earliest_start


@pytest.fixture(autouse=True)
def _book(db: None) -> None:
    ensure_operator()


def person(number: str = "p1", **differing: str) -> dict[str, str]:
    plain = {"id": number, "is_invented": "yes", "name": "Невядомы Адам", "rank": "маёр міліцыі", "death": ""}
    return plain | {"badge": "", "unit": "", "unit_words": "полк"} | differing


def posting(number: str = "h1", **differing: str) -> dict[str, str]:
    plain = {"id": number, "person": "p1", "is_invented": "yes", "unit": "", "unit_words": "полк"}
    return (
        plain | {"kind": "head", "title": "камандзір", "rank": "", "is_command": "", "time": TIME} | differing
    )


def lines(*entities: dict[str, object]) -> SourceFile:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in entities)
    return SourceFile("force.jsonl", "a-folder", content, sha256_hex(content))


def sums(report: ImportReport) -> tuple[int, int, int, int]:
    tally = report.tally
    return tally.new, tally.known, tally.changed, tally.refused


def bring(folder: Path, kind: str, rows: Iterable[dict[str, str]] | SourceFile) -> ImportReport:
    file = rows if isinstance(rows, SourceFile) else book.file_of(rows)
    return book.bring(kind, file, folder)


def test_persons_and_their_posts_come_in_once_with_their_words_and_codes(tmp_path: Path):
    for expected in ((1, 0, 0, 0), (0, 1, 0, 0)):
        assert sums(bring(tmp_path, "persons", [person()])) == expected
        assert sums(bring(tmp_path, "postings", [posting()])) == expected
    mention = PersonMention.objects.get()
    assert (mention.name, mention.rank, mention.citation.external_id) == (
        "Невядомы Адам",
        "police.major",
        "p1",
    )
    (row,) = postings_of([mention.pk])
    assert (row.kind, row.is_command, row.time.format(), row.citation.ref) == (
        "head",
        True,
        FourPoint.parse(TIME).in_zone(book.context().zone).format(),
        "a-source:h1",
    )


def test_other_words_of_one_person_are_another_mention_and_of_one_post_supersede_it(tmp_path: Path):
    bring(tmp_path, "persons", [person()])
    bring(tmp_path, "postings", [posting()])
    assert sums(bring(tmp_path, "persons", [person(badge="77")])) == (0, 1, 1, 0)
    assert sums(bring(tmp_path, "postings", [posting(title="намеснік", kind="deputy")])) == (0, 1, 1, 0)
    first, second = PersonMention.objects.order_by("pk")
    assert (first.external_id, second.external_id[:3], second.badge) == ("p1", "p1/", "77")
    assert [each.title for each in postings_of([first.pk])] == ["намеснік"]
    assert Posting.objects.count() == 2
    bring(tmp_path, "postings", [posting()])
    assert [each.title for each in postings_of([first.pk])] == ["камандзір"]


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("persons", person(unit="nowhere")),
        ("persons", person(name_kind="title")),
        ("persons", person(death="2020-13")),
        ("persons", {"id": "p1", "is_invented": "yes", "name": ""}),
        ("postings", posting(person="p9")),
        ("postings", posting(unit="nowhere")),
        ("postings", posting(kind="king")),
        ("postings", posting(unit_words="")),
    ],
)
def test_what_names_nobody_or_nothing_of_the_book_is_refused(tmp_path: Path, kind: str, row: dict[str, str]):
    bring(tmp_path, "persons", [person("p1")])
    before = PersonMention.objects.count(), Posting.objects.count()
    assert sums(bring(tmp_path, kind, [row]))[3] == 1
    assert (PersonMention.objects.count(), Posting.objects.count()) == before


def test_an_id_that_two_lists_have_names_nobody_without_its_source(tmp_path: Path):
    bring(tmp_path, "persons", [person()])
    book.bring("persons", book.file_of([person(name="Іншы")]), tmp_path, source="another")
    assert sums(bring(tmp_path, "postings", [posting()])) == (0, 0, 0, 1)
    assert sums(bring(tmp_path, "postings", [posting(person="another:p1")])) == (1, 0, 0, 0)
    assert Posting.objects.get().mention.name == "Іншы"


def test_a_download_of_personnel_and_one_of_parentage_make_a_chain_in_any_order(tmp_path: Path):
    people = [
        personnel(),
        personnel(**{"person:posting_title": "", "person:posting_first_cited_date": "2012"}),
    ]
    assert sums(bring(tmp_path, "sfm-personnel", people)) == (2, 0, 0, 0)
    assert sums(bring(tmp_path, "sfm-parentage", [parentage()])) == (1, 0, 0, 0)
    assert PersonMention.objects.count() == 1
    assert set(Unit.objects.values_list("external_id", flat=True)) == {"u-1", "u-2"}
    assert NOON is not None
    chain = open_chain(operator(), "a-source:u-1", NOON, at=book.NOW).chain
    first, second = chain.steps
    assert [each.certainty.value for each in first.holders] == ["certain", "certain"]
    assert [link.relation.kind.value for link in second.links] == ["command"]


def test_a_relation_in_other_words_ends_the_one_before(tmp_path: Path):
    bring(tmp_path, "sfm-parentage", [parentage()])
    bring(tmp_path, "sfm-parentage", [parentage(**{"unit:related_unit_last_cited_date": "2021"})])
    assert sorted(
        each is None for each in UnitRelation.objects.values_list("superseded_at_change", flat=True)
    ) == [
        False,
        True,
    ]


def test_a_relation_that_its_source_comes_back_to_stands_again(tmp_path: Path):
    other = parentage(**{"unit:related_unit_last_cited_date": "2021"})
    bodies = [{"id": each, "name_en": each, "parent": ""} for each in ("top", "other", "regiment")]
    for download, parent in ((parentage(), "top"), (other, "other"), (parentage(), "top")):
        bring(tmp_path, "sfm-parentage", [download])
        bring(tmp_path, "institutions", [*bodies[:2], bodies[2] | {"parent": parent}])
    standing = UnitRelation.objects.filter(superseded_at_change=None).order_by("pk")
    assert {(each.parent.external_id, each.citation.words[-2][1]) for each in standing} >= {
        ("u-2", "2020-12-31")
    }
    assert sorted(each.parent.external_id for each in standing) == ["top", "u-2"]
    assert UnitRelation.objects.count() == 6


def test_entities_of_followthemoney_make_units_mentions_and_posts(tmp_path: Path):
    file = lines(
        entity("m", "Membership", member=["a"], organization=["b"], role=["Commander"], startDate=["2019"]),
        entity("a", "Person", name=["Adam Niaviadomy"], deathDate=["2022-05"]),
        entity("b", "Organization", name=["1st regiment"], parent=["c"]),
        entity("c", "PublicBody", name=["Ministry"]),
        entity("e", "Event", name=["a march"]),
    )
    report = bring(tmp_path, "followthemoney-officers", file)
    assert sums(report) == (4, 0, 0, 1)
    assert [refusal.field for refusal in report.refusals] == ["schema"]
    mention = PersonMention.objects.get()
    (row,) = postings_of([mention.pk])
    assert (row.unit_ref, row.is_command, mention.death) == ("a-source:b", True, "2022-05")
    assert UnitRelation.objects.values_list("child__external_id", "parent__external_id").get() == ("b", "c")
    assert row.time.latest_start is not None
    assert row.time.latest_start.date() == date(2019, 12, 31)
