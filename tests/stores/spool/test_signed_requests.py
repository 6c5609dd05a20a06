"""Signed requests: one writing, and nothing else is the desk's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stores.spool.cast import DESK, DESK_KEYS, STRANGER

from crimebook.stores.spool.signed_requests import (
    DIGEST,
    INPUT,
    MICROSECONDS,
    SIGNATURE,
    WINDOW_S,
    RequestError,
    Target,
    check_request,
    sign_request,
)

NUMBER_US = 1_597_000_000_123_456
TARGET = Target("POST", "intake.example:8443", "/desk/part")
BODY = b'{"hold":"","sha256":""}'


def headers(target: Target = TARGET, body: bytes = BODY, number_us: int = NUMBER_US) -> dict[str, str]:
    return sign_request(target, body, number_us, public=DESK_KEYS[0], sign=DESK.sign)


def refused(target: Target, told: dict[str, str]) -> str:
    with pytest.raises(RequestError) as caught:
        check_request(target, told, DESK_KEYS)
    return caught.value.code


@given(
    body=st.binary(max_size=200),
    number_us=st.integers(10**15, 10**16 - 1),
    path=st.sampled_from(["/desk/waiting", "/desk/item", "/a"]),
)
def test_what_the_desk_signs_is_taken(body: bytes, number_us: int, path: str):
    target = replace(TARGET, path=path)
    signed = check_request(target, headers(target, body, number_us), DESK_KEYS)
    assert signed.number_us == number_us
    signed.check_body(body)


def test_the_signature_is_over_the_base_that_rfc_9421_writes():
    told: list[bytes] = []

    def sign(content: bytes) -> bytes:
        told.append(content)
        return bytes(64)

    made = sign_request(TARGET, b"", 1_618_884_473_000_000, public=bytes(32), sign=sign)
    digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    assert made[DIGEST] == digest
    assert told[0].decode() == (
        '"@method": POST\n'
        '"@authority": intake.example:8443\n'
        '"@path": /desk/part\n'
        f'"content-digest": {digest}\n'
        '"@signature-params": ("@method" "@authority" "@path" "content-digest");created=1618884473;'
        f'nonce="1618884473000000";keyid="{"0" * 64}";alg="ed25519";tag="crimebook/collecting/v1"'
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(TARGET, method="PUT"),
        replace(TARGET, authority="other.example"),
        replace(TARGET, path="/desk/item"),
    ],
)
def test_a_request_for_something_else_or_somebody_else_is_refused(other: Target):
    assert refused(other, headers()) == "signature"


def test_a_host_is_the_same_in_capital_letters():
    check_request(replace(TARGET, authority="Intake.Example:8443"), headers(), DESK_KEYS)


def test_another_body_is_refused():
    signed = check_request(TARGET, headers(), DESK_KEYS)
    with pytest.raises(RequestError) as caught:
        signed.check_body(BODY + b" ")
    assert caught.value.code == "body"


def test_a_strangers_key_is_refused_and_so_is_their_signature_under_the_desks_name():
    public = STRANGER.public_key().public_bytes_raw()
    assert refused(TARGET, sign_request(TARGET, BODY, NUMBER_US, public=public, sign=STRANGER.sign)) == "key"
    forged = sign_request(TARGET, BODY, NUMBER_US, public=DESK_KEYS[0], sign=STRANGER.sign)
    assert refused(TARGET, forged) == "signature"


@pytest.mark.parametrize("away_s", [-WINDOW_S - 1, WINDOW_S + 1])
def test_a_request_of_another_time_is_refused(away_s: int):
    signed = check_request(TARGET, headers(), DESK_KEYS)
    signed.check_time(NUMBER_US)
    with pytest.raises(RequestError) as caught:
        signed.check_time(NUMBER_US + away_s * MICROSECONDS)
    assert caught.value.code == "stale"


@pytest.mark.parametrize("name", [DIGEST, INPUT, SIGNATURE])
def test_every_changed_character_is_refused(name: str):
    made = headers()
    for at in range(len(made[name])):
        other = "A" if made[name][at] != "A" else "B"
        changed = made | {name: made[name][:at] + other + made[name][at + 1 :]}
        assert refused(TARGET, changed) in {"unsigned", "signature", "key"}


@pytest.mark.parametrize("name", [DIGEST, INPUT, SIGNATURE])
def test_a_request_without_one_of_the_headers_is_refused(name: str):
    made = headers()
    del made[name]
    assert refused(TARGET, made) == "unsigned"


def test_a_second_that_is_not_the_numbers_is_refused():
    made = headers()
    made[INPUT] = made[INPUT].replace(f"created={NUMBER_US // MICROSECONDS}", "created=1597000001")
    assert refused(TARGET, made) == "unsigned"
