"""Checkpoints anchored in time, against authorities and a calendar on loopback."""

import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.custody.anchoring_server import AnchoringServer, Answer, serving
from tests.custody.authority import make_authority, make_signer

from crimebook.custody.anchors import parse_sums, subject_of
from crimebook.custody.events import Action
from crimebook.custody.opentimestamps import check_proof
from crimebook.stores.anchors.folder import AnchorFolder
from crimebook.stores.anchors.plan import AnchorPlan, Authority
from crimebook.stores.anchors.wire import AnchorWire
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.anchored import AnchorSet, due, lapsed, read_anchors
from crimebook.work.anchoring import (
    Asking,
    NotAnchoredError,
    anchor_checkpoint,
    anchor_ledger,
    renew_anchors,
    upgrade_proofs,
)

NOW = datetime.now(UTC) + timedelta(hours=1)
"""Behind every stamp of the authorities here: they go by the machine's clock, however long tests take."""


def checkpoint(size: int = 42) -> bytes:
    root = b64encode(size.to_bytes(32, "big")).decode()
    signature = b64encode(b"\0" * 68).decode()
    return f"test.invalid/log\n{size}\n{root}\n\n— test.invalid/log {signature}\n".encode()


NAME = subject_of(checkpoint()).name


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> AnchoringServer:
    return AnchoringServer({name: make_authority(tmp_path_factory.mktemp(name)) for name in ("one", "two")})


@pytest.fixture
def server(authorities: AnchoringServer) -> Iterator[AnchoringServer]:
    with serving(AnchoringServer(dict(authorities.authorities))) as served:
        yield served


@pytest.fixture
def asking(server: AnchoringServer) -> Iterator[Asking]:
    trusted = tuple(
        Authority(name, f"{server.url}/tsa/{name}", (each.root.certificate,))
        for name, each in server.authorities.items()
    )
    with AnchorWire(timeout_s=10) as wire:
        yield Asking(AnchorPlan(trusted, (server.calendar.uri,)), wire, NOW, os.urandom)


@pytest.fixture
def folder(tmp_path: Path) -> AnchorFolder:
    return AnchorFolder(tmp_path / "ledger")


@pytest.fixture
def actor(db: None) -> Actor:
    ensure_operator()
    return operator()


def only(folder: AnchorFolder, asking: Asking, *, at: datetime = NOW) -> AnchorSet:
    (found,) = read_anchors(folder, asking.plan, at=at)
    return found


def refuse_all(path: str, answer: Answer) -> Answer:
    return 503, b"busy"


def test_two_authorities_and_a_calendar_anchor_a_checkpoint(
    actor: Actor, folder: AnchorFolder, asking: Asking
):
    anchoring = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert anchoring.name == NAME
    assert anchoring.is_enough
    assert anchoring.refused == ()
    assert len(folder.files(NAME)) == 4
    assert folder.read(NAME, "checkpoint") == checkpoint()
    found = only(folder, asking)
    assert len(found.stamps) == 2
    assert len(found.pending) == 1
    assert found.faults == ()


def test_the_event_names_what_was_anchored_and_every_answer(
    actor: Actor, folder: AnchorFolder, asking: Asking
):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    (event,) = chain_of(f"anchor:{NAME}")
    assert f'"action":"{Action.TIMESTAMPED}"'.encode() in event
    assert subject_of(checkpoint()).digest.encode() in event


def test_a_run_again_asks_nobody(actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    server.asked.clear()
    again = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert (again.taken, again.refused, again.is_enough) == ((), (), True)
    assert server.asked == []
    assert len(chain_of(f"anchor:{NAME}")) == 1


def test_who_refused_is_asked_again_and_the_others_are_not(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    server.spoil = lambda path, answer: (500, b"") if path == "/tsa/two" else answer
    first = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert [each.name for each in first.refused] == ["two"]
    assert not first.is_enough
    server.spoil = lambda _, answer: answer
    server.asked.clear()
    assert anchor_checkpoint(actor, checkpoint(), folder, asking).is_enough
    assert server.asked == ["/tsa/two"]


def test_without_a_network_nothing_is_written(
    actor: Actor, folder: AnchorFolder, asking: Asking, tmp_path: Path
):
    nowhere = "http://127.0.0.1:9"
    plan = AnchorPlan(tuple(replace(each, url=nowhere) for each in asking.plan.authorities), (nowhere,))
    with pytest.raises(NotAnchoredError, match="reached none: is there a network"):
        anchor_checkpoint(actor, checkpoint(), folder, replace(asking, plan=plan))
    assert list(tmp_path.rglob("*.*")) == []
    assert chain_of(f"anchor:{NAME}") == ()


def test_where_everybody_refuses_nothing_is_called_anchored(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    server.spoil = refuse_all
    with pytest.raises(NotAnchoredError, match="none that holds"):
        anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert folder.sets() == ()


def test_a_book_that_names_nobody_is_told_so(actor: Actor, folder: AnchorFolder, asking: Asking):
    with pytest.raises(NotAnchoredError, match=r"anchors\.toml"):
        anchor_checkpoint(actor, checkpoint(), folder, replace(asking, plan=AnchorPlan()))


@pytest.mark.parametrize("spoiled", [b"", b"<html>", b"\x30" * 70_000])
def test_an_answer_that_does_not_hold_is_not_kept(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer, spoiled: bytes
):
    server.spoil = lambda path, answer: (200, spoiled) if path != "/tsa/one" else answer
    anchoring = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert [each.name for each in anchoring.refused] == ["two", server.calendar.uri]
    assert not any(each.is_unreachable for each in anchoring.refused)
    assert len(folder.files(NAME)) == 2


def test_an_answer_to_an_older_request_is_not_kept(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    (token,) = (each for each in folder.files(NAME) if each.startswith("one-"))
    replayed = folder.read(NAME, token)
    server.spoil = lambda path, answer: (200, replayed) if path == "/tsa/one" else answer
    other = AnchorFolder(folder._root.parent / "other")
    anchoring = anchor_checkpoint(actor, checkpoint(), other, asking)
    assert [each.name for each in anchoring.refused] == ["one"]
    assert "nonce" in anchoring.refused[0].reason


def test_a_redirect_is_not_followed(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    server.spoil = lambda path, answer: (302, b"") if path == "/tsa/two" else answer
    anchoring = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert anchoring.refused[0].reason == "expected status 200, got 302"


def test_a_proof_grows_when_the_calendar_has_a_block(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    (waiting,) = upgrade_proofs(folder, asking)
    assert (waiting.taken, waiting.is_enough) == ((), False)
    assert waiting.refused[0].reason == "expected status 200, got 404"
    server.calendar.confirmed = True
    (grown,) = upgrade_proofs(folder, asking)
    assert (grown.taken, grown.is_enough) == (("calendars.ots",), True)
    assert only(folder, asking).claims[0].height == server.calendar.height
    proof = folder.read(NAME, "calendars.ots")
    assert check_proof(proof, subject_of(checkpoint()).digest, server.calendar.header_of)
    assert upgrade_proofs(folder, asking) == ()


def test_a_calendar_that_is_not_in_the_plan_is_never_asked(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    server.calendar.uri = f"{server.url}/elsewhere"
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    server.asked.clear()
    (waiting,) = upgrade_proofs(folder, asking)
    assert "not asked" in waiting.refused[0].reason
    assert server.asked == []


def test_a_changed_file_is_a_fault_and_proves_nothing(actor: Actor, folder: AnchorFolder, asking: Asking):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    for file in folder.files(NAME):
        folder.put_again(NAME, file, checkpoint(43) if file == "checkpoint" else b"changed")
    found = only(folder, asking)
    assert (found.stamps, found.claims, found.pending, found.ends) == ((), (), (), None)
    assert len(found.faults) == 4


def test_an_anchor_moved_to_another_checkpoint_is_a_fault(actor: Actor, folder: AnchorFolder, asking: Asking):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    other = subject_of(checkpoint(43)).name
    folder.put_new(other, "checkpoint", checkpoint(43))
    for file in folder.files(NAME):
        if file != "checkpoint":
            folder.put_new(other, file, folder.read(NAME, file))
    moved = next(each for each in read_anchors(folder, asking.plan, at=NOW) if each.name == other)
    assert moved.stamps == ()
    assert len(moved.faults) == 3


def test_an_unsound_token_is_asked_for_again(actor: Actor, folder: AnchorFolder, asking: Asking):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    (token,) = (each for each in folder.files(NAME) if each.startswith("one-"))
    folder.put_new(NAME, "one-20200101T000000Z.tsr", b"not a token")
    (folder._root / NAME / token).unlink()
    again = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert again.is_enough
    assert len(again.taken) == 1


def test_nothing_is_due_long_before_a_certificate_ends(actor: Actor, folder: AnchorFolder, asking: Asking):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert due(read_anchors(folder, asking.plan, at=NOW), NOW) == ()
    assert renew_anchors(actor, folder, asking) is None


def test_anchors_are_stamped_again_before_their_certificates_end(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    for size in (42, 43):
        anchor_checkpoint(actor, checkpoint(size), folder, asking)
    for name, each in server.authorities.items():
        server.authorities[name] = replace(each, signer=make_signer(each.root, days=(-1, 900)))
    lead = timedelta(days=400)
    before = read_anchors(folder, asking.plan, at=NOW)
    assert len(due(before, NOW, lead=lead)) == 2
    renewal = renew_anchors(actor, folder, asking, lead=lead)
    assert renewal is not None
    assert renewal.is_enough
    listed = parse_sums(folder.read(renewal.name, "SHA256SUMS"))
    assert len(listed) == 6
    after = read_anchors(folder, asking.plan, at=NOW)
    assert due(after, NOW, lead=lead) == ()
    assert min(each.ends for each in after) > NOW + timedelta(days=800)
    assert renew_anchors(actor, folder, asking, lead=lead) is None


def test_a_renewal_of_other_bytes_renews_nothing(
    actor: Actor, folder: AnchorFolder, asking: Asking, server: AnchoringServer
):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    ends = only(folder, asking).ends
    for name, each in server.authorities.items():
        server.authorities[name] = replace(each, signer=make_signer(each.root, days=(-1, 900)))
    renew_anchors(actor, folder, asking, lead=timedelta(days=400))
    extra = anchor_checkpoint(actor, checkpoint(), folder, asking)
    assert extra.taken == ()
    (token,) = (each for each in folder.files(NAME) if each.startswith("one-"))
    folder.put_again(NAME, token, b"changed after it was renewed")
    first, _ = read_anchors(folder, asking.plan, at=NOW)
    assert first.faults
    assert first.ends == ends


def test_what_nobody_renewed_in_time_has_lapsed(actor: Actor, folder: AnchorFolder, asking: Asking):
    anchor_checkpoint(actor, checkpoint(), folder, asking)
    late = NOW + timedelta(days=500)
    anchors = read_anchors(folder, asking.plan, at=late)
    assert lapsed(anchors, late) == anchors
    assert due(anchors, late) == ()


def test_a_whole_run_follows_the_plan_of_the_book(actor: Actor, server: AnchoringServer, tmp_path: Path):
    lines = [f'calendars = ["{server.calendar.uri}"]']
    for name, each in server.authorities.items():
        (tmp_path / f"{name}.pem").write_bytes(each.root.pem)
        lines.append(f'[[authority]]\nname = "{name}"\nurl = "{server.url}/tsa/{name}"\nroots = "{name}.pem"')
    (tmp_path / "anchors.toml").write_text("\n".join(lines))
    run = anchor_ledger(
        actor, checkpoint(), ledger=tmp_path / "ledger", book=tmp_path, at=NOW, random=os.urandom
    )
    assert run.anchored.is_enough
    assert (run.renewed, run.renewal_fault, run.lapsed, run.faults) == (None, "", (), ())
    assert [each.name for each in run.waited] == [NAME]
    listed = parse_sums((tmp_path / "ledger/anchors/SHA256SUMS").read_bytes())
    assert listed.keys() == {f"{NAME}/{file}" for file in AnchorFolder(tmp_path / "ledger").files(NAME)}
    assert len(listed) == 4


def test_a_book_without_a_plan_anchors_nothing(actor: Actor, tmp_path: Path):
    with pytest.raises(NotAnchoredError, match=r"anchors\.toml"):
        anchor_ledger(
            actor, checkpoint(), ledger=tmp_path / "ledger", book=tmp_path, at=NOW, random=os.urandom
        )
    assert not (tmp_path / "ledger").exists()


def test_who_lacks_the_right_anchors_nothing(folder: AnchorFolder, asking: Asking, db: None):
    with pytest.raises(NotFoundError):
        anchor_checkpoint(Actor("r", "R", Role.REVIEWER), checkpoint(), folder, asking)
    assert folder.sets() == ()
