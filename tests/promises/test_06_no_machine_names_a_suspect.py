"""Promise 6, as far as there are pages: words about actors stay mentions, and no machine resolves them."""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book

from crimebook.stores.register.models import Claim, Unit
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.units import open_unit

pytestmark = pytest.mark.django_db


def test_a_mention_that_looks_like_a_unit_is_resolved_by_nobody(tmp_path: Path):
    actor = open_test_book()
    body = {"id": "omon", "name_en": "OMON of a city", "name_be": "", "parent": "", "place": "", "note": ""}
    bring("institutions", file_of([body]), tmp_path)
    bring("cases", file_of([case("1", perpetrator_units="OMON|a major with helmet 3307")]), tmp_path)
    match(tmp_path)
    page = open_incident(actor, "a-source:1", at=NOW)
    assert [mention.unit_ref for mention in page.mentions if mention.role == "alleged_actor"] == ["", ""]
    assert [choice.value for choice in open_unit(actor, "a-source:omon", at=NOW).mentions] == ["OMON"]
    assert Unit.objects.count() == 1
    assert Claim.objects.count() == 0
