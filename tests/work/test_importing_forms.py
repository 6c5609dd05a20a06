"""Samples of forms, phones and archives come in whole, with the consent that came along."""

from pathlib import Path

import pytest
from tests.work.book import bring, open_test_book

from crimebook.stores.register.models import Citation, Consent, Incident, Recording
from crimebook.stores.staging.files import read_source

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "exchange/partners/samples"


@pytest.mark.parametrize(
    ("kind", "sample", "rows"),
    [
        ("kobo", "kobo.json", 3),
        ("tella", "tella.csv", 1),
        ("auto-archiver", "auto-archiver.csv", 3),
        ("proofmode", "proofmode.zip", 1),
    ],
)
def test_a_sample_comes_in_whole_and_only_once(kind: str, sample: str, rows: int, tmp_path: Path) -> None:
    open_test_book()
    file = read_source(SAMPLES / sample)
    first, second = (bring(kind, file, tmp_path).tally for _ in range(2))
    assert (first.rows, first.new + first.doubtful, first.refused) == (rows, rows, 0)
    assert (second.rows, second.known, second.new) == (rows, rows, 0)


def test_consent_of_a_form_comes_along_with_its_record(tmp_path: Path) -> None:
    open_test_book()
    bring("kobo", read_source(SAMPLES / "kobo.json"), tmp_path)
    told = Consent.objects.filter(citation__external_id__endswith="0a01")
    assert set(told.values_list("purpose", "answer")) == {("analysis", "granted"), ("icc_un", "refused")}
    assert Incident.objects.count() == 3


def test_nothing_of_a_phone_reaches_the_register(tmp_path: Path) -> None:
    open_test_book()
    bring("tella", read_source(SAMPLES / "tella.csv"), tmp_path)
    bring("proofmode", read_source(SAMPLES / "proofmode.zip"), tmp_path, source="another")
    words = str(list(Citation.objects.values_list("words", flat=True)))
    for secret in ("serial-1", "home-network", "cell-1", "10.0.0.5", "a-person"):
        assert secret not in words
    assert Recording.objects.count() == 2
