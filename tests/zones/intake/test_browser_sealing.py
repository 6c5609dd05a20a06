"""What the browser's scripts seal, the desk opens; what they derive is what Python derives."""

import hashlib
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.sealing.cast import DESK, ORIGIN, REPLY_KEY
from tests.zones.intake.scripts import LISTS, ScriptError, call, call_all, needs_node

from crimebook.sealing.agefile import CHUNK_BYTES
from crimebook.sealing.envelope import body_bytes, read_report
from crimebook.sealing.manifest import Epoch, Manifest
from crimebook.sealing.padding import PADDED_SIZES, pad, padme
from crimebook.sealing.parts import PART_BYTES, PART_CONTENT_BYTES
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.recipients import Recipient
from crimebook.sealing.words import Language, WordsError, make_words, read_words
from crimebook.terms.canonical import canonical_json
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.manifest import RootKey, sign_manifest, sign_note
from crimebook.zones.intake.puzzles import solve

pytestmark = needs_node

RECIPIENT = str(DESK.recipient)
NONCE = "1" * 64
ROOT = RootKey.make("book.example", lambda count: b"k" * count)
STRANGE_ROOT = RootKey.make("book.example", lambda count: b"x" * count)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MANIFEST = Manifest(
    ORIGIN,
    1,
    "2026-03-01T00:00:00Z",
    "2026-05-01T00:00:00Z",
    (
        Epoch("2026-03", RECIPIENT, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        Epoch("2026-04", RECIPIENT, "2026-04-01T00:00:00Z", "2026-04-20T00:00:00Z"),
    ),
    REPLY_KEY.hex(),
)


def told(**differences: Any) -> dict[str, Any]:
    plain = {
        "form": "report/1.0.0",
        "language": "be",
        "way": "victim",
        "answers": {"first_account": "Білі.", "safe_now": "yes", "age": {"unsaid": True}},
        "day": "2026-03-10",
        "nonce": NONCE,
    }
    return plain | differences


def test_a_report_that_a_browser_sealed_is_opened_by_the_desk():
    body = read_report(open_bytes(call("sealBody", told(), RECIPIENT), [DESK]))
    assert body.text == "Білі."
    assert body.answers == {"way": "victim", "safe_now": "yes", "age": {"unsaid": True}}
    assert (body.form, body.language, body.day, body.nonce) == ("report/1.0.0", "be", "2026-03-10", NONCE)
    assert body.reply_to is None


def test_an_account_that_was_not_given_in_words_stays_among_the_answers():
    sealed = call("sealBody", told(answers={"first_account": {"unsaid": True}}), RECIPIENT)
    body = read_report(open_bytes(sealed, [DESK]))
    assert body.text == ""
    assert body.answers == {"way": "victim", "first_account": {"unsaid": True}}


@pytest.mark.parametrize("entropy", [bytes(range(16)), bytes(16), bytes(range(240, 256))], ids=bytes.hex)
def test_twelve_words_are_the_same_words_and_the_same_keys(entropy: bytes):
    languages = list(Language)
    *words, keys = call_all(
        *(("makeWords", entropy, language.value, LISTS) for language in languages),
        ("receipt.receiptKeys", entropy, ORIGIN),
    )
    assert words == [list(make_words(entropy, language)) for language in languages]
    ours = receipt_keys(entropy, ORIGIN)
    assert keys["mailboxId"] == ours.mailbox_id
    assert keys["recipient"] == str(ours.recipient)
    assert (keys["signPublic"], keys["fetchPublic"]) == (ours.sign_public.hex(), ours.fetch_public.hex())
    assert (keys["ageSeed"], keys["sign"], keys["fetch"]) == (ours.age_seed, ours.sign_seed, ours.fetch_seed)
    assert keys["leaf"] == ours.leaf.hex()


def test_a_report_with_a_receipt_is_opened_and_names_its_mailbox():
    keys = call("receipt.receiptKeys", bytes(16), ORIGIN)
    body = read_report(open_bytes(call("sealBody", told(keys=keys), RECIPIENT), [DESK]))
    assert body.mailbox_id == receipt_keys(bytes(16), ORIGIN).mailbox_id
    assert (
        Recipient.of_seed(receipt_keys(bytes(16), ORIGIN).age_seed)
        == receipt_keys(bytes(16), ORIGIN).recipient
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, PART_CONTENT_BYTES])
def test_a_part_of_a_browser_is_a_part(size: int):
    content = os.urandom(size)
    part = call("sealPart", content, RECIPIENT)
    assert len(part["bytes"]) == PART_BYTES
    assert part["sha256"] == hashlib.sha256(part["bytes"]).hexdigest()
    assert open_bytes(part["bytes"], [DESK]) == content.ljust(PART_CONTENT_BYTES, b"\0")


def test_a_file_in_parts_is_the_file_and_pieces_sent_before_are_not_sealed_again():
    content = os.urandom(2 * PART_CONTENT_BYTES + 7)
    salt = b"s" * 16
    first = call("sealFile", content, RECIPIENT, salt, [])
    opened = b"".join(open_bytes(part["bytes"], [DESK]) for part in first["parts"])
    assert opened[: len(content)] == content
    assert not opened[len(content) :].strip(b"\0")
    assert first["sha256"] == hashlib.sha256(content).hexdigest()
    known = [[part["mark"], part["sha256"]] for part in first["parts"][:2]]
    again = call("sealFile", content, RECIPIENT, salt, known)
    assert [part["bytes"] is None for part in again["parts"]] == [True, True, False]
    assert [part["sha256"] for part in again["parts"][:2]] == [each[1] for each in known]
    assert again["sha256"] == first["sha256"]
    other = call("sealFile", b"x" + content[1:], RECIPIENT, salt, known)
    assert [part["bytes"] is None for part in other["parts"]] == [False, True, False]


def test_a_piece_that_repeats_itself_gets_parts_of_its_own():
    content = bytes(2 * PART_CONTENT_BYTES)
    first = call("sealFile", content, RECIPIENT, b"s" * 16, [])
    marks = {part["mark"]: part["sha256"] for part in first["parts"]}
    assert len(marks) == 1
    again = call("sealFile", content, RECIPIENT, b"s" * 16, [list(each) for each in marks.items()])
    assert len({part["sha256"] for part in again["parts"]}) == 2


VALUES = [
    None,
    True,
    "",
    'Ё\u2028"\\\n\x7f\x01€😀',
    [],
    {},
    {"б": 1, "a": [1, 2.5, -0.00001, 1e20 / 3e20, 53.90001, 100000.0], "€": None, "😀": 1, "\ufb33": 2},
]


def test_canonical_bytes_are_the_same_bytes():
    written = call_all(*(("canonical.canonicalBytes", value) for value in VALUES))
    assert written == [canonical_json(value) for value in VALUES]


@pytest.mark.parametrize("value", [2**53, "\ud800"])
def test_what_json_cannot_carry_exactly_is_refused(value: Any):
    with pytest.raises(ScriptError):
        call("canonical.canonicalBytes", value)


def test_padding_is_the_same_padding():
    sizes = [0, *(size - 4 + more for size in PADDED_SIZES[:3] for more in (-1, 0, 1))]
    assert call_all(*(("padding.pad", bytes(size)) for size in sizes)) == [pad(bytes(size)) for size in sizes]
    counts = [*range(300), 1000, 2047, 2048, 4095]
    assert call_all(*(("padding.padme", count) for count in counts)) == [padme(count) for count in counts]
    with pytest.raises(ScriptError) as raised:
        call("padding.pad", bytes(PADDED_SIZES[-1] - 3))
    assert raised.value.kind == "TooLongError"


TYPED = [
    " ".join(make_words(bytes(range(16)), "be")),
    " ".join(make_words(bytes(range(16)), "ru")).upper(),
    ", ".join(f"{at}. {word[:4]}" for at, word in enumerate(make_words(bytes(range(16)), "en"), 1)),
    "-".join(make_words(b"\xff" * 16, "be")).replace("й", "и").replace("і", "i"),
    " ".join(make_words(bytes(16), "en")).replace("a", "а"),
    " ".join(reversed(make_words(bytes(range(16)), "ru"))),
    " ".join(make_words(bytes(range(16)), "ru")[:11]),
    " ".join((*make_words(bytes(range(16)), "ru")[:11], "qqqq")),
    " ".join((*make_words(bytes(range(16)), "ru")[:11], make_words(bytes(range(16)), "en")[0])),
    "f f f",
    "",
    "а" * 40,
    "слово " * 200,
    "😀 " * 12,
]


def test_words_are_read_and_refused_as_python_does():
    for text, got in zip(TYPED, call_all(*(("readWords", text, LISTS) for text in TYPED)), strict=True):
        assert _said(got) == _read(text), text


def _read(text: str) -> Any:
    """What Python says of words: their bytes, or what is wrong with them."""
    try:
        return read_words(text)
    except WordsError as error:
        return error.kind.value, [list(each.nearest) for each in error.unknown]


def _said(got: Any) -> Any:
    return (got.kind, got.told["nearest"]) if isinstance(got, ScriptError) else got


def test_a_manifest_of_the_root_is_read():
    note = sign_manifest(MANIFEST, ROOT)
    manifest = call("readManifest", note, [str(STRANGE_ROOT.root), str(ROOT.root)], NOW.isoformat())
    assert manifest["origin"] == ORIGIN
    assert manifest["epochs"][0]["recipient"] == RECIPIENT


def _cut(note: bytes, line: int) -> bytes:
    lines = note.split(b"\n")
    return b"\n".join(each for at, each in enumerate(lines) if at != len(lines) - line)


SIGNED = sign_manifest(MANIFEST, ROOT)
AFTER = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "at", "kind"),
    [
        (SIGNED, AFTER, "expired"),
        (SIGNED.replace(b"2026-05-01", b"2027-05-01"), NOW, "unsigned"),
        (sign_manifest(MANIFEST, STRANGE_ROOT), NOW, "unsigned"),
        (_cut(SIGNED, 2), NOW, "unsigned"),
        (_cut(SIGNED, 3), NOW, "unsigned"),
        (sign_note("crimebook/manifest/v1\n{}\n", ROOT), NOW, "malformed"),
        (sign_note("crimebook/other/v1\n{}\n", ROOT), NOW, "malformed"),
        (b"", NOW, "malformed"),
        (b"\xff\n\n", NOW, "malformed"),
    ],
    ids=[
        "expired",
        "changed",
        "of another root",
        "no lattice",
        "no curve",
        "empty",
        "other",
        "none",
        "bytes",
    ],
)
def test_a_manifest_that_must_not_be_used_is_refused(note: bytes, at: datetime, kind: str):
    with pytest.raises(ScriptError) as raised:
        call("readManifest", note, [str(ROOT.root)], at.isoformat())
    assert raised.value.kind == kind


def test_a_body_is_written_as_python_writes_it():
    opened = open_bytes(call("sealBody", told(), RECIPIENT), [DESK])
    assert body_bytes(read_report(opened)) in opened


def test_a_moment_without_an_epoch_has_no_recipient():
    manifest = call("readManifest", SIGNED, [str(ROOT.root)], NOW.isoformat())
    assert call("recipient", manifest, NOW.isoformat(), False) == RECIPIENT
    late = datetime(2026, 4, 25, tzinfo=UTC).isoformat()
    with pytest.raises(ScriptError) as raised:
        call("recipient", manifest, late, False)
    assert raised.value.kind == "no-epoch"
    assert call("recipient", manifest | {"offline_recipient": "a year's"}, late, True) == "a year's"


def test_a_puzzle_is_solved_as_the_intake_checks_it():
    part = "f" * 64
    ways = ("hashHere", "hashNative", "")
    nonces = call_all(*(("solve", "1.9.salt.tag", part, 9, way) for way in ways))
    assert nonces == [solve("1.9.salt.tag", part, 9)] * len(ways)
