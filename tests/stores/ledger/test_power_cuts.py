"""Power cuts during appends and publishes: nothing accepted is lost, and every checkpoint has its tiles."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import apsw
import pytest
from tests.stores.ledger.cast import POLICY, note_of
from tests.stores.ledger.cut_sqlite import CutSqlite, Power, PowerCut
from tests.stores.spool import cut_disk
from tests.stores.spool.cut_disk import CutDisk

from crimebook.custody.checkpoints import Checkpoint, check_checkpoint, check_extends, parse_checkpoint
from crimebook.custody.merkle import ProofError, leaf_hash, tree_root
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.ledger.sqlite import SqliteTables
from crimebook.terms.errors import NotFoundError
from crimebook.terms.notes import NoteError

SEEDS = range(10)
CUTS = 200
LOG = Path("/ledger")


class OneCutDisk(CutDisk):
    """The disk of the public files, on the same power as the database."""

    def __init__(self, lies: tuple[str, ...] = (), power: Power | None = None, **top: object) -> None:
        super().__init__(lies, **top)  # type: ignore[arg-type] - handed on
        self.power = power

    def _tick(self) -> None:
        if self.power is not None:
            self.power.tick()


class World:
    """A ledger and its public files on one machine that may lose its power, and what was promised."""

    def __init__(self, folder: Path, seed: int, lies: tuple[str, ...] = ()) -> None:
        self.chance = Random(seed)  # noqa: S311 - seeded, so that a failure can be repeated
        self.folder, self.lies = folder, lies
        self.have: dict[bytes, int] = {}
        self.shown: Checkpoint | None = None
        self.cuts = 0
        self.power = Power()
        self.disk = CutDisk(lies)
        self.start()

    def start(self) -> None:
        folder = self.folder / str(self.cuts)
        folder.mkdir(exist_ok=True)
        self.power = Power()
        self.sqlite = CutSqlite(self.power, lies="sqlite" in self.lies)
        self.public_disk = OneCutDisk(self.lies, self.power, top=self.disk._top)
        self.public = PublicLog(LOG, self.public_disk)
        self.ledger = Ledger(SqliteTables(folder / "ledger.sqlite3", self.sqlite.connect))

    def run(self, cuts: int) -> None:
        """Live on until the power has gone so many times, looking after each."""
        while self.cuts < cuts:
            self.power.cut_after = self.chance.randrange(1, 120)
            with self.until_cut():
                while True:
                    self.chance.choice((self.append, self.append, self.publish))()
            self.check()

    @contextmanager
    def until_cut(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self.cuts += 1
            folder = self.folder / str(self.cuts)
            folder.mkdir()
            self.sqlite.survive(folder, self.chance)
            self.disk = self.public_disk.after_cut(self.chance)
            # The process is dead: what its closing would write goes nowhere.
            with suppress(PowerCut, apsw.Error):
                self.ledger.close()
            self.start()

    def append(self) -> None:
        batch = [self.chance.randbytes(32) for _ in range(self.chance.choice((1, 3, 40, 300)))]
        batch += self.chance.sample(sorted(self.have), min(len(self.have), 2))
        for each, position in zip(batch, self.ledger.append(batch), strict=True):
            assert self.have.setdefault(each, position) == position

    def publish(self) -> None:
        with self.public.claimed():
            note = self.public.find_note()
            since = parse_checkpoint(note).size if note else 0
            size = self.ledger.size
            self.public.publish(self.ledger, size, note_of(self.ledger, size), since=since)
        self.shown = Checkpoint(POLICY.origin, size, self.ledger.root(size))

    def check(self) -> None:
        kept = self.ledger.leaves(0, self.ledger.size)
        assert len(set(kept)) == len(kept)
        assert all(position < len(kept) and kept[position] == each for each, position in self.have.items())
        assert self.ledger.root() == tree_root(map(leaf_hash, kept))
        note = self.public.find_note()
        if note is None:
            assert self.shown is None
            return
        found = check_checkpoint(note, POLICY).checkpoint
        reader = TileReader(self.public.fetch, found.size, found.root)
        assert list(reader.entries()) == kept[: found.size]
        # What was shown to anybody is what the tree still begins with.
        if self.shown is not None and self.shown.size:
            check_extends(self.shown, found, reader.consistency_proof(self.shown.size))


@pytest.fixture(autouse=True)
def _one_power(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_disk, "PowerCut", PowerCut)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_is_valid_and_nothing_is_lost_after_every_power_cut(tmp_path: Path, seed: int):
    world = World(tmp_path, seed)
    world.run(CUTS // len(SEEDS))
    assert world.cuts >= CUTS // len(SEEDS)
    assert world.have


@pytest.mark.parametrize("lie", ["sqlite", "write", LOG.name, "0", "entries", "tile"])
def test_a_disk_that_lies_about_synchronising_is_found_out(tmp_path: Path, lie: str):
    """The check of the checks: each synchronisation is needed, and leaving one out is seen."""
    for seed in range(40):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            World(folder, seed, (lie,)).run(6)
        except (AssertionError, LedgerError, NotFoundError, NoteError, ProofError, apsw.Error):
            return
    pytest.fail(f"240 cuts saw nothing amiss without synchronising {lie}")
