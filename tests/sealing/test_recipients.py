import pyrage
import pytest
from tests.sealing.cast import DESK

from crimebook.sealing.bech32 import encode_bech32
from crimebook.sealing.errors import RecipientError
from crimebook.sealing.recipients import PUBLIC_BYTES, Recipient, parse_recipient


def test_a_recipient_is_read_as_it_is_written():
    text = str(DESK.recipient)
    assert text.startswith("age1pq1")
    assert parse_recipient(text) == DESK.recipient
    assert len(DESK.recipient.public) == PUBLIC_BYTES


def test_a_classical_recipient_is_refused():
    classical = str(pyrage.x25519.Identity.generate().to_public())
    with pytest.raises(RecipientError, match="age1pq1"):
        parse_recipient(classical)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(str.upper, id="upper case"),
        pytest.param(lambda text: text[:-1], id="a sign missing"),
        pytest.param(lambda text: f"{text} ", id="a space behind"),
        pytest.param(
            lambda text: text[:40] + ("q" if text[40] != "q" else "p") + text[41:], id="a sign wrong"
        ),
        pytest.param(lambda _: "", id="nothing"),
        pytest.param(lambda _: encode_bech32("age1pq", bytes(32)), id="too short"),
        pytest.param(
            lambda _: encode_bech32("age1pq", b"\xff" * PUBLIC_BYTES), id="numbers past the modulus"
        ),
    ],
)
def test_another_writing_is_refused(spoil):
    with pytest.raises(RecipientError):
        parse_recipient(spoil(str(DESK.recipient)))


def test_a_refusal_does_not_repeat_what_was_pasted():
    with pytest.raises(RecipientError) as caught:
        parse_recipient("AGE-SECRET-KEY-PQ-1SECRET")
    assert "SECRET" not in str(caught.value)


def test_a_seed_has_32_bytes():
    with pytest.raises(RecipientError, match="32"):
        Recipient.of_seed(b"short")
