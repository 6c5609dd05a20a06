import pytest
from tests.sealing.cast import ORIGIN, REPORTER

from crimebook.sealing.errors import SealingError
from crimebook.sealing.receipt import receipt_keys
from crimebook.unsealing.identities import HybridIdentity

ENTROPY = bytes(range(16))


def test_the_keys_are_those_of_the_specification():
    """The values in docs/spec/0001-sealed-envelope.md, against which the browser's side is tested too."""
    keys = receipt_keys(ENTROPY, "log.example/book")
    assert keys.age_seed.hex() == "9660468f552fe5b6c0028878482462c894b9753e625407e564c9f0d68e31135e"
    assert keys.sign_seed.hex() == "278dcd4c2b06644d01f4cf1092042a4dfd8cc5d69129fc3167d2ab71119610b6"
    assert keys.fetch_seed.hex() == "506c63c470b13f8c29610569956a0b0a7a031842aebd054dcb04f6c3577921d6"
    assert keys.leaf.hex() == "1df2e2d0b4e2ada3cb1aafa01654600e1303387a7979ff22c5efba39b3a01d07"
    assert keys.credit.hex() == "69c80b96697356c12ac447f16bb1771f47d59ff170b26c4cb311e6a1bf9a9117"
    assert keys.mailbox_id == "9f2e369c47c51ccb72a12cf4a65967e5fd0ed5863d7e5d5bc0b0528d1d92e5d0"


def test_the_same_words_are_the_same_keys_on_every_mirror():
    assert receipt_keys(ENTROPY, ORIGIN) == receipt_keys(ENTROPY, ORIGIN)


def test_the_words_of_one_book_mean_nothing_in_another():
    one, other = receipt_keys(ENTROPY, ORIGIN), receipt_keys(ENTROPY, "log.example/other")
    assert one.mailbox_id != other.mailbox_id
    assert one.age_seed != other.age_seed


def test_no_two_of_the_keys_are_the_same():
    keys = REPORTER
    assert len({keys.age_seed, keys.sign_seed, keys.fetch_seed, keys.leaf, keys.credit}) == 5


def test_replies_are_sealed_to_the_seed():
    assert HybridIdentity(REPORTER.age_seed).recipient == REPORTER.recipient


def test_secrets_are_not_shown():
    shown = repr(REPORTER)
    assert "seed" not in shown
    assert "credit" not in shown
    assert repr(REPORTER.age_seed) not in shown


@pytest.mark.parametrize(("entropy", "origin"), [(b"short", ORIGIN), (ENTROPY + b"0", ORIGIN), (ENTROPY, "")])
def test_other_lengths_and_no_origin_are_refused(entropy: bytes, origin: str):
    with pytest.raises(SealingError):
        receipt_keys(entropy, origin)
