"""What was refused for long leaves both shelves, told of before; nothing else does, whatever is stopped."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.custody.events import Action, parse_event
from crimebook.stores.register import reports
from crimebook.stores.register.events import chain_of
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import ItemKind, Room, report_name
from crimebook.stores.spool.limits import Limits
from crimebook.stores.spool.told import Told
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role, operator
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.letting_go import Chosen, Looked, let_go, open_hopeless
from crimebook.work.opening.refused import RefusedItem

LATER = cast.NOW + timedelta(days=90)
GARBAGE = b"no envelope at all"


def put_garbage(desk: Desk, number: int = 0, parts: tuple[str, ...] = (), sealed: bytes = GARBAGE) -> str:
    submission = f"{number:032x}"
    with Drop(desk.folders.spool, Limits()) as spool:
        spool.put_report(submission, sealed, parts)
    assert cast.collect(desk).refused == ()
    cast.open_all(desk)
    return report_name(submission)


def look(desk: Desk, *refs: str, days: int = 90) -> Looked:
    return open_hopeless(desk, operator(), Chosen(days, refs), at=LATER)


def let(desk: Desk) -> tuple[RefusedItem, ...]:
    return let_go(desk, operator(), look(desk).hopeless, at=LATER)


def mark(desk: Desk, name: str) -> None:
    """Note that an item was refused, as a run did that lacked a key."""
    told = Told(desk.folders.shelves[0])
    told.is_news(name, "no key was there", cast.NOW.date())
    told.close()


def standing(desk: Desk) -> list[list[str]]:
    found = []
    for folder in desk.folders.shelves:
        shelf = Shelf(folder)
        found.append([each.name for each in shelf.names()])
        shelf.close()
    return found


def actions(content: bytes = GARBAGE) -> list[Action]:
    return [parse_event(each).deed.action for each in chain_of(f"envelope:{sha256_hex(content)}")]


def test_what_no_key_opens_goes_from_both_shelves_with_an_event_that_says_why(desk: Desk):
    name = put_garbage(desk)
    assert standing(desk) == [[name], [name]]
    assert [each.name for each in let(desk)] == [name]
    assert standing(desk) == [[], []]
    assert actions() == [Action.RECEIVED, Action.DISCARDED]
    reason = parse_event(chain_of(f"envelope:{sha256_hex(GARBAGE)}")[-1]).deed.reason
    assert reason.startswith("refused since 2026-01-02: header failure")
    assert list(Told(desk.folders.shelves[0]).standing()) == []
    assert look(desk) == Looked((), ())


def test_what_was_refused_for_fewer_days_stays(desk: Desk):
    name = put_garbage(desk)
    assert look(desk, days=91) == Looked((), ())
    assert [each.name for each in look(desk, days=90).hopeless] == [name]


def test_only_those_that_are_named_are_looked_at(desk: Desk):
    one, two = (put_garbage(desk, number, sealed=b"%d" % number) for number in (1, 2))
    assert [each.name for each in look(desk, two[:16]).hopeless] == [two]
    assert {each.name for each in look(desk).hopeless} == {one, two}
    with pytest.raises(NotFoundError, match="an item that was refused"):
        look(desk, "f" * 16)
    with pytest.raises(InvalidValueError, match="at least 8 digits"):
        look(desk, one[:2])


def test_a_report_that_opens_by_now_stays(desk: Desk):
    report = cast.drop(desk, cast.body(desk))
    cast.collect(desk)
    name = report_name(report.submission_id)
    mark(desk, name)
    looked = look(desk)
    assert ([each.name for each in looked.staying], looked.hopeless) == ([name], ())
    assert let_go(desk, operator(), looked.staying, at=LATER) == ()
    assert standing(desk) == [[name], [name]]


def test_a_letter_stays_once_its_report_is_there(desk: Desk):
    keys = cast.words_of(2)
    cast.write(desk, keys, cast.MessageKind.ADDITION, "too early")
    assert len(cast.take(desk).refused) == 1
    (early,) = look(desk).hopeless
    assert early.kind is ItemKind.MESSAGE
    cast.bring(desk, cast.body(desk, keys))
    assert let_go(desk, operator(), [early], at=LATER) == ()
    assert look(desk).hopeless == ()
    assert len(cast.take(desk).taken) == 1


def test_what_was_opened_never_goes(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    name = reports.find_report(ref).item
    mark(desk, name)
    opened = RefusedItem(ItemKind.REPORT, sha256_hex(b""), "", cast.NOW.date())
    assert look(desk) == Looked((), ())
    assert let_go(desk, operator(), [opened], at=LATER) == ()
    again = RefusedItem(ItemKind.REPORT, Name(ItemKind.REPORT, name).name, "", cast.NOW.date())  # type: ignore[arg-type]
    assert let_go(desk, operator(), [again], at=LATER) == ()
    assert standing(desk) == [[name], [name]]


def mismatch(desk: Desk) -> str:
    """Bring a report whose body does not name the parts that came with it."""
    one, other = cast.seal_files(desk, b"a"), cast.seal_files(desk, b"b")
    report = cast.drop(desk, cast.body(desk), cast.SealedFiles(one.files, one.decoys, other.parts))
    cast.collect(desk)
    cast.open_all(desk)
    return report_name(report.submission_id)


def differ(desk: Desk) -> str:
    name = put_garbage(desk)
    path = desk.folders.shelves[1] / Room.REPORTS / name
    path.write_bytes(path.read_bytes() + b"!")
    return name


@pytest.mark.parametrize("make", [mismatch, differ])
def test_what_only_lacks_something_stays_and_letters_with_it(desk: Desk, make: Callable[[Desk], str]):
    cast.write(desk, cast.words_of(3), cast.MessageKind.ADDITION, "of that report")
    assert len(cast.take(desk).refused) == 1
    assert len(look(desk).hopeless) == 1
    name = make(desk)
    mark(desk, name)
    looked = look(desk)
    assert looked.hopeless == ()
    assert {each.kind for each in looked.staying} == {ItemKind.REPORT, ItemKind.MESSAGE}
    assert name in standing(desk)[0]


class KilledError(Exception):
    """The program ends here."""


@pytest.mark.parametrize("calls", [0, 1])
def test_stopped_after_the_event_it_goes_on_without_a_second_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, calls: int
):
    name, removed = put_garbage(desk), []
    whole = Shelf.remove

    def stop(shelf: Shelf, *given: object) -> None:
        if len(removed) == calls:
            raise KilledError
        removed.append(given)
        whole(shelf, *given)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "remove", stop)
        with pytest.raises(KilledError):
            let(desk)
    assert standing(desk) == [[name], [] if calls else [name]]
    assert [each.name for each in let(desk)] == [name]
    assert standing(desk) == [[], []]
    assert actions() == [Action.RECEIVED, Action.DISCARDED]


def test_nothing_goes_that_no_event_could_tell_of(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    name = put_garbage(desk)

    def fail(*_: object) -> None:
        raise KilledError

    monkeypatch.setattr("crimebook.work.opening.letting_go.append_event", fail)
    with pytest.raises(KilledError):
        let(desk)
    assert standing(desk) == [[name], [name]]


def test_parts_that_another_item_names_stay(desk: Desk):
    shared, own = (cast.seal_files(desk, content) for content in (b"a photograph", b"another"))
    cast.bring(desk, cast.body(desk), shared)
    with Drop(desk.folders.spool, Limits()) as spool:
        for part, content in (*shared.parts.items(), *own.parts.items()):
            spool.put_part(part, content)
    put_garbage(desk, parts=(*shared.parts, *own.parts))
    assert len(let(desk)) == 1
    for folder in desk.folders.shelves:
        assert {each.name for each in (folder / Room.PARTS).iterdir()} == set(shared.parts)


def test_what_came_again_after_it_was_let_go_is_told_of_again(desk: Desk):
    name = put_garbage(desk)
    assert len(let(desk)) == 1
    for mark_of in (Room.COLLECTED, Room.SPENT):
        for path in Path(desk.folders.spool / mark_of).iterdir():
            path.unlink()
    put_garbage(desk)
    assert [each.name for each in let(desk)] == [name]
    assert actions() == [Action.RECEIVED, Action.DISCARDED] * 2


def test_who_has_no_right_to_the_keys_lets_nothing_go(desk: Desk):
    put_garbage(desk)
    reader = Actor("reviewer", "Reviewer", Role.REVIEWER)
    with pytest.raises(NotFoundError, match="the right to"):
        open_hopeless(desk, reader, Chosen(), at=LATER)
    with pytest.raises(NotFoundError, match="the right to"):
        let_go(desk, reader, look(desk).hopeless, at=LATER)
