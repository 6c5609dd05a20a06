"""Files with a later letter without scripts: sealed while read, carried with the page, sent with words."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.zones.intake.houses import House
from tests.zones.intake.reporters import Reporter
from tests.zones.intake.test_mailbox import KEYS, WORDS

from crimebook.sealing.messages import check_reporter_message
from crimebook.stores.spool import limits
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.limits import Space
from crimebook.zones.intake import house as open_house
from crimebook.zones.intake import uploads

MIB = 1 << 20


@pytest.fixture
def returned(reporter: Reporter) -> Reporter:
    """Somebody who came back with the words."""
    return reporter.post("return/", {"words": WORDS})


def do(reporter: Reporter, wish: str, **fields: Any) -> Reporter:
    return reporter.post("return/", {"mailbox": reporter.hidden["mailbox"], "do": wish, **fields})


def files_of(house: House, number: int = 0) -> list[bytes]:
    """Open the files of a letter that waits, as the desk does."""
    item, message = house.items(ItemKind.MESSAGE)[number], house.messages()[number]
    waiting = house.waiting()
    found = []
    for file in message.files:
        sealed = [b"".join(waiting.read_part(item.heading.hold, part.sha256)) for part in file.parts]
        found.append(b"".join(map(house.open, sealed))[: file.size])
    waiting.close()
    return found


def test_a_file_that_was_added_goes_with_the_words(returned: Reporter, house: House):
    content = b"van" * MIB
    do(returned, "add-file", file=SimpleUploadedFile("van.jpg", content), text="This is the van.")
    assert hashlib.sha256(content).hexdigest() in returned.page
    assert "This is the van." in returned.page, "what was typed stays"
    assert house.messages() == []
    do(returned, "add", text="This is the van.")
    assert "sealed and kept" in returned.page
    (message,) = house.messages()
    check_reporter_message(message, mailbox_id=KEYS.mailbox_id, sign_public=KEYS.sign_public, known=())
    assert (message.text, [file.name for file in message.files]) == ("This is the van.", ["van.jpg"])
    assert files_of(house) == [content]
    (item,) = house.items(ItemKind.MESSAGE)
    assert len(item.heading.parts) == len(message.files[0].parts) + len(message.decoys)
    assert "van.jpg" not in returned.page, "the next letter begins without files"


def test_send_takes_chosen_files_along_and_needs_no_words(returned: Reporter, house: House):
    do(returned, "add", text="", file=SimpleUploadedFile("a.txt", b"short"))
    assert "sealed and kept" in returned.page
    assert files_of(house) == [b"short"]


def test_neither_words_nor_files_are_no_letter(returned: Reporter, house: House):
    do(returned, "add", text=" ")
    assert returned.response.status_code == 422
    assert house.messages() == []


def test_several_files_and_one_taken_back(returned: Reporter, house: House):
    files = [SimpleUploadedFile("keep.txt", b"keep"), SimpleUploadedFile("drop.txt", b"drop")]
    do(returned, "add-file", file=files)
    do(returned, f"remove-file:{hashlib.sha256(b'drop').hexdigest()}", text="words stay")
    assert "words stay" in returned.page
    assert "drop.txt" not in returned.page
    do(returned, "add", text="words stay")
    assert files_of(house) == [b"keep"]


def test_a_page_that_is_sent_twice_is_the_same_message_with_the_same_files(returned: Reporter, house: House):
    do(returned, "add-file", file=SimpleUploadedFile("a.txt", b"a"))
    token = returned.hidden["mailbox"]
    for _ in range(2):
        returned.post("return/", {"mailbox": token, "do": "add", "text": "Once."})
    one, two = house.messages()
    assert (one.nonce, one.text, one.counter) == (two.nonce, two.text, two.counter)
    assert one.files == two.files


def test_a_withdrawal_brings_no_files_and_forgets_none(returned: Reporter, house: House):
    do(returned, "add-file", file=SimpleUploadedFile("a.txt", b"a"))
    do(returned, "ask-withdrawal")
    do(returned, "show")
    assert "a.txt" in returned.page
    do(do(returned, "ask-withdrawal"), "withdraw")
    assert house.messages()[0].files == ()


def test_a_file_that_is_too_large_is_refused_and_what_came_before_stays(
    returned: Reporter, house: House, monkeypatch: Any
):
    monkeypatch.setattr("crimebook.work.receiving.files.PART_CONTENT_BYTES", 1)
    monkeypatch.setattr("crimebook.work.receiving.files.MAX_PARTS", 8)
    do(returned, "add-file", file=SimpleUploadedFile("s.txt", b"s"), text="words")
    assert "s.txt" in returned.page
    do(returned, "add-file", file=SimpleUploadedFile("long.txt", b"long" * 99), text="words")
    assert returned.response.status_code == 422
    assert "there is room for less" in returned.page
    assert "s.txt" in returned.page
    assert "long.txt" not in returned.page
    assert "words" in returned.page


def test_a_full_disk_refuses_files_and_takes_words(returned: Reporter, house: House, monkeypatch: Any):
    drop = open_house.intake().drop
    monkeypatch.setattr(drop._disk, "space", lambda _path: Space(limits.Limits().text_reserve_bytes))
    do(returned, "add", file=SimpleUploadedFile("photo.jpg", bytes(MIB)), text="words")
    assert "no room for files now" in returned.page
    assert house.messages() == []
    do(returned, "add", text="words")
    assert [message.text for message in house.messages()] == ["words"]


def test_files_that_waited_too_long_are_asked_for_again(returned: Reporter, house: House):
    do(returned, "add-file", file=SimpleUploadedFile("old.txt", b"old"), text="words")
    for part in (house.path / "spool" / "parts").rglob("*"):
        if part.is_file():
            part.unlink()
    do(returned, "add", text="words")
    assert "waited longer than 24 hours" in returned.page
    assert "words" in returned.page
    assert house.messages() == []
    do(returned, "add", text="words", file=SimpleUploadedFile("old.txt", b"old"))
    assert files_of(house) == [b"old"]


def test_those_who_send_files_do_not_crowd_out_those_who_write(
    returned: Reporter, client: Client, house: House, monkeypatch: Any
):
    token = returned.hidden["mailbox"]
    monkeypatch.setattr(uploads, "_room", uploads.BoundedSemaphore(1))
    assert uploads._room.acquire(blocking=False)
    do(returned, "add-file", file=SimpleUploadedFile("a.txt", b"a"))
    assert returned.response.status_code == 503
    assert "words are always taken" in returned.page
    # The same form without a file, as a browser posts it.
    answer = client.post("/en/return/", {"mailbox": token, "do": "add", "text": "only words"})
    assert answer.status_code == 200
    assert [message.text for message in house.messages()] == ["only words"]
    uploads._room.release()


def test_a_file_without_a_mailbox_is_not_read(client: Client, house: House):
    client.post("/en/return/", {"mailbox": "none", "file": SimpleUploadedFile("flood.bin", bytes(3 * MIB))})
    assert not [path for path in (house.path / "spool" / "parts").rglob("*") if path.is_file()]
