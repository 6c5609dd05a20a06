"""Anchors beside a mirror: copied where they speak of its tree, never exchanged, grown where they grow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.custody.authority import Authority, make_authority, needs_openssl
from tests.custody.calendar import Calendar
from tests.work.ledger.cast import LOG_KEY
from tests.work.ledger.test_witnessing import POLICY, Stranger

from crimebook.custody.anchors import format_sums, subject_of
from crimebook.custody.checkpoints import Checkpoint, check_checkpoint, sign_checkpoint
from crimebook.custody.opentimestamps import (
    commitment_of,
    list_claims,
    list_pending,
    make_proof,
    upgrade_proof,
)
from crimebook.custody.tilereader import TileReader
from crimebook.custody.timestamps import make_request
from crimebook.stores.anchors.folder import AnchorFolder
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError
from crimebook.work.anchoring import index_of
from crimebook.work.ledger.anchormirror import INDEX, MirroredAnchors, mirror_anchors

NONCE = bytes(16)
TOKEN = "one-20260102T120000Z.tsr"  # noqa: S105 - the name of a file


class Anchored:
    """A log of 300 leaves, its first 200 anchored by an authority and by a calendar; and a mirror."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.log = Stranger(folder / "log").grow(200)
        note = self.log.public.find_note() or b""
        self.subject = subject_of(note)
        self.calendar = Calendar("https://one.test.invalid")
        answer = self.calendar.submit(commitment_of(self.subject.digest, NONCE))
        self.files = {
            "checkpoint": note,
            TOKEN: authority.answer(make_request(self.subject.digest, 7)),
            "calendars.ots": make_proof(self.subject.digest, NONCE, (answer,)),
        }
        self.log.grow(300)
        self.source = AnchorFolder(folder / "source")
        self.target = AnchorFolder(folder / "mirror")
        for file, content in self.files.items():
            self.source.put_new(self.subject.name, file, content)
        self.served = {
            f"anchors/{self.subject.name}/{file}": content for file, content in self.files.items()
        } | {INDEX: index_of(self.source)}

    def listed(self) -> None:
        """Let the list say what is served."""
        files = {
            path.removeprefix("anchors/"): content for path, content in self.served.items() if path != INDEX
        }
        self.served[INDEX] = format_sums({path: sha256_hex(content) for path, content in files.items()})

    def fetch(self, path: str) -> bytes:
        if path not in self.served:
            raise NotFoundError(path)
        return self.served[path]

    def mirror(self) -> MirroredAnchors:
        newest = check_checkpoint(self.log.public.find_note() or b"", POLICY).checkpoint
        reader = TileReader(self.log.public.fetch, newest.size, newest.root)
        return mirror_anchors(self.fetch, self.target, reader, POLICY)

    def path(self, file: str) -> str:
        return f"anchors/{self.subject.name}/{file}"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    needs_openssl()
    return make_authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def anchored(tmp_path: Path, authority: Authority) -> Anchored:
    return Anchored(tmp_path, authority)


def test_anchors_are_copied_once(anchored: Anchored):
    assert anchored.mirror() == MirroredAnchors(3)
    assert anchored.mirror() == MirroredAnchors(0)
    name = anchored.subject.name
    assert {file: anchored.target.read(name, file) for file in anchored.target.files(name)} == anchored.files


def test_a_log_without_anchors_is_mirrored_all_the_same(anchored: Anchored):
    anchored.served.clear()
    assert anchored.mirror() == MirroredAnchors()


def test_a_proof_that_grew_grows_here_and_one_that_shrank_does_not_shrink(anchored: Anchored):
    anchored.mirror()
    short = anchored.files["calendars.ots"]
    anchored.calendar.confirmed = True
    (pending,) = list_pending(short)
    grown = upgrade_proof(short, pending, anchored.calendar.timestamp(pending.commitment) or b"")
    anchored.served[anchored.path("calendars.ots")] = grown
    anchored.listed()
    assert anchored.mirror() == MirroredAnchors(1)
    assert list_claims(anchored.target.read(anchored.subject.name, "calendars.ots"))
    anchored.served[anchored.path("calendars.ots")] = short
    anchored.listed()
    assert anchored.mirror() == MirroredAnchors(0)
    assert list_claims(anchored.target.read(anchored.subject.name, "calendars.ots"))


def flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


def forked(_: bytes) -> bytes:
    return sign_checkpoint(Checkpoint(LOG_KEY.name, 200, b"r" * 32), LOG_KEY)


FALSE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a checkpoint that the log did not sign": ("checkpoint", flip, "signed"),
    "a checkpoint of another tree": ("checkpoint", forked, "got another"),
    "a token over something else": (TOKEN, lambda _: b"no token", "a timestamp response"),
    "a proof of something else": ("calendars.ots", lambda _: b"no proof", "an OpenTimestamps proof"),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_does_not_speak_of_this_tree_is_not_taken(anchored: Anchored, what: str):
    file, change, words = FALSE[what]
    path = anchored.path(file)
    anchored.served[path] = change(anchored.served[path])
    (unlisted,) = anchored.mirror().faults
    assert "as the list says" in unlisted
    anchored.listed()
    (fault,) = anchored.mirror().faults
    assert words in fault
    assert file not in anchored.target.files(anchored.subject.name)


def test_a_set_of_a_fork_that_the_log_itself_signed_is_not_taken(anchored: Anchored):
    note = forked(b"")
    anchored.served = {f"anchors/{subject_of(note).name}/checkpoint": note}
    anchored.listed()
    (fault,) = anchored.mirror().faults
    assert "one of another tree that its key signed" in fault


def test_a_token_that_is_here_is_not_exchanged(anchored: Anchored, authority: Authority):
    anchored.mirror()
    anchored.served[anchored.path(TOKEN)] = authority.answer(make_request(anchored.subject.digest, 8))
    anchored.listed()
    (fault,) = anchored.mirror().faults
    assert "as the mirror has it, got another" in fault
    assert anchored.target.read(anchored.subject.name, TOKEN) == anchored.files[TOKEN]


@pytest.mark.parametrize(
    "path", ["../../escaped/checkpoint", "x/checkpoint", "SET/../../checkpoint", "SET/x.sh"]
)
def test_a_list_leads_nowhere_else(anchored: Anchored, tmp_path: Path, path: str):
    path = path.replace("SET", anchored.subject.name)
    anchored.served = {f"anchors/{path}": anchored.files["checkpoint"]}
    anchored.listed()
    assert len(anchored.mirror().faults) == 1
    assert not list(tmp_path.rglob("escaped"))
    assert anchored.target.sets() == ()


def test_a_list_that_is_none_is_said(anchored: Anchored):
    anchored.served[INDEX] = b"no list"
    (fault,) = anchored.mirror().faults
    assert "digests and paths" in fault


def test_the_list_names_every_file_of_a_run(anchored: Anchored):
    anchored.source.put_index(index_of(anchored.source))
    assert anchored.source.sets() == (anchored.subject.name,)
    assert index_of(anchored.source).count(b"\n") == 3
