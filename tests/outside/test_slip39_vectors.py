"""The vectors of SLIP-39: sets of mnemonics, each good or with one fault, under the passphrase TREZOR."""

import json
from pathlib import Path
from typing import Any

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics
from shamir_mnemonic.wordlist import mnemonic_to_indices

from crimebook.sealing.shares import WORDS, Aim, Share, pack_words
from crimebook.unsealing.shares import mnemonic_of

pytestmark = pytest.mark.outside


@pytest.fixture(scope="module")
def vectors(outside: Path) -> list[tuple[str, list[str], str, str]]:
    path = outside / "vectors" / "slip39" / "vectors.json"
    if not path.is_file():
        pytest.skip("the vectors of SLIP-39 are not in the outside data folder")
    found: Any = json.loads(path.read_text())
    assert len(found) > 20
    return [(name, mnemonics, secret, key) for name, mnemonics, secret, key in found]


def test_every_vector_gives_its_secret_or_is_refused(vectors: list[tuple[str, list[str], str, str]]):
    wrong = []
    for name, mnemonics, secret, _ in vectors:
        try:
            found = combine_mnemonics(mnemonics, b"TREZOR").hex()
        except MnemonicError:
            found = ""
        if found != secret:
            wrong.append(name)
    assert wrong == []


def test_the_words_of_every_vector_of_our_length_are_packed_and_unpacked(
    vectors: list[tuple[str, list[str], str, str]],
):
    long = [each for _, mnemonics, _, _ in vectors for each in mnemonics if len(each.split()) == WORDS]
    assert len(long) > 5
    for mnemonic in long:
        words = pack_words(mnemonic_to_indices(mnemonic))
        assert mnemonic_of(Share(Aim.DRILL, "a" * 64, 1, "b" * 64, words)) == mnemonic
