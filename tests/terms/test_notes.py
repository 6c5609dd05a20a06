import os
from base64 import b64decode

import pytest

from crimebook.terms.notes import (
    COSIGNATURE_TYPE,
    ED25519_TYPE,
    MAX_NOTE_BYTES,
    NoteError,
    Root,
    Signature,
    VerifierKey,
    check_note,
    join_note,
    key_id,
    split_note,
)
from crimebook.unsealing.manifest import RootKey, sign_note

KEY = RootKey("book.example/root", b"1" * 32, b"2" * 32)
TEXT = "a text\n\nof two paragraphs\n"
NOTE = sign_note(TEXT, KEY)
ED25519_LINE, MLDSA65_LINE = NOTE.rstrip(b"\n").split(b"\n")[-2:]


def with_lines(*lines: bytes) -> bytes:
    return TEXT.encode() + b"\n" + b"".join(line + b"\n" for line in lines)


def test_a_note_that_its_root_signed_is_read():
    assert check_note(NOTE, [KEY.root]) == TEXT
    assert with_lines(ED25519_LINE, MLDSA65_LINE) == NOTE


def test_a_root_among_several_suffices():
    assert check_note(NOTE, [RootKey.make("other.example/root", os.urandom).root, KEY.root]) == TEXT


def test_a_root_is_read_as_it_is_written():
    assert Root.parse(str(KEY.root)) == KEY.root


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text.split("\n")[0], id="one line"),
        pytest.param(lambda text: text.replace("book", "boot", 1), id="another name"),
        pytest.param(lambda text: text[:30] + "A" + text[31:], id="another key"),
        pytest.param(lambda text: text + "\n", id="a line more"),
        pytest.param(lambda _: "", id="nothing"),
    ],
)
def test_another_text_is_no_root(spoil):
    with pytest.raises(NoteError):
        Root.parse(spoil(str(KEY.root)))


def test_the_key_id_is_that_of_the_specification():
    """The example key in the documentation of the Go package of signed notes."""
    name, expected = "PeterNeumann", "c74f20a3"
    encoded = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    content = b64decode(encoded)
    assert content[:1] == ED25519_TYPE
    assert key_id(name, ED25519_TYPE, content[1:]).hex() == expected
    assert VerifierKey.parse(f"{name}+{expected}+{encoded}") == VerifierKey(name, ED25519_TYPE, content[1:])


def test_a_key_of_each_kind_is_read_as_it_is_written():
    of_a_witness = VerifierKey("witness.example", COSIGNATURE_TYPE, b"w" * 32)
    for key in (*KEY.root.keys, of_a_witness):
        assert VerifierKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("name+0+", id="no key"),
        pytest.param("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="another id"),
        pytest.param("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="capitals"),
        pytest.param("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10", id="a short key"),
        pytest.param("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", id="half a letter"),
        pytest.param("PeterNeumann+c74f20a3+Axpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="another kind"),
        pytest.param("Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", id="another name"),
    ],
)
def test_another_text_is_no_key(text: str):
    with pytest.raises(NoteError):
        VerifierKey.parse(text)


def test_a_note_is_joined_as_it_is_split():
    text, signatures = split_note(NOTE)
    assert join_note(text, signatures) == NOTE
    assert [str(each) for each in signatures] == [ED25519_LINE.decode(), MLDSA65_LINE.decode()]


def test_a_signature_says_of_which_key_it_is():
    one, other = KEY.root.keys
    signature = Signature(one.name, one.key_id, b"s")
    assert signature.is_by(one)
    assert not signature.is_by(other)
    assert not Signature("other", one.key_id, b"s").is_by(one)


def test_a_note_that_goes_on_after_the_longest_length_is_refused():
    """What is cut off silently would be text that nobody signed."""
    filled = b"x" * (MAX_NOTE_BYTES - len(NOTE)) + NOTE
    assert split_note(filled)
    with pytest.raises(NoteError, match="at most"):
        split_note(filled + b"x")


@pytest.mark.parametrize("kept", [[ED25519_LINE], [MLDSA65_LINE]], ids=["Ed25519", "ML-DSA-65"])
def test_one_of_both_signatures_is_not_enough(kept: list[bytes]):
    with pytest.raises(NoteError, match="both keys"):
        check_note(with_lines(*kept), [KEY.root])


def test_signatures_of_others_are_ignored():
    others = sign_note(TEXT, RootKey.make("witness.example", os.urandom)).rstrip(b"\n").split(b"\n")[-2:]
    assert check_note(with_lines(*others, MLDSA65_LINE, ED25519_LINE), [KEY.root]) == TEXT


def test_another_text_under_the_same_signatures_is_refused():
    with pytest.raises(NoteError):
        check_note(NOTE.replace(b"two", b"2"), [KEY.root])


def test_another_root_of_the_same_name_is_refused():
    with pytest.raises(NoteError):
        check_note(NOTE, [RootKey.make(KEY.name, os.urandom).root])


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(TEXT.encode(), id="no signatures"),
        pytest.param(NOTE[:-1], id="no line feed at the end"),
        pytest.param(NOTE.replace(b"a text", b"a\ttext"), id="a control sign"),
        pytest.param(NOTE.replace(b"\n", b"\r\n"), id="lines of another system"),
        pytest.param(b"\xff" + NOTE, id="no UTF-8"),
        pytest.param(with_lines(ED25519_LINE, b"- x AAAAAAA="), id="a line that is no signature"),
        pytest.param(with_lines(ED25519_LINE, "— x AAAA".encode()), id="a signature of three bytes"),
        pytest.param(with_lines(ED25519_LINE, "— x+y AAAAAAA=".encode()), id="a name with a plus"),
        pytest.param(with_lines(ED25519_LINE, "— x AAAAAAB=".encode()), id="base64 that is not canonical"),
        pytest.param(with_lines(*[ED25519_LINE] * 17), id="seventeen signatures"),
    ],
)
def test_another_form_is_refused(note: bytes):
    with pytest.raises(NoteError):
        split_note(note)
