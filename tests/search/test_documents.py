"""Documents: what is indexed of a record, and under which name."""

from crimebook.search.documents import Document, read_document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.search.languages import is_english


def document(**differences: object) -> Document:
    facts = {"key": "incident a:7", "ref": "a:7", "kind": RecordKind.INCIDENT, "source": "a", "title": "Вада"}
    return Document(**(facts | {"words": "камера"} | differences))  # type: ignore[arg-type]


def test_title_words_places_and_id_are_words_of_a_record_and_labels_are_not() -> None:
    entry = read_document(document(places=("Мінск",), about=("Suffocation", "Suffocation", "Удушение")))
    assert entry.forms.split() == ["вада", "камера", "мінск", "7"]
    assert entry.about.split() == ["suffoc", "удушен"]


def test_a_key_has_the_kind_because_two_kinds_may_share_a_reference() -> None:
    assert key_of(RecordKind.RECORDING, "a:7") != key_of(RecordKind.MESSAGE, "a:7")


def test_english_is_known_by_its_small_words() -> None:
    assert is_english("The crowd was driven to the bridge")
    assert not is_english("Na Akreścina zbili ŭsich, chto byŭ u biełych branzaletach")
    assert not is_english("Автозак стоит у моста")
