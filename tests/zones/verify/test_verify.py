"""The verifier: what is right is proven with its limits said, in three languages, and by exit code."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread

import pytest
from tests.custody.authority import make_authority, needs_openssl
from tests.custody.signers import LOG, ORIGIN
from tests.zones.verify.cast import (
    AT,
    ENVELOPE,
    FILE,
    HOUR,
    LEAVES,
    ZONE,
    Given,
    give,
    policy,
    signed_note,
    verify,
)

from crimebook.custody.anchors import subject_of
from crimebook.custody.chainfiles import ChainedEvent, ChainFile
from crimebook.custody.events import Action, Deed, make_event, parse_event
from crimebook.custody.timestamps import make_request
from crimebook.terms.instants import format_instant
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome
from crimebook.zones.verify.logs import WITNESSED

PROVEN, REFUTED, UNCHECKED = Outcome.PROVEN, Outcome.REFUTED, Outcome.UNCHECKED
Shown = pytest.CaptureFixture[str]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return give(tmp_path)


def test_a_receipt_proves_its_report_and_says_against_what(given: Given, capsys: Shown):
    envelope = given.path("envelope", ENVELOPE)
    done = verify(
        given, "receipt", given.folder / "receipt.txt", "--envelope", envelope,
        "--since", given.prior, "--log", given.log,
    )  # fmt: skip
    said = capsys.readouterr().out
    assert done is PROVEN
    assert "is in the book at place 7" in said
    assert "byte for byte" in said
    assert "begins with all 300" in said
    assert "witness1.example" in said
    assert "Not proven:" in said
    assert "What is in the report" in said


def test_another_envelope_is_refuted(given: Given, capsys: Shown):
    other = given.path("envelope", ENVELOPE + b".")
    assert verify(given, "receipt", given.folder / "receipt.txt", "--envelope", other) is REFUTED
    assert "is not this sealed report" in capsys.readouterr().out


def test_without_a_prior_checkpoint_it_says_that_nothing_is_known_of_before(given: Given, capsys: Shown):
    assert verify(given, "log", given.log) is PROVEN
    said = capsys.readouterr().out
    assert "no prior checkpoint was given" in said
    assert "no timestamp was looked at" in said


def test_a_whole_log_is_proven_against_the_prior_checkpoint(given: Given, capsys: Shown):
    assert verify(given, "log", given.log, "--since", given.prior) is PROVEN
    assert "All 600 leaves are there" in capsys.readouterr().out


def test_the_newest_checkpoint_may_wait_for_its_witnesses(given: Given, capsys: Shown):
    given.files[WITNESSED] = given.prior.read_bytes()
    given.files["checkpoint"] = signed_note(given.entries, hours=2, witnesses=1)
    assert verify(given, "log", given.write_log()) is PROVEN
    assert "All 300 leaves are there" in capsys.readouterr().out
    del given.files[WITNESSED]
    assert verify(given, "log", given.write_log()) is REFUTED
    assert "signatures of 2 of the witnesses, got 1" in capsys.readouterr().out


def test_a_log_that_grows_otherwise_than_its_manifest_says_is_refuted(given: Given, capsys: Shown):
    given.path("policy.json", json.dumps(policy(leaves_per_interval=256)))
    assert verify(given, "log", given.log) is REFUTED
    assert "does not grow by 256 leaves" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer", [b"no HTTP at all", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut off"]
)
def test_an_address_that_answers_garbage_refutes_nothing(given: Given, capsys: Shown, answer: bytes):
    with answering(answer) as address:
        assert verify(given, "log", address) is UNCHECKED
        assert verify(given, "log", f"{address}:no-port") is UNCHECKED
    assert "is not there" in capsys.readouterr().out


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Give the address of somebody who answers anything with these bytes."""

    class Answer(StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(answer)

    with TCPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_a_mirror_that_lags_behind_is_extended_by_the_log(given: Given, capsys: Shown):
    given.files["checkpoint"] = given.prior.read_bytes()
    behind = given.write_log("behind")
    assert verify(given, "mirror", given.log, behind) is PROVEN
    assert verify(given, "mirror", behind, given.log) is PROVEN
    assert "begins with all 300" in capsys.readouterr().out


def test_a_chain_is_proven_by_the_head_that_the_log_commits_to(given: Given, capsys: Shown):
    done = verify(given, "chain", given.folder / "chain.json", "--since", given.prior, "--log", given.log)
    said = capsys.readouterr().out
    assert done is PROVEN
    assert "The 3 events of blob:bbb" in said
    assert "3 events are signed by the zone" in said
    assert "3 of 3 events have a proof" in said
    assert "has 3 events and ends as it does here" in said
    assert "that is the book's word" in said


def test_a_chain_without_the_proof_of_its_head_is_not_checked(given: Given, capsys: Shown):
    chain = given.path("bare.json", ChainFile(given.chain().events).to_json())
    assert verify(given, "chain", chain) is UNCHECKED
    assert "no proof of its head" in capsys.readouterr().out


def test_a_chain_with_an_older_head_than_the_log_is_not_checked_to_its_end(given: Given, capsys: Shown):
    given.path("newer", signed_note([*given.entries, *given.entries[:LEAVES]], hours=3))
    chain = given.folder / "chain.json"
    assert verify(given, "chain", chain, "--since", given.folder / "newer") is UNCHECKED
    assert "events that came since may have been cut off" in capsys.readouterr().out


def test_an_event_without_a_proof_may_be_of_a_chain_that_was_written_anew(given: Given, capsys: Shown):
    chain = given.chain()
    one, two, three = chain.events
    bare = given.path(
        "bare.json", ChainFile((one, type(two)(two.body, two.signatures), three), chain.head).to_json()
    )
    assert verify(given, "chain", bare) is UNCHECKED
    assert "1 events that the log should have" in capsys.readouterr().out


def test_a_chain_is_compared_with_the_one_that_was_handed_over_before(given: Given, capsys: Shown):
    chain = given.folder / "chain.json"
    assert verify(given, "chain", chain, "--earlier", chain, "--log", given.log) is PROVEN
    assert "goes on from the 3 events" in capsys.readouterr().out
    bare = given.path("bare.json", ChainFile(given.chain().events).to_json())
    assert verify(given, "chain", chain, "--earlier", bare) is UNCHECKED
    assert "has no proof of its head" in capsys.readouterr().out
    one, two, three = given.chain().events
    broken = ChainFile((one, two, replace(three, body=b'{"no":"event"}')), given.chain().head)
    damaged = given.path("damaged.json", broken.to_json())
    assert verify(given, "chain", chain, "--earlier", damaged) is UNCHECKED
    assert "does not hold itself" in capsys.readouterr().out
    forged = replace(given.chain().head, length=2)
    other = given.path("other.json", ChainFile(given.chain().events, forged).to_json())
    assert verify(given, "chain", chain, "--earlier", other) is UNCHECKED
    assert "does not hold itself" in capsys.readouterr().out


def test_an_event_without_a_zones_key_of_its_time_is_not_proven_to_be_the_zones(given: Given, capsys: Shown):
    given.path("policy.json", json.dumps(policy(zone_keys=[])))
    events = tuple(type(each)(each.body, (), each.proof) for each in given.chain().events)
    chain = given.path("unsigned.json", ChainFile(events, given.chain().head).to_json())
    assert verify(given, "chain", chain) is PROVEN
    assert "no zone's key of their time is known" in capsys.readouterr().out


@pytest.mark.parametrize("zone", ["desk", "elsewhere"])
@pytest.mark.parametrize("days_back", [0, 10_000])
def test_an_event_that_a_stranger_puts_in_is_refuted_whatever_zone_and_time_it_names(
    given: Given, capsys: Shown, zone: str, days_back: int
):
    before = given.chain()
    last = parse_event(before.events[-1].body)
    at = last.deed.at - timedelta(days=days_back)
    deed = Deed(last.deed.object_id, Action.CONSENTED, "operator", at, "publication: granted")
    event = make_event(deed, previous=last.digest, zone=zone, tool="a test", blind=bytes(32))
    put_in = ChainFile((*before.events, ChainedEvent(event.body)), before.head)
    assert verify(given, "chain", given.path("put-in.json", put_in.to_json())) is REFUTED
    assert "Event 4 is not signed by who must sign it" in capsys.readouterr().out


def test_only_events_older_than_every_known_key_may_be_without_a_signature(given: Given, capsys: Shown):
    first, second, third = given.chain().events
    bare = [ChainedEvent(each.body, (), each.proof) for each in (first, second)]
    given.path("policy.json", json.dumps(policy(zone_keys=[_zone_key(AT + HOUR)])))
    assert verify(given, "chain", given.path("older.json", _chain(given, *bare, third))) is PROVEN
    assert "Who wrote 2 of the events" in capsys.readouterr().out
    assert verify(given, "chain", given.path("early.json", _chain(given, bare[0], second, third))) is REFUTED
    given.path("policy.json", json.dumps(policy()))
    assert verify(given, "chain", given.path("later.json", _chain(given, first, bare[1], third))) is REFUTED
    assert "Event 2 is not signed by who must sign it" in capsys.readouterr().out


def _zone_key(since: datetime) -> dict[str, str]:
    return {"zone": "desk", "key": ZONE.public.hex(), "since": format_instant(since), "until": ""}


def _chain(given: Given, *events: ChainedEvent) -> bytes:
    return ChainFile(events, given.chain().head).to_json()


def test_a_file_is_proven_unchanged_since_the_event_that_names_it(given: Given, capsys: Shown):
    file, chain = given.folder / "file.bin", given.folder / "chain.json"
    assert verify(given, "evidence", file, "--chain", chain) is PROVEN
    assert given.events[0].digest in capsys.readouterr().out
    assert verify(given, "evidence", file, "--chain", chain, "--event", given.events[1].digest) is PROVEN
    assert verify(given, "evidence", file, "--chain", chain, "--event", "0" * 64) is UNCHECKED
    file.write_bytes(FILE[:-1])
    assert verify(given, "evidence", file, "--chain", chain) is REFUTED
    assert "is none of which the chain speaks" in capsys.readouterr().out


def test_a_file_is_compared_with_a_digest(given: Given):
    file = given.folder / "file.bin"
    assert run(["evidence", str(file), "--sha256", given.events[0].deed.outputs[0]]) is PROVEN
    assert run(["evidence", str(file), "--sha256", "0" * 64]) is REFUTED
    assert run(["evidence", str(file), "--sha256", "none"]) is UNCHECKED
    assert run(["evidence", str(given.folder / "gone"), "--sha256", "0" * 64]) is UNCHECKED


def test_anchors_say_by_when_a_checkpoint_existed(given: Given, tmp_path: Path, capsys: Shown):
    needs_openssl()
    authority = make_authority(tmp_path / "tsa")
    note = given.files["checkpoint"]
    subject = subject_of(note)
    given.files |= {
        f"anchors/{subject.name}/checkpoint": note,
        f"anchors/{subject.name}/one-20260304T050607Z.tsr": authority.answer(make_request(subject.digest, 7)),
    }
    root = given.path("root.pem", authority.root.pem)
    log = given.write_log()
    assert verify(given, "anchors", log, "--root", f"one={root}") is PROVEN
    said = capsys.readouterr().out
    assert f"it existed at {datetime.now(UTC):%Y-}" in said
    assert "begins with all 600" in said
    assert verify(given, "anchors", log, "--root", f"two={root}") is PROVEN
    assert "no root certificate of this authority" in capsys.readouterr().out
    older = subject_of(given.prior.read_bytes())
    given.files = {
        path.replace(subject.name, older.name): content for path, content in given.files.items()
    } | {f"anchors/{older.name}/checkpoint": given.prior.read_bytes()}
    assert verify(given, "anchors", given.write_log(), "--root", f"one={root}") is REFUTED
    assert "is no timestamp of this checkpoint" in capsys.readouterr().out


def test_anchors_without_a_folder_are_not_checked(given: Given):
    assert verify(given, "anchors", given.log) is UNCHECKED


def test_what_is_no_proof_at_all_proves_nothing(given: Given, capsys: Shown):
    for kind, name in (("receipt", "chain.json"), ("chain", "receipt.txt"), ("receipt", "gone")):
        assert verify(given, kind, given.folder / name) is UNCHECKED
        assert "Could not be checked:" in capsys.readouterr().out


def test_without_a_policy_nothing_is_checked(given: Given, capsys: Shown):
    assert run(["log", str(given.log)]) is UNCHECKED
    assert "Whom is one to believe?" in capsys.readouterr().out
    for text in ("{}", "no json", json.dumps(policy(log_key="")), json.dumps(policy(interval_s="1"))):
        given.path("policy.json", text)
        assert verify(given, "log", given.log) is UNCHECKED


def test_a_policy_may_be_toml(given: Given):
    text = f'origin = "{ORIGIN}"\nlog_key = "{LOG.of_log}"\n'
    path = given.path("policy.toml", text)
    assert run(["log", str(given.log), "--policy", str(path)]) is PROVEN


@pytest.mark.parametrize(("language", "words"), [("en", "Proven:"), ("ru", "Доказано:"), ("be", "Даказана:")])
def test_it_speaks_three_languages(given: Given, capsys: Shown, language: str, words: str):
    assert verify(given, "log", given.log, "--language", language) is PROVEN
    assert words in capsys.readouterr().out


def test_a_script_gets_json(given: Given, capsys: Shown):
    verify(given, "log", given.log, "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["exit_code"]) == ("proven", 0)
    assert {each["kind"] for each in found["findings"]} == {"proven", "not-proven"}


def test_it_loads_neither_django_nor_any_other_room(given: Given):
    done = subprocess.run(
        [sys.executable, "-c", "import sys, crimebook.zones.verify.app; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    rooms = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("crimebook.")}
    assert rooms == {"crimebook.custody", "crimebook.terms", "crimebook.zones"}
    assert not loaded & {"django", "sqlite3", "httpx", "typer", "rich", "msgspec", "duckdb"}
