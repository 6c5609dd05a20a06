"""Identities that a browser seals: the same bytes mean the same to the program, both ways."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share as Mnemonic
from shamir_mnemonic.wordlist import mnemonic_to_indices
from tests.sealing.cast import DESK
from tests.sealing.custodians import CUSTODY, DANGER_SAID, KEYS, SAID, identity_of
from tests.zones.intake.scripts import ScriptError, call, call_all, needs_node
from tests.zones.intake.test_browser_sealing import MANIFEST, NOW, RECIPIENT, ROOT, told

from crimebook.asking.apart import form_for, split_answers
from crimebook.sealing.envelope import read_report
from crimebook.sealing.manifest import TITLE
from crimebook.sealing.shares import Aim, Share
from crimebook.sealing.strict import write_value
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.manifest import sign_note
from crimebook.unsealing.shares import mnemonic_of, open_identity, open_share
from crimebook.zones.intake.scripted import packed_form

pytestmark = needs_node

WITH_CUSTODIANS = msgspec.to_builtins(
    replace(MANIFEST, custodians=CUSTODY.custodians, custodians_needed=CUSTODY.needed)
)
SEED = bytes(range(32))


def words_of(packed: str) -> str:
    return mnemonic_of(Share(Aim.DRILL, "a" * 64, 1, "b" * 64, packed))


def point_of(mnemonic: str) -> list[Any]:
    share = Mnemonic.from_mnemonic(mnemonic)
    return [share.index, share.value]


def test_an_identity_that_a_browser_sealed_opens_with_three_of_five_custodians():
    apart = {"identity": SAID, "danger": DANGER_SAID}
    body = read_report(open_bytes(call("sealNamed", told(), apart, WITH_CUSTODIANS, RECIPIENT), [DESK]))
    for aim, said, needed in ((Aim.IDENTITY, SAID, 3), (Aim.DANGER, DANGER_SAID, 2)):
        sealed = identity_of(body, aim)
        shares = [open_share(sealed.header, index, key) for index, key in KEYS.items()]
        assert sealed.header.needed == needed
        for some in combinations(shares, needed):
            assert open_identity(sealed, some).said == said
    assert "Name that nobody reads" not in repr(body)


def test_a_browser_seals_no_name_to_nobody():
    with pytest.raises(ScriptError) as refused:
        call("sealNamed", told(), {"identity": SAID}, msgspec.to_builtins(MANIFEST), RECIPIENT)
    assert refused.value.kind == "no-custodians"


def test_a_browser_believes_no_manifest_whose_custodians_one_country_holds():
    at_home = tuple(replace(each, jurisdiction="LT") for each in CUSTODY.custodians)
    for custodians, is_refused in ((CUSTODY.custodians, False), (at_home, True)):
        named = replace(MANIFEST, custodians=custodians, custodians_needed=CUSTODY.needed)
        note = sign_note(f"{TITLE}\n{write_value(named).decode()}\n", ROOT)
        given = ("readManifest", note, [str(ROOT.root)], NOW.isoformat())
        if not is_refused:
            assert len(call(*given)["custodians"]) == 5
            continue
        with pytest.raises(ScriptError) as refused:
            call(*given)
    assert refused.value.kind == "malformed"


def test_the_size_of_a_browser_s_report_does_not_tell_whether_there_is_a_name():
    plain, named = call_all(
        ("sealNamed", told(), {}, WITH_CUSTODIANS, RECIPIENT),
        ("sealNamed", told(), {"identity": SAID, "danger": DANGER_SAID}, WITH_CUSTODIANS, RECIPIENT),
    )
    assert len(plain) == len(named)


@settings(max_examples=4, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(2, 16), st.data())
def test_the_program_puts_together_what_a_browser_split(seed: bytes, count: int, data: st.DataObject):
    needed = data.draw(st.integers(2, count))
    words = call("slip39.splitSeed", seed, needed, count)
    chosen = data.draw(st.permutations(words))[:needed]
    assert combine_mnemonics([words_of(each) for each in chosen]) == seed


@settings(max_examples=4, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(2, 16), st.data())
def test_a_browser_s_arithmetic_puts_together_what_the_program_split(
    seed: bytes, count: int, data: st.DataObject
):
    needed = data.draw(st.integers(2, count))
    (mnemonics,) = generate_mnemonics(1, [(needed, count)], seed, b"", True, 0)
    chosen = data.draw(st.permutations(mnemonics))[:needed]
    assert call("combine", [point_of(each) for each in chosen], "", b"", 2_500) == seed


def test_both_ways_of_slow_hashing_are_one():
    slow, fast = call_all(
        ("slip39.pbkdf2Here", b"\1", SEED[:16], 2_500, 16), ("slip39.crypt", SEED, [0], {"iterations": 2_500})
    )
    assert len(slow) == 16
    # One round turns (left, right) into (right, left xor key), written back to front.
    key_of_round_0 = bytes(one ^ other for one, other in zip(fast[:16], SEED[:16], strict=True))
    assert call("slip39.pbkdf2Here", b"\0", SEED[16:], 2_500, 16) == key_of_round_0


@pytest.mark.parametrize(("needed", "count"), [(1, 3), (4, 3), (2, 17)])
def test_a_browser_lets_nobody_open_alone(needed: int, count: int):
    with pytest.raises(ScriptError):
        call("slip39.splitSeed", SEED, needed, count)


def test_a_browser_and_the_program_leave_the_same_answers_out():
    form = form_for(has_custodians=True)
    packed = packed_form(form, "be")
    for answers in (
        {"safe_now": "yes"},
        {"sealed_wish": ["identity"], "identity": {"name": "Імя"}, "danger_contact": {"unsaid": True}},
        {"identity": {"unknown": True}, "danger_contact": {"reach": "+375"}},
    ):
        body, apart = split_answers(form, answers)
        assert call("splitAnswers", packed, answers) == {"answers": body, "apart": apart}


@pytest.mark.outside
def test_a_browser_s_arithmetic_agrees_with_every_vector_of_one_group(outside: Path):
    path = outside / "vectors" / "slip39" / "vectors.json"
    if not path.is_file():
        pytest.skip("the vectors of SLIP-39 are not in the outside data folder")
    sums, combined = [], 0
    for _, mnemonics, secret, _ in json.loads(path.read_text()):
        for mnemonic in mnemonics:
            numbers = list(mnemonic_to_indices(mnemonic))
            try:
                share = Mnemonic.from_mnemonic(mnemonic)
            except MnemonicError:
                continue
            name = b"shamir_extendable" if share.extendable else b"shamir"
            sums.append(call("slip39.rs1024", [*name, *numbers]))
        shares = [Mnemonic.from_mnemonic(each) for each in mnemonics] if secret else []
        if shares and shares[0].group_count == 1 and shares[0].member_threshold > 1:
            first = shares[0]
            salt = b"" if first.extendable else b"shamir" + first.identifier.to_bytes(2, "big")
            points = [[each.index, each.value] for each in shares]
            count = 2_500 << first.iteration_exponent
            assert call("combine", points, "TREZOR", salt, count).hex() == secret
            combined += 1
    assert set(sums) == {1}
    assert combined >= 2
