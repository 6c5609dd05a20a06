"""The public files: whole at every size, readable at every instant, silent on how they were made."""

from pathlib import Path

import pytest
from tests.stores.ledger.cast import POLICY, leaves, note_of, order_in, read_public

from crimebook.custody.checkpoints import check_checkpoint
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerBusyError
from crimebook.stores.ledger.public import WRITING, PublicLog
from crimebook.terms.errors import NotFoundError


def test_what_is_published_is_what_is_in_the_order(tmp_path: Path):
    public, entries = PublicLog(tmp_path / "log", FolderDisk()), leaves(800)
    with order_in("sqlite", tmp_path) as ledger, public.claimed():
        ledger.append(entries)
        since = 0
        for size in (1, 255, 256, 257, 700, 800):
            public.publish(ledger, size, note_of(ledger, size), since=since)
            assert read_public(public) == tuple(entries[:size])
            since = size


def test_partial_tiles_go_when_the_full_one_is_there_and_older_readers_go_on(tmp_path: Path):
    public, entries = PublicLog(tmp_path / "log", FolderDisk()), leaves(600)
    with order_in("sqlite", tmp_path) as ledger, public.claimed():
        ledger.append(entries)
        public.publish(ledger, 200, note_of(ledger, 200))
        older = check_checkpoint(public.fetch("checkpoint"), POLICY).checkpoint
        public.publish(ledger, 600, note_of(ledger, 600), since=200)
        assert sorted(path.parent.name for path in (tmp_path / "log").rglob("000.p")) == ["1"]
        assert list((tmp_path / "log" / "tile/0/002.p").iterdir())
        assert tuple(TileReader(public.fetch, older.size, older.root).entries()) == tuple(entries[:200])


def test_every_file_and_folder_has_the_time_of_the_interval(tmp_path: Path):
    folder = tmp_path / "above" / "log"
    public = PublicLog(folder, FolderDisk(time_s=1_600_000_000))
    with order_in("sqlite", tmp_path) as ledger, public.claimed():
        ledger.append(leaves(600))
        public.publish(ledger, 600, note_of(ledger, 600))
        public.publish(ledger, 600, note_of(ledger, 600))
    shown = [path for path in (folder, *folder.rglob("*")) if path.name != WRITING]
    assert {path.stat().st_mtime for path in shown} == {1_600_000_000}


def test_two_never_publish_at_once(tmp_path: Path):
    one, other = (PublicLog(tmp_path / "log", FolderDisk()) for _ in range(2))
    with one.claimed(), pytest.raises(LedgerBusyError), other.claimed():
        pass
    with other.claimed():
        pass


def test_what_is_not_there_is_not_found(tmp_path: Path):
    public = PublicLog(tmp_path / "log", FolderDisk())
    assert public.find_note() is None
    for path in ("tile/0/000", "checkpoint/below"):
        with pytest.raises(NotFoundError):
            public.fetch(path)
