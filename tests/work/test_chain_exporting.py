"""A chain that the desk hands over is proven by the verifier, which knows nothing of the desk."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LEAVES, LOG_KEY, ORIGIN, WITNESS_KEY, book_log, later, tell

from crimebook.custody.chainfiles import ChainFile
from crimebook.custody.checkpoints import cosign, with_cosignatures
from crimebook.stores.register.events import chain_of, signed_chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.chain_exporting import export_chain
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.publishing import publish
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path: Path) -> BookLog:
    return book_log(tmp_path)


def policy(folder: Path) -> str:
    (signature,) = {json.loads(each.signature)["key"] for each in signed_chain_of("object")}
    zone = {"zone": "desk", "key": signature, "since": "2020-01-01T00:00:00Z", "until": ""}
    path = folder / "policy.json"
    found = {
        "origin": ORIGIN,
        "log_key": str(LOG_KEY.of_log),
        "leaves_per_interval": LEAVES,
        "interval_s": 3_600,
        "witnesses": {"quorum": 0, "keys": [str(WITNESS_KEY.of_witness)]},
        "zone_keys": [zone],
    }
    path.write_text(json.dumps(found), encoding="utf-8")
    return str(path)


def written(chain: ChainFile, folder: Path) -> str:
    path = folder / "chain.json"
    path.write_bytes(chain.to_json())
    return str(path)


def test_what_the_desk_hands_over_is_proven_elsewhere(
    log: BookLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tell(2)
    publish(ALICE, log)
    note = log.public.find_note() or b""
    seen = with_cosignatures(note, [cosign(note, WITNESS_KEY, NOW)], [WITNESS_KEY.of_witness])
    (tmp_path / "prior").write_bytes(seen)
    tell(1)
    publish(ALICE, later(log, 1))
    tell(1)
    chain = export_chain(ALICE, "object", log.places, at=NOW + timedelta(hours=2))
    assert ChainFile.parse(chain.to_json()) == chain
    done = run(
        ["chain", written(chain, tmp_path), "--policy", policy(tmp_path), "--log", str(log.places.public),
         "--since", str(tmp_path / "prior")]
    )  # fmt: skip
    said = capsys.readouterr().out
    assert done is Outcome.PROVEN, said
    assert "has 3 events and ends as it does here" in said
    assert "The last 1 events are newer" in said


def test_without_a_ledger_the_chain_goes_out_without_proofs(
    log: BookLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tell(2)
    chain = export_chain(ALICE, "object", log.places, at=NOW)
    assert chain.head is None
    assert not log.places.file.exists()
    assert run(["chain", written(chain, tmp_path), "--policy", policy(tmp_path)]) is Outcome.UNCHECKED
    assert "no proof of its head" in capsys.readouterr().out


def test_handing_over_is_recorded_first_and_takes_the_right_to_audit(log: BookLog):
    tell(1)
    with pytest.raises(NotFoundError):
        export_chain(Actor("eve", "Eve", Role.INTERVIEWER), "object", log.places, at=NOW)
    assert chain_of("journal:eve") == ()
    with pytest.raises(NotFoundError, match="with a chain"):
        export_chain(ALICE, "nothing", log.places, at=NOW)
    export_chain(ALICE, "object", log.places, at=NOW)
    assert b"chain handed over" in chain_of("journal:alice")[-1]
