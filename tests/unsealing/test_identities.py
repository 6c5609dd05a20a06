import os

import pyrage
import pytest
from tests.sealing.cast import DESK, STRANGER

from crimebook.sealing.bech32 import encode_bech32
from crimebook.unsealing.errors import IdentityError
from crimebook.unsealing.identities import (
    HYBRID_PREFIX,
    X25519_PREFIX,
    HybridIdentity,
    X25519Identity,
    make_identity,
    parse_identity,
    parse_identity_file,
)


def test_an_identity_is_read_as_it_is_written():
    assert str(DESK).startswith("AGE-SECRET-KEY-PQ-1")
    assert parse_identity(str(DESK)) == DESK


def test_a_new_identity_is_made_of_the_randomness_it_is_given():
    assert make_identity(lambda count: b"d" * count) == DESK
    assert make_identity(os.urandom) != make_identity(os.urandom)


def test_a_classical_identity_of_others_is_read():
    theirs = pyrage.x25519.Identity.generate()
    assert isinstance(parse_identity(str(theirs)), X25519Identity)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(str(DESK).lower(), id="lower case"),
        pytest.param(str(DESK)[:-1], id="a sign missing"),
        pytest.param(str(DESK).replace("PQ-1", "PQ-2"), id="another prefix"),
        pytest.param("", id="nothing"),
        pytest.param(encode_bech32(HYBRID_PREFIX, bytes(31)).upper(), id="31 bytes"),
        pytest.param(encode_bech32(X25519_PREFIX, bytes(33)).upper(), id="33 bytes"),
        pytest.param(str(DESK.recipient), id="a recipient"),
    ],
)
def test_other_texts_are_refused_and_not_repeated(text: str):
    with pytest.raises(IdentityError) as caught:
        parse_identity(text)
    assert not text or text not in str(caught.value)


def test_a_file_holds_an_identity_a_line():
    assert parse_identity_file(f"# made today\n\n{DESK}\n{STRANGER}\n") == (DESK, STRANGER)


@pytest.mark.parametrize("text", ["", "# nothing\n", "hello\n", f"{DESK} {STRANGER}\n"])
def test_a_file_of_something_else_is_refused(text: str):
    with pytest.raises(IdentityError):
        parse_identity_file(text)


def test_secrets_are_not_shown():
    assert "d" * 32 not in repr(DESK)
    assert repr(X25519Identity(b"x" * 32)) == "X25519Identity()"
    assert repr(HybridIdentity(b"x" * 32)) == "HybridIdentity()"
