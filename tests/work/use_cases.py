"""A caller of every use case, upon a book in which it has something to do.

Each entry takes a `World`, does what the use case needs beforehand, and returns the call of one function of
``crimebook.work`` as a zone makes it: events that come after are those of the use case.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.custody.authenticator import P256, PARTY, assertion, public_of
from tests.evidence import timed_files
from tests.stores.register.officers import add_officer
from tests.stores.register.telling import SAME_VIDEO, VIDEO, seen, tell
from tests.work import book
from tests.work.ledger.cast import WITNESS_KEY, book_log
from tests.work.opening import cast
from tests.work.opening.holders import LATER, READER, Holder, handed_over, replace_holder
from tests.work.vetting import cast as vetted

from crimebook.command.involvements import Answer, Status
from crimebook.custody.checkpoints import Policy
from crimebook.exchange.sheets import find_layout
from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.sealing.fingerprints import fingerprint
from crimebook.sealing.messages import MessageKind
from crimebook.sealing.sealedfile import sealed_file_head
from crimebook.spacetime.verdicts import MatchWord
from crimebook.stores.folder.marks import Mark
from crimebook.stores.register.events import chain_part
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import Doubt, Match
from crimebook.stores.register.queries.command import find_involvement
from crimebook.stores.spool.collect import Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.stores.vault.folder import Vault
from crimebook.terms.ids import Ref, SourceName
from crimebook.terms.windows import SubjectKind
from crimebook.work import (
    answering,
    apart,
    chain_exporting,
    clock_files,
    collecting,
    counting,
    custodians,
    doubling,
    evidence,
    finding,
    handovers,
    interviewing,
    journal,
    judging_matches,
    learning,
    mapping,
    matching,
    own_keys,
    placing,
    reporting,
    retelling,
    signers,
    signing_in,
    solving,
    teaming,
    upgrading,
    withdrawing,
)
from crimebook.work.actors import Actor, Role
from crimebook.work.commanding import asking as instants
from crimebook.work.commanding import involvements, postings
from crimebook.work.importing import gazetteers, importer
from crimebook.work.importing.kinds import mapped_kind
from crimebook.work.ledger import auditing, cosigning, publishing, rekeying, restoring, witnessing
from crimebook.work.opening import (
    dating,
    erasing,
    filewriting,
    handed_in,
    keydestroying,
    letters,
    letting_go,
    opening,
    recorded,
    refused,
    rotating,
)
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.keymaking import draft_manifest
from crimebook.work.opening.rooting import RootOrder, make_root, open_root, sign_draft
from crimebook.work.persons import adding, deciding, proposing, remaking, second_looks
from crimebook.work.reading import (
    allegations,
    candidates,
    chains,
    commanding,
    counts,
    doubles,
    identities,
    incidents,
    messages,
    overview,
    pages,
    person_pages,
    persons,
    recordings,
    reports,
    reviewing,
    streets,
    units,
    unsolved,
    windows,
)
from crimebook.work.reading import vetting as vetting_pages
from crimebook.work.reading.allegation_pages import Asking
from crimebook.work.reading.match_pages import MatchFilter
from crimebook.work.sampling import sample_file
from crimebook.work.vetting import asking, confirming
from crimebook.work.vetting.questions import question

NOW = cast.NOW
MAPPING = 'version = 1\nname = "list"\nsubject = "incident"\n[columns]\nid = "No"\nplace_words = "Where"\n'
TABLE = b"No,Where\n1,Lenina street\n"


@dataclass(frozen=True)
class World:
    """A book with records, a desk with keys and custodians, and one opened report ``ref``."""

    folder: Path
    actor: Actor
    desk: Desk
    holders: dict[int, Holder] = field(default_factory=dict)
    ref: str = ""

    @property
    def vault(self) -> Vault:
        return self.desk.vault

    @property
    def uploads(self) -> mapping.Desk:
        return mapping.Desk(self.folder / "uploads", self.folder, book.ZONE, b"k" * mapping.KEY_BYTES)


Call = Callable[[], Any]
KEYS = cast.words_of(5)


def fill(world_folder: Path) -> None:
    """Bring the records that readings and decisions are of."""
    book.bring("cases", book.file_of([book.case("1", place_text="by the old kiosk")]), world_folder)
    book.bring("recordings", book.file_of([book.recording("r")]), world_folder)
    book.bring(
        "channel-posts", book.file_of([book.post("1", media_type="text", duration_s="")]), world_folder
    )
    book.match(world_folder)


def _quiet(*_: object) -> None:
    """Progress that nobody watches."""


def _delivery(world: World, file: Any = None, source: str = "another") -> importer.Delivery:
    given = file or book.file_of([book.case("9")])
    return importer.Delivery(given, source, world.actor, NOW)  # type: ignore[arg-type]


def _upload(world: World, *, chosen: bool = False) -> str:
    token = "a" * 32
    mapping.receive(world.actor, world.uploads, name="list.csv", content=TABLE, token=token, at=NOW)
    if chosen:
        mapping.choose(world.actor, world.uploads, token, _choices(), at=NOW)
    return token


def _choices() -> mapping.Choices:
    roles = {0: "id", 1: "place_words"}
    return mapping.Choices("list", "incident", book.ZONE, (), roles, {}, {}, (), "")


def _doubt() -> int:
    tell("one", "a", links=(VIDEO,), windows=(seen(),))
    tell("other", "b", links=(SAME_VIDEO,), windows=(seen(0, 90),))
    return Doubt.objects.get(kind="link").pk


def _kiosk() -> Any:
    place = solving.point_place(53.9101, 27.5102, 120.0)
    return solving.make_solution("by the old kiosk", "Minsk", name="the kiosk", place=place, why="its sign")


def _erase_identity(world: World) -> Call:
    toml = f'{MAPPING}person_name = "Who"\n'
    table = book.file_of([{"No": "1", "Where": "Lenina street", "Who": "a name"}])
    importer.import_file(
        mapped_kind(toml),
        _delivery(world, table, "list"),
        replace(book.context(), persons=apart.persons_of(world.desk.folders.vault, os.urandom)),
        rejects_folder=world.folder,
        progress=_quiet,
    )
    return lambda: apart.erase_identity(world.actor, "list:1", "asked for", at=NOW)


def _wish(world: World) -> custodians.Wish:
    return custodians.Wish(world.ref, "a court asks", str(READER.recipient), "the court's officer")


def _asked(world: World) -> Any:
    return custodians.ask(world.desk, world.actor, _wish(world), at=NOW)


def _approval(world: World, request: Any, index: int) -> Any:
    holder = world.holders[index]
    holder.folder.look(request, NOW)
    return holder.folder.approve(request, holder.keys, LATER)


def _take(world: World) -> Call:
    answer = _approval(world, _asked(world), 1)
    return lambda: custodians.take(world.desk, world.actor, answer, at=LATER)


def _ready(world: World) -> str:
    request = _asked(world)
    for index in (1, 2):
        custodians.take(world.desk, world.actor, _approval(world, request, index), at=LATER)
    custodians.notify(world.desk, world.actor, request.id, [3], at=NOW)
    return str(request.id)


def _release(world: World) -> Call:
    request_id = _ready(world)
    return lambda: custodians.release(world.desk, world.actor, request_id, at=LATER)


def _give_opening(world: World) -> Call:
    request_id = _ready(world)
    custodians.release(world.desk, world.actor, request_id, at=LATER)
    return lambda: custodians.give_opening(world.desk, world.actor, request_id, at=LATER)


def _veto(world: World) -> Call:
    request = _asked(world)
    return lambda: custodians.veto(world.desk, world.actor, request.id, "she is in danger", at=NOW)


def _give_veto(world: World) -> Call:
    veto = _veto(world)()
    return lambda: custodians.give_veto(world.vault, world.actor, veto.id, at=NOW)


def _successor(world: World) -> Holder:
    return Holder(world.folder / "successor")


def _begin_handover(world: World) -> Call:
    card = _successor(world).card
    return lambda: handovers.begin_handover(world.desk, world.actor, 2, card, at=NOW)


def _take_handover(world: World) -> Call:
    successor = _successor(world)
    replace_holder(world.desk, world.folder, world.holders, 2, successor)
    wanted = handovers.begin_handover(world.desk, world.actor, 2, successor.card, at=NOW)
    done = handed_over(wanted, world.holders[2], successor)
    return lambda: handovers.take_handover(world.desk, world.actor, done, at=NOW)


def _drill(world: World) -> Call:
    wish = replace(_wish(world), ref=custodians.DRILL)
    return lambda: handovers.begin_drill(world.desk, world.actor, wish, at=NOW)


def _draft(world: World) -> interviewing.Draft:
    return interviewing.begin(world.desk, world.actor, "victim", "be", at=NOW)


def _finish(world: World) -> Call:
    draft = replace(_draft(world), answers=cast.answers(text="што было"))
    conduct = interviewing.Conduct()
    return lambda: interviewing.finish(world.desk, world.actor, book.context(), draft, conduct, at=NOW)


def _dropped(world: World) -> None:
    cast.drop(world.desk, cast.body(world.desk))


def _recorded(world: World) -> Call:
    ref = _finish(world)()
    incoming = recorded.Incoming(world.desk, ref)
    incoming.take(b"a voice")
    taken = incoming.finish()
    return lambda: recorded.keep_recording(world.desk, world.actor, ref, taken, "voice.ogg", at=NOW)


def _collected(world: World) -> Call:
    _dropped(world)
    spool = world.desk.folders.spool
    return lambda: collecting.collect_folder(world.desk, world.actor, spool, at=NOW)


def _collected_from(world: World) -> Call:
    _dropped(world)
    source = Waiting(world.desk.folders.spool, random=os.urandom)
    return lambda: collecting.collect_from(world.desk, world.actor, source, at=NOW)


def _opened(world: World) -> Call:
    _dropped(world)
    cast.collect(world.desk)
    return lambda: opening.open_reports(world.desk, world.actor, book.context(), at=NOW)


def _refused(world: World) -> letting_go.Chosen:
    """Bring an envelope that no key opens; return what lets go of it at once."""
    with Drop(world.desk.folders.spool, Limits()) as spool:
        spool.put_report("0" * 32, b"no envelope at all", ())
    cast.collect(world.desk)
    cast.open_all(world.desk)
    return letting_go.Chosen(days=0)


def _open_hopeless(world: World) -> Call:
    chosen = _refused(world)
    return lambda: letting_go.open_hopeless(world.desk, world.actor, chosen, at=NOW)


def _let_go(world: World) -> Call:
    found = letting_go.open_hopeless(world.desk, world.actor, _refused(world), at=NOW).hopeless
    return lambda: letting_go.let_go(world.desk, world.actor, found, at=NOW)


def _letters(world: World) -> Call:
    cast.write(world.desk, KEYS, MessageKind.ADDITION, "яшчэ")
    cast.collect(world.desk)
    return lambda: letters.open_letters(world.desk, world.actor, book.context(), at=NOW)


def _handed_in(world: World) -> Call:
    report = cast.drop(world.desk, cast.body(world.desk))
    path = world.folder / "report.sealed"
    path.write_bytes(sealed_file_head(report.submission_id, report.envelope, ()))
    return lambda: handed_in.take_in(world.desk, world.actor, path, at=NOW)


def _withdrawn(world: World) -> None:
    withdrawing.withdraw(world.actor, world.ref, "asked by telephone", at=NOW)


def _undo(world: World) -> Call:
    _withdrawn(world)
    return lambda: withdrawing.undo(world.desk, world.actor, book.context(), world.ref, at=NOW)


def _erase_due(world: World) -> Call:
    _withdrawn(world)
    at = NOW + timedelta(days=31)
    return lambda: erasing.erase_due(world.desk, world.actor, None, at=at)


def _destroy_month(world: World) -> Call:
    return lambda: keydestroying.destroy_month(
        world.desk, world.actor, "2026-01", at=NOW, is_early=True, may_lose=True
    )


def _root(world: World) -> Vault:
    return Vault(world.folder / "root")


def _install(world: World) -> Call:
    manifest = draft_manifest(world.vault, cast.order(), os.urandom)
    note = sign_draft(_root(world), manifest, open_root(_root(world), cast.ROOT))
    return lambda: rotating.install(world.vault, world.actor, note, at=NOW)


def _pin(world: World) -> Call:
    vault = Vault(world.folder / "other-vault")
    root = make_root(Vault(world.folder / "stick"), RootOrder("x.example", cast.ROOT, cast.CHEAP), os.urandom)
    return lambda: rotating.pin(vault, world.actor, root, fingerprint(root), at=NOW)


def _begin_keys(world: World) -> Call:
    vault = Vault(world.folder / "new-vault")
    return lambda: rotating.begin_keys(vault, world.actor, cast.passphrases(), cast.order(), os.urandom)


def _begin_with_root(world: World) -> Call:
    vault, root = Vault(world.folder / "new-vault"), Vault(world.folder / "new-root")
    return lambda: rotating.begin_keys_with_root(
        vault, root, world.actor, cast.passphrases(), cast.order(), os.urandom
    )


def _published(world: World) -> Any:
    log = book_log(world.folder / "log", leaves=64)
    publishing.publish(world.actor, log)
    return log


def _rekeying(world: World) -> rekeying.Rekeying:
    log = book_log(world.folder / "log")
    return rekeying.Rekeying(
        Vault(world.folder / "log-vault"), log.terms.key.name, log.places, NOW, os.urandom
    )


def _begin_log_key(world: World) -> Call:
    return lambda: rekeying.begin_log_key(world.actor, _rekeying(world))


def _change_log_key(world: World) -> Call:
    key = rekeying.begin_log_key(world.actor, _rekeying(world))
    return lambda: rekeying.change_log_key(world.actor, _rekeying(world), str(key))


def _restore(world: World) -> Call:
    log = _published(world)
    log.places.file.unlink()
    return lambda: restoring.restore_order(world.actor, log, log.public.fetch)


def _cosigned(world: World) -> Call:
    log = book_log(world.folder / "log", witnesses=(WITNESS_KEY.of_witness,), quorum=1)
    publishing.publish(world.actor, log)
    by = witnessing.Witness(WITNESS_KEY, world.folder / "witness")
    note = witnessing.witness(log.public.fetch, by, Policy(log.terms.key.name, log.terms.key.of_log), NOW)
    return lambda: cosigning.take_cosignatures(world.actor, log, [note.note])


def _checked_evidence(world: World) -> Call:
    return lambda: evidence.check_evidence(
        world.actor, world.desk.blobs, world.folder / "checks", at=NOW, progress=_quiet
    )


def _taken_back_doubt(world: World) -> Call:
    doubt = _doubt()
    doubling.judge(world.actor, doubt, Verdict.SAME, pairs=None, seen=0, reason="one coat", at=NOW)
    page = doubles.open_doubt(world.actor, doubt, at=NOW)
    change = page.decisions[0].change
    return lambda: doubling.take_back(world.actor, doubt, change, seen=page.seen, at=NOW)


def _shown_match() -> tuple[judging_matches.Pairing, float]:
    pairing = judging_matches.Pairing(Ref.parse("a-source:1"), SubjectKind.RECORDING, Ref.parse("a-source:r"))
    return pairing, Match.objects.get(other__recording__external_id="r").score_bits


def _judged_match(world: World) -> Call:
    pairing, bits = _shown_match()
    return lambda: judging_matches.judge(
        world.actor,
        pairing,
        judging_matches.Opinion(MatchWord.CONFIRMED, "one bus"),
        seen=0,
        bits=bits,
        at=NOW,
    )


def _learnt(world: World) -> Call:
    row = book.recording("by-gps", camera="phone", gps_start="2020-08-10T22:29:00+03:00")
    book.bring("recordings", book.file_of([row]), world.folder, source="phones")
    return lambda: learning.learn(world.actor, at=NOW, progress=_quiet)


def _photographed(world: World) -> clock_files.FilesRead:
    row = book.recording("by-phone", camera="phone")
    book.bring("recordings", book.file_of([row]), world.folder, source="phones")
    path = world.folder / "photograph.jpg"
    path.write_bytes(timed_files.jpeg(timed_files.exif()))
    naming = clock_files.Naming(SourceName("phones"), "phone")
    return clock_files.read_clocks(world.actor, [path], naming, at=NOW, progress=_quiet)


def _taken_back_reading(world: World) -> Call:
    _photographed(world)
    (known,) = clock_files.open_readings(world.actor, at=NOW)
    return lambda: clock_files.take_back_reading(world.actor, known.number, why="another phone", at=NOW)


def _taken_back_match(world: World) -> Call:
    number = _judged_match(world)().number
    return lambda: judging_matches.take_back(world.actor, number, seen=number, at=NOW)


def _taken_back_place(world: World) -> Call:
    solved = solving.solve(world.actor, _kiosk(), at=NOW)
    return lambda: solving.take_back(world.actor, solved.solution_id, why="another kiosk", at=NOW)


def _proof(world: World) -> Call:
    log = _published(world)
    (kept,) = chain_part("source:a-source", 0, 1)
    grounds = chains.Grounds(b"z" * 32, log.places)
    return lambda: chains.open_proof(world.actor, kept.event.digest, grounds, at=NOW)


def _hand() -> own_keys.Hand:
    return own_keys.Hand(PARTY.rp_id, PARTY.origins[0], NOW)


def _enrol(world: World) -> Call:
    public = public_of(P256)
    with pytest.raises(own_keys.SignatureWantedError) as wanted:
        own_keys.enrol_key(world.actor, public, "AAAA", _hand())
    event = wanted.value.event
    given = assertion(bytes.fromhex(event.digest))
    signed = replace(_hand(), event=event, credential="AAAA", assertion=given)
    return lambda: own_keys.enrol_key(world.actor, public, "AAAA", signed)


def _end_key(world: World) -> Call:
    name = _enrol(world)()
    return lambda: own_keys.end_key(world.actor, name, at=NOW)


def _unit(world: World) -> Call:
    book.bring("institutions", sample_file("invented-units.csv"), world.folder)
    ref = units.open_units(world.actor, at=NOW)[0].ref
    return lambda: units.open_unit(world.actor, ref, at=NOW)


def _commanded(world: World) -> Call:
    book.bring("institutions", sample_file("invented-units.csv"), world.folder)
    ref = units.open_units(world.actor, at=NOW)[0].ref
    return lambda: commanding.open_command(world.actor, ref, None, at=NOW)


def _officers() -> Pair:
    return pair_of(add_officer("p1").pk, add_officer("p2").pk)


def _judged(world: World, pair: Pair) -> int:
    (edge,) = deciding.judge(world.actor, pair, Verdict.SAME, seen=0, reason="one helmet", at=NOW).edges
    return edge


def _taken_back_person(world: World) -> Call:
    edge = _judged(world, _officers())
    return lambda: deciding.take_back(world.actor, edge, seen=edge, at=NOW)


def _parted(world: World) -> Call:
    pair = _officers()
    edge = _judged(world, pair)
    return lambda: deciding.split(world.actor, pair.left, [pair.right], seen=edge, at=NOW)


def _post(world: World) -> Call:
    wish = postings.PostWish(mention_id=add_officer("posted").pk, cited=CASE, unit_words="a regiment")
    return lambda: postings.add_posting(world.actor, wish, at=NOW)


def _ended_post(world: World) -> Call:
    number = _post(world)()
    return lambda: postings.end_posting(world.actor, number, reason="another officer", at=NOW)


def _alleged(world: World) -> Call:
    ground = involvements.GroundWish(cited=CASE, basis="recognised")
    wish = involvements.InvolvementWish(mention_id=add_officer("alleged").pk, incident=CASE, ground=ground)
    return lambda: involvements.add_involvement(world.actor, wish, at=NOW)


def _alleged_in(world: World) -> Call:
    incident_id = find_involvement(_alleged(world)()).incident_id
    return lambda: allegations.alleged_in(world.actor, incident_id, at=NOW)


def _ground(world: World) -> Call:
    number = _alleged(world)()
    wish = involvements.GroundWish(cited=CASE, basis="document", exculpates=True)
    return lambda: involvements.add_ground(world.actor, number, wish, at=NOW)


def _propose(actor: Actor, number: int) -> Call:
    said = {"standard": "reasonable_grounds", "reason": "", "seen": find_involvement(number).last, "at": NOW}
    return lambda: involvements.propose(actor, number, Status.NAMED, **said)


def _answered(world: World) -> Call:
    ensure_member("second", "Second", Role.REVIEWER)
    number = _alleged(world)()
    _propose(Actor("second", "Second", Role.REVIEWER), number)()
    said = {"reason": "", "seen": find_involvement(number).last, "at": NOW}
    return lambda: involvements.answer(world.actor, number, Answer.CONFIRMED, **said)


def _chain(world: World) -> Call:
    book.bring("institutions", sample_file("invented-units.csv"), world.folder)
    ref = units.open_units(world.actor, at=NOW)[0].ref
    return lambda: instants.open_chain(world.actor, ref, NOW, at=NOW)


def _match(world: World) -> Call:
    book.bring("recordings", book.file_of([book.recording("s")]), world.folder)
    return lambda: book.match(world.folder)


def _on(given: Any, call: Callable[[Any], Any]) -> Call:
    """Return a call upon what was made for it beforehand."""
    return lambda: call(given)


def _on_upload(call: Callable[..., Any], *args: Any, chosen: bool = False) -> Callable[[World], Call]:
    def prepared(world: World) -> Call:
        token = _upload(world, chosen=chosen)
        return lambda: call(world.actor, world.uploads, token, *args, at=NOW)

    return prepared


def _read(call: Callable[..., Any], *args: Any, **named: Any) -> Callable[[World], Call]:
    return lambda world: lambda: call(world.actor, *args, **named, at=NOW)


def _on_report(call: Callable[..., Any], *args: Any, **named: Any) -> Callable[[World], Call]:
    return lambda world: lambda: call(world.actor, world.ref, *args, **named, at=NOW)


def _at_desk(call: Callable[..., Any], *args: Any, **named: Any) -> Callable[[World], Call]:
    return lambda world: lambda: call(world.desk, world.actor, world.ref, *args, **named, at=NOW)


def _of_keys(call: Callable[..., Any], *args: Any) -> Callable[[World], Call]:
    return lambda world: lambda: call(world.vault, world.actor, *args, os.urandom, at=NOW)


def _confirmed(world: World) -> Call:
    token = vetted.asked()
    return lambda: confirming.confirm(world.actor, token, seen=question(token).seen, at=NOW)


def _own_vetting(call: Callable[..., Any], *args: str) -> Callable[[World], Call]:
    return lambda world: _on(
        asking.ask(world.actor, vetted.WISH, at=NOW),
        lambda token: call(world.actor, token, *args, at=NOW),
    )


SAID = {"age": "25_to_39"}
CASE, RECORDING, POST = "a-source:1", "a-source:r", "a-source:chan/1"

TOLD: dict[Callable[..., Any], Callable[[World], Call]] = {
    instants.open_chain: _chain,
    instants.open_whereabouts: lambda world: _on(
        add_officer("somewhere").pk, lambda one: instants.open_whereabouts(world.actor, str(one), NOW, at=NOW)
    ),
    instants.open_presences: _read(instants.open_presences, CASE),
    second_looks.draw: _read(second_looks.draw, b"a key of the draw"),
    allegations.open_new: _read(allegations.open_new, Asking(incident=CASE)),
    allegations.open_allegation: lambda world: _on(
        _alleged(world)(), lambda number: allegations.open_allegation(world.actor, number, at=NOW)
    ),
    allegations.alleged_in: _alleged_in,
    involvements.add_involvement: _alleged,
    involvements.add_ground: _ground,
    involvements.propose: lambda world: _propose(world.actor, _alleged(world)()),
    involvements.answer: _answered,
    postings.add_posting: _post,
    postings.end_posting: _ended_post,
    answering.answer: _at_desk(answering.answer, MessageKind.REPLY, "Дзякуй"),
    chain_exporting.export_chain: lambda world: (
        lambda: chain_exporting.export_chain(
            world.actor, "source:a-source", book_log(world.folder / "log").places, at=NOW
        )
    ),
    collecting.collect_folder: _collected,
    collecting.collect_from: _collected_from,
    counting.count_book: _read(counting.count_book),
    apart.erase_identity: _erase_identity,
    custodians.has_identity: _at_desk(custodians.has_identity),
    custodians.ask: lambda world: lambda: _asked(world),
    custodians.take: _take,
    custodians.release: _release,
    custodians.notify: lambda world: _on(
        _asked(world), lambda one: custodians.notify(world.desk, world.actor, one.id, [1, 2], at=NOW)
    ),
    custodians.veto: _veto,
    custodians.give_request: lambda world: _on(
        _asked(world), lambda one: custodians.give_request(world.vault, world.actor, one.id, at=NOW)
    ),
    custodians.give_veto: _give_veto,
    custodians.give_opening: _give_opening,
    doubling.judge: lambda world: (
        lambda: doubling.judge(
            world.actor, _doubt(), Verdict.SAME, pairs=None, seen=0, reason="one coat", at=NOW
        )
    ),
    doubling.take_back: _taken_back_doubt,
    retelling.compare_all: lambda world: (
        lambda: retelling.compare_all(
            world.actor, at=NOW, progress=_quiet, mark=Mark(world.folder / "compared.json")
        )
    ),
    learning.learn: _learnt,
    clock_files.read_clocks: lambda world: lambda: _photographed(world),
    clock_files.take_back_reading: _taken_back_reading,
    clock_files.open_readings: _read(clock_files.open_readings),
    clock_files.open_clocks: _read(clock_files.open_clocks),
    judging_matches.judge: _judged_match,
    judging_matches.take_back: _taken_back_match,
    candidates.open_next: lambda world: lambda: candidates.open_next(world.actor, at=NOW),
    candidates.open_candidates: lambda world: (
        lambda: candidates.open_candidates(world.actor, "a-source:1", MatchFilter(), at=NOW)
    ),
    evidence.check_evidence: _checked_evidence,
    finding.index_book: lambda world: (
        lambda: finding.index_book(world.actor, world.folder / "search", at=NOW, progress=_quiet)
    ),
    finding.open_search: lambda world: (
        lambda: finding.open_search(
            world.actor, finding.SearchQuestion("Minsk"), world.folder / "search", at=NOW
        )
    ),
    handovers.begin_drill: _drill,
    handovers.begin_handover: _begin_handover,
    handovers.take_handover: _take_handover,
    gazetteers.import_gazetteer: lambda world: (
        lambda: gazetteers.import_gazetteer(_delivery(world, sample_file(book.GAZETTEER_FILES[0])))
    ),
    importer.import_file: lambda world: (
        lambda: importer.import_file(
            "cases", _delivery(world), book.context(), rejects_folder=world.folder, progress=_quiet
        )
    ),
    interviewing.begin: lambda world: lambda: _draft(world),
    interviewing.load: lambda world: _on(
        _draft(world), lambda draft: interviewing.load(world.desk, world.actor, draft.ref, at=NOW)
    ),
    interviewing.save: lambda world: _on(
        _draft(world), lambda draft: interviewing.save(world.desk, world.actor, draft, SAID, at=NOW)
    ),
    interviewing.discard: lambda world: _on(
        _draft(world), lambda draft: interviewing.discard(world.desk, world.actor, draft.ref, at=NOW)
    ),
    interviewing.finish: _finish,
    interviewing.drafts_of: _read(interviewing.drafts_of),
    journal.note_reading: _read(journal.note_reading, "x"),
    journal.note_readings: _read(journal.note_readings, ["x", "y"]),
    journal.note_search: _read(journal.note_search, "x"),
    journal.note: lambda world: lambda: journal.note(world.actor, journal.Action.READ, "x", at=NOW),
    auditing.audit: lambda world: _on(_published(world), lambda log: auditing.audit(world.actor, log)),
    publishing.publish: lambda world: lambda: publishing.publish(world.actor, book_log(world.folder / "log")),
    restoring.restore_order: _restore,
    rekeying.begin_log_key: _begin_log_key,
    rekeying.change_log_key: _change_log_key,
    cosigning.take_cosignatures: _cosigned,
    mapping.receive: lambda world: lambda: _upload(world),
    mapping.open_upload: _on_upload(mapping.open_upload),
    mapping.lay_out: _on_upload(mapping.lay_out, find_layout(TABLE)),
    mapping.choose: _on_upload(mapping.choose, _choices()),
    mapping.preview: _on_upload(mapping.preview, chosen=True),
    mapping.import_upload: _on_upload(mapping.import_upload, chosen=True),
    mapping.mapping_file: _on_upload(mapping.mapping_file, chosen=True),
    mapping.discard: _on_upload(mapping.discard),
    matching.match_book: _match,
    erasing.erase_report: lambda world: (
        lambda: erasing.erase_report(world.desk, world.actor, world.ref, None, at=NOW)
    ),
    dating.date_slots: lambda world: (
        lambda: dating.date_slots(world.desk, world.actor, at=NOW + timedelta(weeks=3))
    ),
    erasing.erase_due: _erase_due,
    filewriting.write_file: lambda world: (
        lambda: filewriting.write_file(
            world.desk, world.actor, world.ref, 1, world.folder / "out.jpg", at=NOW
        )
    ),
    handed_in.take_in: _handed_in,
    keydestroying.destroy_month: _destroy_month,
    letters.open_letters: _letters,
    letting_go.open_hopeless: _open_hopeless,
    letting_go.let_go: _let_go,
    recorded.keep_recording: _recorded,
    refused.open_refused: lambda world: lambda: refused.open_refused(world.desk, world.actor, at=NOW),
    opening.open_reports: _opened,
    rotating.begin_keys: _begin_keys,
    rotating.begin_keys_with_root: _begin_with_root,
    rotating.rotate: lambda world: (
        lambda: rotating.rotate(world.vault, world.actor, cast.order(months=6), os.urandom)
    ),
    rotating.replace_key: _of_keys(rotating.replace_key, "2026-02"),
    rotating.replace_desk_key: _of_keys(rotating.replace_desk_key),
    rotating.replace_answers_key: _of_keys(rotating.replace_answers_key),
    rotating.pin: _pin,
    rotating.install: _install,
    rotating.take_passphrases: _of_keys(
        rotating.take_passphrases, cast.passphrases(), cast.Passphrases("another first one", "another second")
    ),
    rotating.take_archive: _of_keys(
        rotating.take_archive, cast.passphrases(), cast.Passphrases("another first one", "another second")
    ),
    own_keys.enrol_key: _enrol,
    own_keys.end_key: _end_key,
    adding.add: _read(adding.add, adding.NewMention(Ref.parse(CASE), adding.SaidOfPerson("Невядомы А."))),
    remaking.remake: _read(remaking.remake),
    proposing.propose: _read(proposing.propose, memory_limit="100MB", spill_folder=None),
    deciding.judge: lambda world: _on(_officers(), lambda pair: _judged(world, pair)),
    deciding.take_back: _taken_back_person,
    deciding.split: _parted,
    deciding.show_weight: lambda world: _on(
        _officers(), lambda pair: deciding.show_weight(world.actor, pair, at=NOW)
    ),
    placing.place_again: lambda world: (
        lambda: placing.place_again(world.actor, book.context(), at=NOW, progress=_quiet)
    ),
    chains.open_chain: _read(chains.open_chain, "source:a-source", chains.Grounds(b"z" * 32)),
    chains.open_person: _read(
        chains.open_person, "operator", chains.Grounds(b"z" * 32), ZoneInfo(book.ZONE), day=None
    ),
    chains.open_members: _read(chains.open_members),
    chains.open_own_keys: _read(chains.open_own_keys, chains.Grounds(b"z" * 32)),
    chains.open_proof: _proof,
    counts.open_counts: _read(counts.open_counts),
    commanding.open_command: _commanded,
    commanding.open_where: lambda world: _on(
        _officers(), lambda pair: commanding.open_where(world.actor, pair.left, NOW, at=NOW)
    ),
    persons.open_persons: _read(persons.open_persons, person_pages.PersonFilter()),
    persons.open_person: lambda world: _on(
        _officers(), lambda pair: persons.open_person(world.actor, pair.left, at=NOW)
    ),
    reviewing.open_review: _read(reviewing.open_review, None),
    doubles.open_doubts: _read(doubles.open_doubts, doubles.DoubtFilter()),
    doubles.open_doubt: lambda world: _on(
        _doubt(), lambda doubt: doubles.open_doubt(world.actor, doubt, at=NOW)
    ),
    doubles.count_doubles: _read(doubles.count_doubles),
    identities.open_requests: lambda world: (
        lambda: identities.open_requests(world.vault, world.actor, at=NOW)
    ),
    identities.open_request: lambda world: _on(
        _asked(world), lambda one: identities.open_request(world.vault, world.actor, one.id, at=NOW)
    ),
    identities.open_wish: _at_desk(identities.open_wish),
    incidents.open_incident: _read(incidents.open_incident, CASE),
    incidents.open_incidents: _read(incidents.open_incidents, pages.IncidentFilter()),
    messages.open_message: _read(messages.open_message, POST),
    messages.open_messages: _read(messages.open_messages, source="", page=1),
    overview.open_overview: _read(overview.open_overview),
    recordings.open_recording: _read(recordings.open_recording, RECORDING),
    recordings.open_recordings: _read(recordings.open_recordings, source="", is_placed=None, page=1),
    reports.open_reports_list: _read(reports.open_reports_list, reports.ReportFilter()),
    reports.open_report: _at_desk(reports.open_report),
    reports.open_file: _at_desk(reports.open_file, 1),
    streets.open_streets: _read(streets.open_streets, CASE),
    units.open_units: _read(units.open_units),
    units.open_unit: _unit,
    unsolved.open_unsolved: _read(unsolved.open_unsolved, unsolved.UnsolvedFilter()),
    unsolved.open_solved: _read(unsolved.open_solved, page=1),
    unsolved.open_words: _read(unsolved.open_words, "by the old kiosk", "Minsk"),
    unsolved.open_streets: _read(unsolved.open_streets, "Minsk"),
    windows.open_windows: _read(windows.open_windows, CASE),
    windows.open_matches: _read(windows.open_matches, CASE, top=5),
    reporting.move_report: _on_report(reporting.move_report, "triaged"),
    reporting.set_urgency: _on_report(reporting.set_urgency, 0),
    upgrading.upgrade: _read(upgrading.upgrade),
    signers.enrol_zone: _read(signers.enrol_zone, "0" * 64),
    signing_in.offer_link: _read(signing_in.offer_link),
    signing_in.offer_link_to: _read(signing_in.offer_link_to, "operator"),
    teaming.add_member: _read(teaming.add_member, "rita", "Rita", Role.REVIEWER),
    signing_in.sign_out: _read(signing_in.sign_out),
    signing_in.end_sessions: _read(signing_in.end_sessions),
    solving.preview: lambda world: lambda: solving.preview(world.actor, _kiosk(), at=NOW),
    solving.solve: lambda world: lambda: solving.solve(world.actor, _kiosk(), at=NOW),
    solving.take_back: _taken_back_place,
    asking.ask: lambda world: lambda: asking.ask(world.actor, vetted.WISH, at=NOW),
    asking.note_reply: _own_vetting(asking.note_reply, "reply_sought", "by letter"),
    asking.withdraw: _own_vetting(asking.withdraw, "by mistake"),
    confirming.confirm: _confirmed,
    confirming.refuse: lambda world: _on(
        vetted.asked(), lambda token: confirming.refuse(world.actor, token, "no", at=NOW)
    ),
    vetting_pages.open_questions: _read(vetting_pages.open_questions),
    vetting_pages.open_question: _own_vetting(vetting_pages.open_question),
    withdrawing.withdraw: _on_report(withdrawing.withdraw, "asked by telephone"),
    withdrawing.undo: _undo,
}
"""Of every use case, how it is called where it has something to do."""

NO_USE_CASE: dict[str, str] = {
    "commanding.wishes.check_wish": "a question, asked within involvements.add_involvement",
    "commanding.wishes.check_ground": "a question, asked within involvements that add a ground",
    "reading.nearby.near_message": "a part of a message's page, within the reading that open_message records",
    "reading.identities.may_ask": "a question, asked within use cases",
    "reading.identities.may_see": "a question, asked within use cases",
    "reading.identities.names_of": "a part of a report's page, within the reading that open_report records",
    "reading.chains.may_see": "a question, asked within use cases",
    "opening.receipts.put_proofs": "tests/work/opening/test_receipts.py: needs a witnessed log",
    "actors.check_right": "a question, asked within use cases",
    "reporting.check_reader": "a question, asked within use cases",
    "custodians.put_request": "the second half of custodians.ask and handovers.begin_drill, with their event",
    "importing.importer.commit_records": "a slice of importer.import_file, in the transaction of its event",
    "importing.importer.import_reading": "the second half of importer.import_file, with its event",
    "opening.accounts.keep_one": "a part of opening.open_reports, in the transaction of its event",
    "opening.arrivals.note_arrival": "the event itself, of collect_folder, take_in and open_reports",
    "opening.attachments.note_files": "the events themselves, of whoever keeps files of a report",
    "opening.recorded.check_interviewer": "checks a right, and is called by keep_recording",
    "opening.letters.say_consents_again": "a part of open_letters and undo, with their event",
    "opening.opening.store_answers": "a part of open_reports and finish, in the transaction of their event",
    "opening.opening.store_paper": "a part of store_answers",
    "opening.opening.delivery_of": "makes a value",
    "opening.taking_back.take_back": "a part of undo and open_letters, with their event",
    "vetting.asking.deeds": "makes the events that each step writes",
    "sample_officers.bring_sample_allegations": "calls add_involvement, add_ground and propose alone",
    "sample_reports.bring_sample_reports": "calls collect_folder and open_reports, and nothing else",
    "anchoring.anchor_ledger": "tests/work/test_anchoring.py: needs authorities; calls the two below",
    "anchoring.anchor_checkpoint": "tests/work/test_anchoring.py: needs authorities",
    "anchoring.renew_anchors": "tests/work/test_anchoring.py: needs authorities",
    "pulling.collect_remote": "tests/work/test_pulling.py: needs an intake elsewhere; calls collect_from",
}
"""Functions with an actor that need no event of their own, or are asked for it elsewhere, and why."""
