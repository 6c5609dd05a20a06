"""The pages that bring a table in: every step, and whom they do not let in."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from tests.work.book import open_test_book

from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import read_mapping
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import Citation, Incident
from crimebook.work import mapping
from crimebook.work.actors import find_actor
from crimebook.work.importing.importer import GazetteerChangedError
from crimebook.work.signing_in import offer_link
from crimebook.zones.desk import importforms

pytestmark = pytest.mark.django_db

TABLE = """№;Дата;Время;Где;Координаты;Нарушения;Ссылка
7;10.08.2020;поздно вечером;у выдуманного моста;53,9006 27,5590;Beating;https://example.org/v/1
8;в начале августа;;;;нечто новое;
9;03/04/2020;;;;;
10;2020-08-11;22:45;;;;
""".encode()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder of a book with a gazetteer and three members."""
    open_test_book()
    ensure_member("reader", "A Reader", "investigator")
    ensure_member("second", "Another Registrar", "registrar")
    (tmp_path / "rejects").mkdir()
    settings.BOOK = SimpleNamespace(
        name="A book",
        zone="Europe/Minsk",
        staging_folder=tmp_path / "staging",
        rejects_folder=tmp_path / "rejects",
        vault_folder=tmp_path / "vault",
    )
    with translation.override("en"):
        yield tmp_path


def signed_in(key: str) -> Client:
    actor = find_actor(key)
    assert actor is not None
    client = Client()
    client.post(f"/en/sign-in/{offer_link(actor, at=timezone.now())}/")
    return client


@pytest.fixture
def registrar(folder: Path) -> Client:
    return signed_in("operator")


def send(client: Client, content: bytes = TABLE, name: str = "list.csv") -> Any:
    return client.post("/en/imports/new/", {"table": SimpleUploadedFile(name, content)})


def sent(client: Client, content: bytes = TABLE) -> str:
    """Send a table and return the address of its columns."""
    answer = send(client, content)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def suggested(client: Client, address: str) -> dict[str, str]:
    """Return what the page of columns would post as it stands."""
    html = client.get(address).content.decode()
    posted = {"what": "columns", "source": "a-list", "subject": "incident", "zone": "", "empty": "-"}
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        posted[name] = "" if chosen is None else (chosen[1] or chosen[2])
    return {**posted, "source": "a-list", "subject": "incident"}


def chosen(client: Client, address: str, **differences: str) -> Any:
    return client.post(address, {**suggested(client, address), **differences})


def test_a_table_goes_the_whole_way_in(registrar: Client, folder: Path) -> None:
    address = sent(registrar)
    answer = chosen(registrar, address, source="A-List")
    assert answer.status_code == 302
    shown = registrar.get(answer.headers["Location"]).content.decode()
    assert "What this table would bring" in shown
    assert "у выдуманного моста" in shown
    assert "stays words" in shown
    assert Incident.objects.count() == 0
    report = registrar.post(f"{address}import/").content.decode()
    assert sums_of(report) == {"new": 3, "known already": 0, "doubtful": 0, "refused": 1, "rows in all": 4}
    assert set(Citation.objects.values_list("external_id", flat=True)) == {"7", "8", "10"}
    assert not list((folder / "staging" / "uploads").iterdir())
    assert len(list((folder / "rejects").iterdir())) == 1


def sums_of(html: str) -> dict[str, int]:
    found = re.findall(r"<dt>([^<]*)</dt><dd>(?:<a [^>]*>)?(\d+)", html)
    return {name: int(count) for name, count in found}


def test_the_sums_of_the_preview_are_those_of_the_import(registrar: Client) -> None:
    address = sent(registrar)
    chosen(registrar, address)
    before = sums_of(registrar.get(f"{address}preview/").content.decode())
    assert before == {"rows": 4, "new": 3, "known already": 0, "refused": 1}
    after = sums_of(registrar.post(f"{address}import/").content.decode())
    assert (
        after["rows in all"] == after["new"] + after["known already"] + after["doubtful"] + after["refused"]
    )
    assert (after["new"], after["refused"]) == (before["new"], before["refused"])


def test_the_same_file_twice_brings_nothing_twice(registrar: Client) -> None:
    for expected in ({"new": 3, "known": 0}, {"new": 0, "known": 3}):
        address = sent(registrar)
        chosen(registrar, address)
        before = sums_of(registrar.get(f"{address}preview/").content.decode())
        after = sums_of(registrar.post(f"{address}import/").content.decode())
        for sums in (before, after):
            assert (sums["new"], sums["known already"]) == (expected["new"], expected["known"])
    assert Incident.objects.count() == 3


def test_changed_words_are_known_and_told_as_changed(registrar: Client) -> None:
    for content in (TABLE, TABLE.replace("поздно".encode(), "рано".encode())):
        address = sent(registrar, content)
        chosen(registrar, address)
        html = registrar.post(f"{address}import/").content.decode()
    assert sums_of(html)["known already"] == 3
    assert "1 with other words" in html


def test_columns_are_suggested_with_reasons(registrar: Client) -> None:
    html = registrar.get(sent(registrar)).content.decode()
    assert "the column is called Дата" in html
    roles = dict(re.findall(r'name="(role-\d)">.*?<option value="([a-z_]+)" selected>', html, re.DOTALL))
    assert roles == {
        "role-0": Role.ID,
        "role-1": Role.DAY,
        "role-2": Role.TIME_WORDS,
        "role-3": Role.PLACE_WORDS,
        "role-4": Role.POINT,
        "role-5": Role.LABELS,
        "role-6": Role.LINKS,
    }


def test_the_mapping_can_be_taken_along_and_is_what_was_chosen(registrar: Client) -> None:
    address = sent(registrar)
    chosen(
        registrar,
        address,
        **{
            "zone": "Europe/Minsk",
            "role-5": "",
            "format-1": "DD.MM.YYYY",
            "purpose": "icc_un",
            "consent_words": "asked by phone",
        },
    )
    answer = registrar.get(f"{address}mapping.toml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a-list.toml"'
    made = read_mapping(answer.content)
    assert (made.name, made.zone) == ("a-list", "Europe/Minsk")
    assert made.columns[Role.DAY] == ("Дата",)
    assert Role.LABELS not in made.columns
    assert made.formats[Role.DAY] == "DD.MM.YYYY"
    assert [(rule.purpose, rule.words) for rule in made.consents] == [("icc_un", "asked by phone")]


def test_another_encoding_is_proposed_and_can_be_changed(registrar: Client) -> None:
    address = sent(registrar, TABLE.decode().encode("cp1251"))
    html = registrar.get(address).content.decode()
    assert "Дата" in html
    assert "<option selected>windows-1251" in html
    answer = registrar.post(address, {"what": "layout", "encoding": "utf-8", "header_row": "1"})
    assert answer.status_code == 400
    assert "Дата" in answer.content.decode()


def test_names_of_columns_may_stand_further_down(registrar: Client) -> None:
    address = sent(registrar, b"A title of ours\n" + TABLE)
    html = registrar.get(address).content.decode()
    assert 'name="header_row" type="number" min="1" max="999" value="2"' in html
    assert "the column is called Дата" in html
    answer = registrar.post(address, {"what": "layout", "encoding": "utf-8", "header_row": "3"})
    assert answer.status_code == 302
    assert "the column is called Дата" not in registrar.get(address).content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "names of columns"),
        (b"\x00\x01", "zero byte"),
        (b"PK\x03\x04broken", "zip file"),
        (b"a,b,c,d\n1,2,3,4,5\n", "expected 4 cells, got 5"),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(
    registrar: Client, folder: Path, content: bytes, says: str
) -> None:
    # Django takes an empty file for none.
    answer = send(registrar, content) if content else send(registrar, b"\n")
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not (folder / "staging" / "uploads").exists() or not list(
        (folder / "staging" / "uploads").iterdir()
    )


def test_no_file_at_all_is_told(registrar: Client) -> None:
    answer = registrar.post("/en/imports/new/", {})
    assert answer.status_code == 400
    assert "Choose a file first." in answer.content.decode()


def test_what_is_too_large_is_told_and_not_kept(
    registrar: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importforms, "MAX_UPLOAD_BYTES", 100)
    answer = send(registrar, TABLE)
    assert answer.status_code == 400
    assert "too large" in answer.content.decode()
    assert not (folder / "staging" / "uploads").exists()


def test_what_is_larger_than_memory_takes_is_never_written(
    registrar: Client, folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    monkeypatch.setattr(importforms, "MAX_UPLOAD_BYTES", 100)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", None)
    assert send(registrar, TABLE).status_code == 400


@pytest.mark.parametrize(
    ("differences", "key"),
    [
        ({"source": "Моё имя"}, "name"),
        ({"source": ""}, "name"),
        ({"subject": "person"}, "subject"),
        ({"zone": "Minsk"}, "zone"),
        ({"role-1": "passport"}, "columns"),
        ({"role-1": "lat"}, "columns.lon"),
        ({"format-1": "DD"}, "formats.day"),
        ({f"role-{place}": "" for place in range(7)}, "columns"),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_has_to_be_chosen_twice(
    registrar: Client, differences: dict[str, str], key: str
) -> None:
    address = sent(registrar)
    answer = chosen(registrar, address, **{"zone": "Europe/Vilnius", **differences})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert f'<span lang="en">{key}: expected' in html
    if "zone" not in differences:
        assert 'value="Europe/Vilnius"' in html
    assert registrar.get(f"{address}preview/").status_code == 404


def test_what_cannot_be_printed_is_a_bad_request(registrar: Client) -> None:
    assert chosen(registrar, sent(registrar), zone="a\x00b").status_code == 400
    address = sent(registrar)
    assert registrar.post(address, {"what": "layout", "header_row": "-1"}).status_code == 400
    assert registrar.post(address, {"what": "layout", "encoding": "koi8"}).status_code == 400


def addresses(token: str) -> tuple[tuple[str, str], ...]:
    base = f"/en/imports/new/{token}/"
    return (
        ("get", base),
        ("post", base),
        ("get", f"{base}preview/"),
        ("get", f"{base}mapping.toml"),
        ("post", f"{base}import/"),
        ("post", f"{base}discard/"),
    )


def test_nobody_is_shown_anything_without_signing_in(registrar: Client) -> None:
    token = sent(registrar).rstrip("/").rpartition("/")[2]
    for method, address in (("get", "/en/imports/new/"), ("post", "/en/imports/new/"), *addresses(token)):
        answer = getattr(Client(), method)(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/"), address


def test_who_may_not_import_is_told_of_nothing(registrar: Client) -> None:
    token = sent(registrar).rstrip("/").rpartition("/")[2]
    reader = signed_in("reader")
    assert reader.get("/en/imports/new/").status_code == 404
    assert send(reader).status_code == 404
    assert "/imports/new/" not in reader.get("/en/units/").content.decode()
    assert "/imports/new/" in registrar.get("/en/units/").content.decode()
    for method, address in addresses(token):
        assert getattr(reader, method)(address).status_code == 404, address


def test_a_table_belongs_to_the_one_who_sent_it(registrar: Client) -> None:
    address = sent(registrar)
    chosen(registrar, address)
    token = address.rstrip("/").rpartition("/")[2]
    for method, other in addresses(token):
        assert getattr(signed_in("second"), method)(other).status_code == 404, other
    assert registrar.get(f"{address}preview/").status_code == 200


def test_tokens_of_nothing_point_at_nothing(registrar: Client) -> None:
    for token in ("0" * 32, "x", "..%2f..%2fbook.toml"):
        for method, address in addresses(token):
            assert getattr(registrar, method)(address).status_code == 404, address


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(registrar: Client, method: str) -> None:
    address = sent(registrar)
    for each in ("/en/imports/new/", address, f"{address}preview/", f"{address}discard/"):
        assert getattr(registrar, method)(each).status_code == 405
    assert registrar.get(f"{address}discard/").status_code == 405
    assert registrar.post(f"{address}preview/").status_code == 405


def test_coming_back_to_an_import_begins_anew(registrar: Client) -> None:
    address = sent(registrar)
    chosen(registrar, address)
    registrar.post(f"{address}import/")
    assert registrar.get(f"{address}import/").headers["Location"] == "/en/imports/new/"
    assert registrar.post(f"{address}import/").status_code == 404


def test_a_table_without_choices_cannot_be_imported(registrar: Client) -> None:
    address = sent(registrar)
    assert registrar.post(f"{address}import/").status_code == 404
    assert Incident.objects.count() == 0


def test_discarding_leaves_nothing(registrar: Client, folder: Path) -> None:
    address = sent(registrar)
    assert registrar.post(f"{address}discard/").headers["Location"] == "/en/imports/new/"
    assert not list((folder / "staging" / "uploads").iterdir())
    assert registrar.get(address).status_code == 404


def test_each_step_is_noted_in_the_journal(registrar: Client) -> None:
    before = len(chain_of("journal:operator"))
    address = sent(registrar)
    registrar.get(address)
    chosen(registrar, address)
    registrar.get(f"{address}preview/")
    registrar.post(f"{address}discard/")
    noted = b"".join(chain_of("journal:operator")[before:]).decode()
    assert noted.count('"action":"received"') == 1
    assert noted.count('"action":"read"') >= 3
    assert noted.count('"action":"discarded"') == 1
    assert "list.csv" not in noted


def test_a_form_without_its_mark_is_refused(folder: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in("operator").cookies
    assert send(client).status_code == 403


def test_the_pages_speak_the_readers_language(registrar: Client) -> None:
    address = sent(registrar)
    for language in ("be", "ru"):
        html = registrar.get(address.replace("/en/", f"/{language}/")).content.decode()
        assert "Choose columns" not in html
        assert "the column is called" not in html


def test_a_preview_reads_a_large_table_in_part(registrar: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crimebook.work.importing.outlook.TRIED_ROWS", 1)
    address = sent(registrar)
    chosen(registrar, address)
    html = registrar.get(f"{address}preview/").content.decode()
    assert "Of 2 rows read to the end" in html
    assert sums_of(html)["new"] == 3


def test_the_limit_stands_beside_the_field(registrar: Client) -> None:
    html = registrar.get("/en/imports/new/").content.decode()
    assert f"At most {mapping.MAX_UPLOAD_BYTES // 1024**2} MB" in html


def test_an_import_that_fails_can_be_tried_again(registrar: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sent(registrar)
    chosen(registrar, address)

    def changed(*_: object, **__: object) -> None:
        raise GazetteerChangedError("the gazetteer changed while the file was read")

    with monkeypatch.context() as patch:
        patch.setattr(mapping, "import_file", changed)
        answer = registrar.post(f"{address}import/")
    assert answer.status_code == 400
    assert "the gazetteer changed" in answer.content.decode()
    assert sums_of(registrar.post(f"{address}import/").content.decode())["new"] == 3
