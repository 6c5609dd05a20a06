"""Leaves, tiles and checkpoints: what a log shows, on its disk and on the way from it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.custody.logs import files_of
from tests.promises.tampering.matrix import Cell, Change, Place, Row, Stage, all_by
from tests.zones.verify.cast import LEAVES, Given, give, policy, signed_note, verify

from crimebook.custody.leaves import decoy_leaf
from crimebook.zones.verify.findings import Outcome

Files = dict[str, bytes]
TILE, BUNDLE = "tile/0/000", "tile/entries/000"
CHANGED, MISSING, FORKED = "they were changed", "Files of the log are missing", "The log was forked"
FORKERS = "; for a fork also the log's key and those of all witnesses"
LOG, LOG_SINCE = "verify log", "verify log --since"


@contextmanager
def served(files: Mapping[str, bytes]) -> Iterator[str]:
    """The files over HTTP: as whoever stands between the log and the reader lets them through."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path.removeprefix("/"))
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def look(stage: Stage, given: Given, place: Place) -> str:
    """Let the verifier read the files as they are now."""
    if place is Place.AT_REST:
        done = verify(given, "log", given.write_log(), "--since", given.prior)
    else:
        with served(given.files) as address:
            done = verify(given, "log", address, "--since", given.prior)
    said = stage.capsys.readouterr().out
    return "" if done is Outcome.PROVEN else said


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def exchanged(content: bytes, width: int) -> bytes:
    """The first two of pieces of a width, in each other's place."""
    return content[width : 2 * width] + content[:width] + content[2 * width :]


def another(given: Given, *paths: str) -> Files:
    """Files of another log of the same size."""
    files = files_of([decoy_leaf(number.to_bytes(32)) for number in range(len(given.entries))])
    return {path: content for path, content in files.items() if path.startswith(paths)}


def change_tiles(given: Given, change: Change) -> None:
    files = given.files
    tile = files[TILE]
    if change is Change.DROP:
        del files["tile/0/001"]
        return
    if change is Change.FORK:
        files |= another(given, "tile/0/", "tile/1/")
        return
    files[TILE] = {
        Change.FLIP: flipped(tile, 40),
        Change.REORDER: exchanged(tile, 32),
        Change.INSERT: tile + tile[:32],
        Change.REPLAY: files["tile/0/001"],
        Change.TRUNCATE: tile[:-32],
    }[change]


def change_bundles(given: Given, change: Change) -> None:
    files = given.files
    bundle, width = files[BUNDLE], 34
    if change is Change.DROP:
        del files[BUNDLE]
        return
    if change is Change.FORK:
        files |= another(given, "tile/entries/")
        return
    files[BUNDLE] = {
        Change.FLIP: flipped(bundle, 40),
        Change.REORDER: exchanged(bundle, width),
        Change.INSERT: bundle + bundle[:width],
        Change.REPLAY: files["tile/entries/001"],
        Change.TRUNCATE: bundle[:-width],
        # An event's leaf of the second interval is shown in the first.
        Change.BACK_DATE: bundle[: 20 * width]
        + b"\0\x20"
        + given.entries[LEAVES + 10]
        + bundle[21 * width :],
    }[change]


def change_order(given: Given, change: Change) -> None:
    """Publish another order anew, signed with the log's key, for a checker who asks for no witness."""
    entries = list(given.entries)
    new = decoy_leaf(b"n" * 32)
    late = entries[LEAVES + 10]
    entries = {
        Change.FLIP: [*entries[:5], new, *entries[6:]],
        Change.DROP: [*entries[:5], *entries[6:], new],
        Change.REORDER: [entries[0], entries[2], entries[1], *entries[3:]],
        Change.INSERT: [*entries[:5], new, *entries[5:-1]],
        Change.REPLAY: [*entries[:400], entries[5], *entries[401:]],
        Change.TRUNCATE: entries[: LEAVES - 1],
        Change.FORK: [decoy_leaf(number.to_bytes(32)) for number in range(len(entries))],
        Change.BACK_DATE: [*entries[:20], late, *entries[21 : LEAVES + 10], new, *entries[LEAVES + 11 :]],
    }[change]
    given.files = files_of(entries) | {"checkpoint": signed_note(entries, hours=2)}


def change_checkpoint(given: Given, change: Change) -> None:
    note = given.files["checkpoint"].decode()
    origin, size, root, *rest = note.split("\n")
    if change is Change.DROP:
        del given.files["checkpoint"]
        return
    if change is Change.REPLAY:
        given.prior.write_bytes(note.encode())
        given.files["checkpoint"] = signed_note(given.entries[:LEAVES], hours=1)
        return
    if change is Change.FORK:
        # All witnesses lie as well: the prior checkpoint is all that the checker has.
        entries = [decoy_leaf(number.to_bytes(32)) for number in range(len(given.entries))]
        given.files = files_of(entries) | {"checkpoint": signed_note(entries, hours=2)}
        return
    other_root = b64encode(flipped(b64decode(root), 3)).decode()
    text = {
        Change.FLIP: "\n".join([origin, size, other_root, *rest]),
        Change.REORDER: "\n".join([size, origin, root, *rest]),
        Change.INSERT: "\n".join([origin, size, root, "more", *rest]),
        Change.TRUNCATE: "\n".join(note.split("\n")[:-3]) + "\n",
        Change.BACK_DATE: back_dated(note),
    }[change]
    given.files["checkpoint"] = text.encode()


def back_dated(note: str) -> str:
    """The first cosignature with an earlier time in it."""
    line = next(each for each in note.split("\n") if each.startswith("— witness1"))
    head, _, encoded = line.rpartition(" ")
    content = b64decode(encoded)
    time_s = int.from_bytes(content[4:12]) - 86_400
    return note.replace(line, f"{head} {b64encode(content[:4] + time_s.to_bytes(8) + content[12:]).decode()}")


def player(change_files: Callable[[Given, Change], None], place: Place, *, quorum: int = 2):
    def play(stage: Stage, change: Change | None) -> str:
        given = give(stage.folder)
        keys = policy()["witnesses"]["keys"]
        given.path("policy.json", json.dumps(policy(witnesses={"quorum": quorum, "keys": keys})))
        if change is not None:
            change_files(given, change)
        return look(stage, given, place)

    return play


def _rows(place: Place, who: str) -> list[Row]:
    same = dict.fromkeys(
        (Change.FLIP, Change.REORDER, Change.INSERT, Change.REPLAY, Change.TRUNCATE, Change.FORK), CHANGED
    )
    tiles = all_by(LOG, same | {Change.DROP: MISSING})
    unsigned = "not signed as the policy asks for"
    notes = all_by(
        LOG,
        {
            Change.FLIP: f"{unsigned}.*that it did not sign",
            Change.DROP: "checkpoint is not there",
            Change.REORDER: unsigned,
            Change.INSERT: f"{unsigned}.*that it did not sign",
            Change.TRUNCATE: "signatures of 2 of the witnesses, got 1",
            Change.BACK_DATE: "a cosignature of witness1.example, got one that it did not make",
        },
    )
    notes |= {
        Change.REPLAY: Cell(LOG_SINCE, "an old state is shown again"),
        Change.FORK: Cell(LOG_SINCE, FORKED),
    }
    no_time = {Change.BACK_DATE: "they have no time of their own"}
    return [
        Row("tiles", place, who, player(change_tiles, place), tiles, no_time),
        Row("checkpoints", place, f"{who}{FORKERS}", player(change_checkpoint, place), notes),
    ]


LEAVES_AT_REST = Row(
    "leaves",
    Place.AT_REST,
    "the desk and the log's key",
    player(change_order, Place.AT_REST, quorum=0),
    all_by(LOG_SINCE, dict.fromkeys(Change, FORKED) | {Change.TRUNCATE: "took something back"})
    | {Change.REPLAY: Cell(LOG, "stands there twice")},
)
LEAVES_IN_TRANSIT = Row(
    "leaves",
    Place.IN_TRANSIT,
    "the line",
    player(change_bundles, Place.IN_TRANSIT),
    all_by(LOG, dict.fromkeys(Change, CHANGED) | {Change.DROP: MISSING}),
)
ROWS = [
    LEAVES_AT_REST,
    LEAVES_IN_TRANSIT,
    *_rows(Place.AT_REST, "the public files"),
    *_rows(Place.IN_TRANSIT, "the line"),
]
