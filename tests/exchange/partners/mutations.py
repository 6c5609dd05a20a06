"""Damaged files: what carelessness, bad storage and ill will do to a whole one.

A damage is drawn by hypothesis: bytes are flipped, cut, doubled and put in; a value of JSON becomes another,
of another type or in another's place, or a key comes twice; a cell of a table becomes another. A member of a
zip file is damaged in the way of its own kind.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from hypothesis import strategies as st

JUNK = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\r",
    b"\n",
    b'"',
    b",",
    b"[" * 3000,
    b'{"a":' * 3000,
    b"\xe2\x80\xae",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 5000,
    b"\\ud800",
    b"\\u0000",
    b"x" * 200_001,
)
WORDS = (
    "",
    " ",
    "NA",
    "NaN",
    "inf",
    "-1",
    "1e999",
    "91",
    "9" * 400,
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59Z",
    "2020-02-30",
    "2020-08-09T21:48:52+99:99",
    "13/13/2020",
    "24:00",
    "a\u202eb",
    "a\u2066",
    "a b",
    "..",
    "javascript:alert(1)",
    "=1+1",
    "[1, 2]",
    '{"a": "b"}',
    "\u0000",
    "\ud800",
    "é" * 300,
)
VALUES: tuple[Any, ...] = (
    *WORDS,
    None,
    True,
    0,
    -1,
    10**30,
    1.5e308,
    [],
    {},
    [None],
    [[]],
    [1],
    [{}],
    [["a"]],
    {"a": None},
    {"id": [1], "schema": ["x"], "properties": []},
    [{"id": {}, "schema": "Address", "properties": {"city": 1}}],
    [{"url": 1, "path": [], "paths": 5}],
    ["a", 1],
)

positions = st.integers(min_value=0, max_value=1 << 30)


def damage_bytes(draw: Callable[..., Any], content: bytes) -> bytes:
    """Return a file with a byte flipped, its end cut off, or a piece lost, doubled or put in."""
    at, to = sorted(draw(positions) % (len(content) + 1) for _ in range(2))
    match draw(st.sampled_from(("flip", "cut", "lose", "double", "put in"))):
        case "flip":
            flipped = bytes([content[at] ^ (1 << draw(st.integers(0, 7)))]) if at < len(content) else b""
            return content[:at] + flipped + content[at + 1 :]
        case "cut":
            return content[:at]
        case "lose":
            return content[:at] + content[to:]
        case "double":
            return content[:to] + content[at:]
        case _:
            return content[:at] + draw(st.sampled_from(JUNK)) + content[at:]


def damage_json(draw: Callable[..., Any], content: bytes) -> bytes:
    """Return JSON with one value changed, moved or lost, or with one key standing twice."""
    tree = json.loads(content)
    places = list(_places(tree))
    if not places:
        return damage_bytes(draw, content)
    holder, key = places[draw(positions) % len(places)]
    match draw(st.sampled_from(("change", "move", "lose", "key twice"))):
        case "change":
            holder[key] = draw(st.sampled_from(VALUES))
        case "move":
            other, its_key = places[draw(positions) % len(places)]
            holder[key] = json.loads(json.dumps(other[its_key]))
        case "lose":
            del holder[key]
        case _:
            return _with_a_key_twice(draw, json.dumps(tree).encode())
    return json.dumps(tree).encode()


def damage_lines(draw: Callable[..., Any], content: bytes) -> bytes:
    """Return JSON lines with one of them damaged, or standing twice."""
    lines = [line for line in content.split(b"\n") if line.strip()]
    at = draw(positions) % len(lines)
    if draw(st.booleans()):
        lines[at] = damage_json(draw, lines[at])
    else:
        lines.insert(draw(positions) % len(lines), lines[at])
    return b"\n".join(lines)


def damage_table(draw: Callable[..., Any], content: bytes) -> bytes:
    """Return a table with a cell changed or moved, or a row or a column standing twice."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    row = rows[draw(positions) % len(rows)]
    at = draw(positions) % len(row)
    match draw(st.sampled_from(("change", "move", "row twice", "column twice"))):
        case "change":
            row[at] = draw(st.sampled_from(WORDS))
        case "move":
            other = rows[draw(positions) % len(rows)]
            row[at] = other[draw(positions) % len(other)]
        case "row twice":
            rows.append(row)
        case _:
            rows = [[*each, *each[at : at + 1]] for each in rows]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def damage_bundle(draw: Callable[..., Any], content: bytes) -> bytes:
    """Return a zip file with one member damaged, lost or standing twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        members = [(info.filename, whole.read(info)) for info in whole.infolist()]
    at = draw(positions) % len(members)
    name, inside = members[at]
    match draw(st.sampled_from(("damage", "damage", "lose", "twice"))):
        case "damage":
            ways = DAMAGES.get(PurePosixPath(name).suffix, (damage_bytes,))
            members[at] = (name, draw(st.sampled_from(ways))(draw, inside))
        case "lose":
            del members[at]
        case _:
            members.append((f"twice/{name}", inside))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as damaged_whole:
        for path, data in members:
            damaged_whole.writestr(path, data)
    return file.getvalue()


DAMAGES: dict[str, tuple[Callable[[Callable[..., Any], bytes], bytes], ...]] = {
    ".json": (damage_json, damage_json, damage_bytes),
    ".jsonl": (damage_lines, damage_lines, damage_bytes),
    ".csv": (damage_table, damage_table, damage_bytes),
    ".zip": (damage_bundle, damage_bundle, damage_bytes),
}


def damaged(content: bytes, ending: str) -> st.SearchStrategy[bytes]:
    """Return a strategy of damaged copies of a whole file; bytes alone where the ending is not known."""

    @st.composite
    def copies(draw: Callable[..., Any]) -> bytes:
        return draw(st.sampled_from(DAMAGES.get(ending, (damage_bytes,))))(draw, content)

    return copies()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every value of a tree of JSON as its holder and its key or index."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


def _with_a_key_twice(draw: Callable[..., Any], content: bytes) -> bytes:
    starts = [
        at for at in range(len(content)) if content[at : at + 1] == b"{" and content[at + 1 : at + 2] == b'"'
    ]
    if not starts:
        return content
    at = starts[draw(positions) % len(starts)] + 1
    key = content[at : content.index(b'"', at + 1) + 1]
    return (
        content[:at] + key + b": " + json.dumps(draw(st.sampled_from(VALUES))).encode() + b", " + content[at:]
    )
