"""Finding: the right, the record of the search, an index that follows the register, and then the page."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, open_test_book, post, recording

from crimebook.custody.events import check_chain
from crimebook.identity.edges import Verdict, pair_of
from crimebook.search.kinds import RecordKind
from crimebook.stores.finder import Finder
from crimebook.stores.register import texts
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.work import actors, finding
from crimebook.work.actors import Actor, Right, Role
from crimebook.work.actors import operator as operator_of_book
from crimebook.work.finding import SearchPage, SearchQuestion, index_book, open_search
from crimebook.work.persons import adding, deciding
from crimebook.work.persons.adding import NewMention, SaidOfPerson

pytestmark = pytest.mark.django_db
OUTSIDER = Actor("auditor", "Auditor", Role.AUDITOR)


@pytest.fixture
def operator(tmp_path: Path) -> Actor:
    actor = open_test_book()
    rows = [
        case("1", place_text="на Окрестина, у ворот", time_text="late evening"),
        case(
            "2", violations="Deprivation of sleep", perpetrator_units="Militsiya", city="Brest", place_text=""
        ),
        case("3", date_from="2020-08-12", is_invented="no", place_text="вуліца Кавалёва"),
    ]
    bring("cases", file_of(rows), tmp_path)
    bring("recordings", file_of([recording("r", title="camera at the gate of Akrestsina")]), tmp_path)
    bring("channel-posts", file_of([post("1", media_type="text", duration_s="")]), tmp_path)
    return actor


def search(actor: Actor, folder: Path, words: str = "", **asked: object) -> SearchPage:
    return open_search(actor, SearchQuestion(words, **asked), folder / "search", at=NOW)  # type: ignore[arg-type]


def refs(page: SearchPage) -> list[str]:
    return [row.ref.partition(":")[2] for row in page.rows]


def index(actor: Actor, folder: Path) -> finding.IndexReport:
    return index_book(actor, folder / "search", at=NOW, progress=lambda *_: None)


def test_a_search_is_recorded_with_its_words_before_it_is_answered(operator: Actor, tmp_path: Path) -> None:
    before = len(chain_of("journal:operator"))
    assert refs(search(operator, tmp_path, "Окрестина")) == ["1", "r"]
    chain = chain_of("journal:operator")
    assert len(chain) == before + 1
    assert "Окрестина" in chain[-1].decode()
    check_chain(chain)


def test_who_may_not_read_learns_nothing_and_makes_no_index(operator: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        search(OUTSIDER, tmp_path, "Окрестина")
    with pytest.raises(NotFoundError):
        index(OUTSIDER, tmp_path)
    assert not (tmp_path / "search").exists()


def test_making_the_index_leaves_no_event_and_twice_does_nothing(operator: Actor, tmp_path: Path) -> None:
    before = len(chain_of("journal:operator"))
    assert index(operator, tmp_path).documents == 5
    assert index(operator, tmp_path) == finding.IndexReport(0, 0, 5)
    assert len(chain_of("journal:operator")) == before


MENTION = SaidOfPerson(
    name="Прыкладавец Мікалай Вымыслававіч", rank_words="маёр", helmet="3307", role_words="камандаваў"
)


def mention(said: SaidOfPerson = MENTION, cited: str = "a-source:1") -> int:
    """Add what a source says of one invented officer, as the desk does."""
    return adding.add(operator_of_book(), NewMention(Ref.parse(cited), said), at=NOW).mention_id


def persons(page: SearchPage) -> list[str]:
    return [row.shown_with for row in page.rows if row.kind is RecordKind.PERSON]


@pytest.mark.parametrize(
    "words",
    ["Прыкладавец", "Прикладовец Николай", "prykladaviec", "Prikladovets", "Mikola", "прыкладаўца", "3307"],
)
def test_a_person_is_found_in_any_script_and_leads_to_their_page(
    operator: Actor, tmp_path: Path, words: str
) -> None:
    index(operator, tmp_path)
    number = mention()
    mention(replace(MENTION, name="Варона Кірыл", helmet=""), "a-source:2")
    assert persons(search(operator, tmp_path, words)) == [str(number)]


def test_a_person_is_brought_in_as_they_are_added_and_leads_to_whom_they_are_taken_for(
    operator: Actor, tmp_path: Path
) -> None:
    assert index(operator, tmp_path).documents == 5
    one, other = mention(), mention(replace(MENTION, helmet="3308"), "a-source:2")
    page = search(operator, tmp_path, "Прыкладавец", kind="person")
    assert (persons(page), page.missing) == ([str(one), str(other)], 0)
    assert index(operator, tmp_path).put == 0
    deciding.judge(operator, pair_of(one, other), Verdict.SAME, seen=0, at=NOW)
    assert persons(search(operator, tmp_path, "Прыкладавец")) == [str(one), str(one)]


def test_whose_names_a_page_shows_is_kept(operator: Actor, tmp_path: Path) -> None:
    number = mention()
    search(operator, tmp_path, "Прыкладавец")
    assert f"person-mention:{number}" in chain_of("journal:operator")[-1].decode()


def test_who_may_not_judge_finds_no_person_and_is_told_of_none(
    operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mention()
    monkeypatch.setitem(actors._RIGHTS, Role.REVIEWER, frozenset({Right.READ}))
    reader = Actor("reader", "Reader", Role.REVIEWER)
    for asked in ({"words": "Прыкладавец"}, {"words": "3307"}, {"kind": "person"}, {}):
        page = search(reader, tmp_path, **asked)
        assert persons(page) == []
        assert RecordKind.PERSON not in {each.value for each in page.kinds if each.count}
    assert persons(search(operator, tmp_path, kind="person"))


def test_who_is_of_the_public_is_not_looked_for_by_name(operator: Actor, tmp_path: Path) -> None:
    mention(replace(MENTION, side="public"))
    assert persons(search(operator, tmp_path, "Прыкладавец")) == []


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"words": "Akrestsina"}, {"1", "r"}),
        ({"words": "окристина"}, {"1", "r"}),
        ({"words": "Kavaleu"}, {"3"}),
        ({"words": "beating"}, {"1", "3"}),
        ({"words": "избиение"}, {"1", "3"}),
        ({"words": "Militsiya"}, {"2"}),
        ({"words": "a-source:2"}, {"2"}),
        ({"act": "ill_treatment.sleep_deprived"}, {"2"}),
        ({"kind": "recording"}, {"r"}),
        ({"words": "beating", "is_invented": False}, {"3"}),
        ({"kind": "incident", "first_day": NOW.date().replace(2020, 8, 12)}, {"3"}),
        ({"words": "хрустальный дирижабль"}, set()),
        ({}, set()),
    ],
)
def test_a_question_finds_what_it_should(
    operator: Actor, tmp_path: Path, asked: dict[str, object], left: set[str]
) -> None:
    page = search(operator, tmp_path, **asked)  # type: ignore[arg-type]
    assert set(refs(page)) == left
    assert page.total == len(left)


def test_words_are_marked_in_the_records_own_spelling(operator: Actor, tmp_path: Path) -> None:
    marked = {
        row.ref: [part.text for part in (*row.title, *row.excerpt.parts) if part.is_hit]
        for row in search(operator, tmp_path, "Akrestsina").rows
    }
    assert "Окрестина" in marked["a-source:1"]
    assert "Akrestsina" in marked["a-source:r"]


def test_the_order_is_the_same_on_every_database(operator: Actor, tmp_path: Path) -> None:
    assert refs(search(operator, tmp_path, "Minsk OMON")) == ["3", "1"]
    assert refs(search(operator, tmp_path, kind="incident")) == ["1", "2", "3"]


def test_each_choice_leaves_as_many_as_it_promises(operator: Actor, tmp_path: Path) -> None:
    page = search(operator, tmp_path, "Minsk")
    assert page.total > 1
    for name, choices in (("kind", page.kinds), ("source", page.sources), ("act", page.acts)):
        for choice in choices:
            narrowed = search(operator, tmp_path, "Minsk", **{name: choice.value})
            assert narrowed.total == choice.count, (name, choice)


def test_new_words_replace_old_ones_and_going_back_brings_them_back(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    old, new = (
        case("1", place_text="на Окрестина, у ворот", time_text="late evening"),
        case("1", place_text="стела"),
    )
    bring("cases", file_of([new]), tmp_path)
    assert refs(search(operator, tmp_path, "ворот")) == []
    assert refs(search(operator, tmp_path, "стела")) == ["1"]
    bring("cases", file_of([old]), tmp_path)
    assert refs(search(operator, tmp_path, "ворот")) == ["1"]
    assert refs(search(operator, tmp_path, "стела")) == []


def test_what_its_source_no_longer_calls_a_message_is_a_recording(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    bring("channel-posts", file_of([post("1")]), tmp_path)
    page = search(operator, tmp_path, "chan")
    assert {(row.ref, row.kind) for row in page.rows} == {("a-source:chan/1", RecordKind.RECORDING)}


def test_what_stands_beside_an_incident_is_found_with_it(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    feature = {
        "id": "d1",
        "incident": "a-source:2",
        "of_whom": "той, хто камандаваў",
        "feature": "helmet_number",
        "words": "на шлеме нумар 114",
        "is_invented": "yes",
    }
    bring("descriptions", file_of([feature]), tmp_path, source="a-paper")
    assert refs(search(operator, tmp_path, "шлем 114")) == ["2"]
    words = {
        "id": "t1",
        "citation_of": "a-source:3",
        "field": "place_text",
        "from_language": "be",
        "to_language": "en",
        "text": "Kavaliova Street, beside the swings",
        "is_invented": "yes",
    }
    bring("translations", file_of([words]), tmp_path, source="a-paper")
    assert refs(search(operator, tmp_path, "swings")) == ["3"]


def test_an_index_that_grew_finds_what_one_made_at_once_finds(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    for rows in (
        [case("1", place_text="стела"), case("7", place_text="на Окрестина")],
        [case("1", place_text="на Окрестина"), case("7", violations="Deprivation of sleep")],
        [case("7", place_text="на Окрестина"), case("8", city="Brest", place_text="стела")],
    ):
        bring("cases", file_of(rows), tmp_path)
        index(operator, tmp_path)
    bring("channel-posts", file_of([post("1"), post("2", media_type="text", duration_s="")]), tmp_path)
    index(operator, tmp_path)
    anew = tmp_path / "anew"
    anew.mkdir()
    assert index(operator, anew).documents == Finder(tmp_path / "search").count()
    for words in ("Окрестина", "стела", "beating", "сну", "Brest", "Minsk", "chan", "7", "OMON"):
        assert set(refs(search(operator, tmp_path, words))) == set(refs(search(operator, anew, words))), words


def test_much_that_is_missing_waits_and_the_page_says_so(
    operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PROMPT", 2)
    page = search(operator, tmp_path, "Окрестина")
    assert page.missing >= 5
    assert page.rows == ()
    index(operator, tmp_path)
    assert search(operator, tmp_path, "Окрестина").missing == 0


def test_an_index_that_another_process_writes_is_asked_as_it_is(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    bring("cases", file_of([case("9", place_text="стела")]), tmp_path)
    with Finder(tmp_path / "search").writing():
        page = search(operator, tmp_path, "Окрестина")
    assert refs(page) == ["1", "r"]
    assert page.missing > 0


def test_an_index_of_another_register_is_made_anew(operator: Actor, tmp_path: Path) -> None:
    finder = Finder(tmp_path / "search")
    with finder.writing() as writer:
        writer.commit(
            {
                "since": {"change": 900, "citation": 900, "claim": 0, "register": "x"},
                "until": None,
                "kind": "incident",
                "after": 0,
            }
        )
    assert index(operator, tmp_path).documents == 5


def test_a_run_that_was_stopped_goes_on_from_its_last_commit(
    operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BATCH", 1)
    monkeypatch.setattr(finding, "COMMIT_EVERY", 1)
    read: list[tuple[RecordKind, int]] = []
    plain = texts.read_changed

    def reading(kind: RecordKind, *args: object, after: int, count: int) -> texts.TextBatch:
        read.append((kind, after))
        if len(read) == 3:
            raise KeyboardInterrupt
        return plain(kind, *args, after=after, count=count)  # type: ignore[arg-type]

    monkeypatch.setattr(finding.texts, "read_changed", reading)
    with pytest.raises(KeyboardInterrupt):
        index(operator, tmp_path)
    assert Finder(tmp_path / "search").count() == 2
    stopped_at = read[-1]
    assert index(operator, tmp_path).documents == 5
    assert read[3] == stopped_at
    assert search(operator, tmp_path, "beating").total == 2


def test_the_texts_of_every_record_are_those_of_the_register(operator: Actor, tmp_path: Path) -> None:
    index(operator, tmp_path)
    page = search(operator, tmp_path, kind="incident")
    told = texts.load_texts([f"incident {row.ref}" for row in page.rows], finding.book_zone())
    assert {each.ref for each in told.values()} == {"a-source:1", "a-source:2", "a-source:3"}
    assert all("https://" not in each.words for each in told.values())
    one = told["incident a-source:1"]
    assert "OMON" in one.words
    assert one.acts[0] == "ill_treatment.beating"
    assert one.about
    assert one.first_day is not None
