"""Pages of reports and of interviews, over a desk that was really unlocked."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.work.opening import cast

from crimebook.sealing.messages import MessageKind
from crimebook.stores.blobs.blob import BlobMissingError
from crimebook.stores.register import models, reports
from crimebook.stores.register.members import ensure_member
from crimebook.unsealing.errors import UnsealError
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report
from crimebook.zones.desk import unlocked
from crimebook.zones.desk.views import interviews
from crimebook.zones.desk.views import reports as pages

KEYS = cast.words_of(5)


@pytest.fixture
def desk(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    ensure_operator()
    ensure_member("asker", "Asker", "interviewer")
    ensure_member("other", "Other", "interviewer")
    ensure_member("checker", "Checker", "auditor")
    desk = cast.make_desk(tmp_path)
    for module in (pages, interviews):
        monkeypatch.setattr(module, "find_desk", lambda: desk)
        monkeypatch.setattr(module, "need_desk", lambda: desk)
    return desk


@pytest.fixture
def locked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pages, interviews):
        monkeypatch.setattr(module, "find_desk", lambda: None)
        monkeypatch.setattr(module, "need_desk", unlocked.need_desk)


def signed_in(key: str = "operator") -> Client:
    client = Client()
    session = client.session
    session["actor_key"] = key
    session.save()
    client.cookies["desk"] = session.session_key
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def opened(desk: Desk, **told: Any) -> str:
    return cast.bring(desk, cast.body(desk, KEYS, **told), cast.seal_files(desk, b"a photograph"))


def test_the_list_puts_danger_first_and_says_nothing_that_was_told(desk: Desk):
    quiet = opened(desk)
    danger = opened(desk, answers=cast.answers(safe_now="no"))
    page = text_of(signed_in().get("/en/reports/"))
    assert page.index(danger) < page.index(quiet)
    assert "danger now" in page
    assert "канарэйка" not in page


def test_a_report_shows_what_was_told_in_its_own_language_and_the_reading_is_recorded(desk: Desk):
    ref = opened(desk)
    response = signed_in().get(f"/en/reports/{ref}/")
    page = text_of(response)
    assert "канарэйка: мяне білі" in page
    assert "Збіццё" in page or "збі" in page.lower()
    assert response["Cache-Control"] == "no-store"
    told = models.CustodyEvent.objects.filter(object_id=f"report:{ref}", action="read")
    assert told.count() == 1
    assert models.CustodyEvent.objects.filter(object_id="journal:operator", body__contains=ref).exists()


def test_a_notice_that_was_read_is_nothing_that_the_program_could_not_read(desk: Desk):
    told = cast.answers(consent_notice=True)
    page = text_of(signed_in().get(f"/en/reports/{opened(desk, answers=told)}/"))
    assert "Not read by this program" not in page
    told = cast.answers(consent_notice=True, someone="else")
    assert "Not read by this program" in text_of(
        signed_in().get(f"/en/reports/{opened(desk, answers=told)}/")
    )


def test_what_a_reporter_wrote_is_never_taken_for_markup(desk: Desk):
    ref = opened(desk, text="<script>alert(1)</script>", answers=cast.answers(actor_known="<b>x</b>"))
    page = text_of(signed_in().get(f"/en/reports/{ref}/"))
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_locked_desk_shows_the_register_and_nothing_that_was_told(desk: Desk, locked: None):
    ref = opened(desk)
    page = text_of(signed_in().get(f"/en/reports/{ref}/"))
    assert "The desk is locked" in page
    assert "канарэйка" not in page
    assert signed_in().post(f"/en/reports/{ref}/files/1/").status_code == 404


def test_a_file_is_saved_and_never_shown(desk: Desk):
    ref = opened(desk)
    assert signed_in().get(f"/en/reports/{ref}/files/1/").status_code == 405
    response = signed_in().post(f"/en/reports/{ref}/files/1/")
    assert b"".join(response.streaming_content) == b"a photograph"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    told = models.CustodyEvent.objects.get(object_id=f"report:{ref}", action="exported")
    assert "file 1, saved in clear" in told.body
    assert signed_in().post(f"/en/reports/{ref}/files/2/").status_code == 404


def test_a_large_file_goes_out_by_the_page_and_memory_does_not_grow_with_it(desk: Desk):
    size = 100 << 20
    ref = cast.bring(desk, cast.body(desk, KEYS), cast.seal_files(desk, bytes(size)))
    client = signed_in()
    assert f"/en/reports/{ref}/files/1/" in text_of(client.get(f"/en/reports/{ref}/"))
    before = files_in(desk)
    tracemalloc.start()
    try:
        response = client.post(f"/en/reports/{ref}/files/1/")
        told = models.CustodyEvent.objects.get(object_id=f"report:{ref}", action="exported")
        assert "file 1, saved in clear" in told.body, "before the first byte"
        came = sum(len(piece) for piece in response.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (came, response["Content-Length"]) == (size, str(size))
    assert peak < size // 20
    assert files_in(desk) == before, "nothing in clear lies anywhere"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (response["Cache-Control"], response["Content-Type"]) == ("no-store", "application/octet-stream")
    assert response["Content-Disposition"].startswith("attachment")


def test_a_file_that_was_changed_at_its_end_never_has_the_length_that_was_said(desk: Desk):
    content = b"a photograph" * 20_000
    ref = cast.bring(desk, cast.body(desk, KEYS), cast.seal_files(desk, content))
    (kept,) = (path for path in desk.folders.blobs.rglob("*") if path.is_file())
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-1])
    response = signed_in().post(f"/en/reports/{ref}/files/1/")
    came = []
    with pytest.raises(UnsealError):
        came.extend(response.streaming_content)
    assert content.startswith(b"".join(came))
    assert 0 < len(b"".join(came)) < int(response["Content-Length"])


def test_a_file_that_is_gone_is_told_before_anything_is_sent(desk: Desk):
    ref = opened(desk)
    (kept,) = (path for path in desk.folders.blobs.rglob("*") if path.is_file())
    kept.unlink()
    with pytest.raises(BlobMissingError):
        signed_in().post(f"/en/reports/{ref}/files/1/")


def test_who_goes_away_in_the_middle_leaves_no_file_open(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    ref = cast.bring(desk, cast.body(desk, KEYS), cast.seal_files(desk, bytes(1 << 20)))
    left = []
    reading = desk.blobs.reading

    @contextmanager
    def watched(name: Any) -> Iterator[Any]:
        with reading(name) as file:
            try:
                yield file
            finally:
                left.append(name)

    monkeypatch.setattr(desk.blobs, "reading", watched)
    response = signed_in().post(f"/en/reports/{ref}/files/1/")
    assert left == []
    response.close()
    assert len(left) == 1


def files_in(desk: Desk) -> set[Path]:
    """All that lies on the desk."""
    return {path for path in desk.folders.blobs.parent.rglob("*") if path.is_file()}


def test_an_answer_goes_into_the_mailbox(desk: Desk):
    ref = opened(desk)
    client = signed_in()
    done = client.post(f"/en/reports/{ref}/write/", {"kind": "question", "text": "Ці была побач камера?"})
    assert done.status_code == 302
    assert done["Location"] == f"/en/reports/{ref}/#dialogue"
    assert [each.text for each in cast.fetch_words(desk, KEYS)] == ["Ці была побач камера?"]
    assert "Ці была побач камера?" in text_of(client.get(f"/en/reports/{ref}/"))
    refused = client.post(f"/en/reports/{ref}/write/", {"kind": "feedback", "text": "used"})
    assert refused.status_code == 400
    assert "used</textarea>" in text_of(refused)


def test_a_report_is_moved_by_the_steps_that_there_are(desk: Desk):
    ref, other = opened(desk), cast.bring(desk, cast.body(desk))
    client = signed_in()
    assert client.post(f"/en/reports/{ref}/move/", {"state": "erased"}).status_code == 400
    client.post(f"/en/reports/{ref}/move/", {"state": "duplicate", "duplicate_of": other})
    assert (reports.find_report(ref).state, reports.find_report(ref).duplicate_of) == ("duplicate", other)
    client.post(f"/en/reports/{ref}/move/", {"urgency": "0"})
    assert reports.find_report(ref).urgency == 0


def test_a_withdrawal_at_the_desk_is_shown_with_its_end_and_can_be_taken_back(desk: Desk):
    ref = opened(desk)
    client = signed_in()
    assert client.post(f"/en/reports/{ref}/withdraw/", {"reason": ""}).status_code == 400
    client.post(f"/en/reports/{ref}/withdraw/", {"reason": "asked on the telephone"})
    assert "It is erased from" in text_of(client.get(f"/en/reports/{ref}/"))
    assert models.Incident.objects.count() == 0
    client.post(f"/en/reports/{ref}/withdraw/", {"undo": "1"})
    assert models.Incident.objects.count() == 1


def test_a_reporters_own_withdrawal_offers_no_way_back_at_the_desk(desk: Desk):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL)
    cast.take(desk)
    assert "only the twelve words take it back" in text_of(signed_in().get(f"/en/reports/{ref}/"))


def test_an_erased_report_shows_its_trail_alone(desk: Desk):
    ref = opened(desk)
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    page = text_of(signed_in().get(f"/en/reports/{ref}/"))
    assert "its key was destroyed" in page
    assert "канарэйка" not in page


def test_who_may_not_read_reports_is_not_told_that_there_are_any(desk: Desk):
    ref = opened(desk)
    for key in ("checker", "asker"):
        assert signed_in(key).get(f"/en/reports/{ref}/").status_code == 404
    assert signed_in("checker").get("/en/reports/").status_code == 404
    assert ref not in text_of(signed_in("asker").get("/en/reports/"))


def lead(client: Client, ref: str, section: str, **fields: Any) -> Any:
    return client.post(f"/en/reports/interviews/{ref}/{section}/", fields)


def begun(client: Client, **differing: str) -> str:
    told = {"way": "victim", "language": "be", "told_before": "yes"} | differing
    done = client.post("/en/reports/interviews/begin/", told)
    assert done.status_code == 302
    return done["Location"].split("/")[4]


def test_an_interview_becomes_a_report_that_its_interviewer_reads_and_no_other(desk: Desk):
    client = signed_in("asker")
    ref = begun(client)
    assert "Already told to others before" in text_of(client.get(f"/en/reports/interviews/{ref}/start/"))
    lead(client, ref, "start", safe_now="yes", age="25_to_39")
    lead(client, ref, "account", first_account="аповед голасам")
    lead(client, ref, "sensitive", **{"sexual_violence.special": "unsaid"})
    lead(client, ref, "details", details=["when", "done", "detention"])
    lead(client, ref, "when", **{"event_when.date": "10.08.2020", "event_when.part": "evening"})
    lead(client, ref, "done", acts=["ill_treatment.beating"])
    lead(
        client,
        ref,
        "detention",
        **{
            "detention_legs.0.leg": "police_station",
            "detention_legs.0.place.words": "Savieckaje RUUS",
            "detention_legs.0.period.from.date": "10.08.2020",
        },
    )
    conduct = text_of(client.get(f"/en/reports/interviews/{ref}/conduct/"))
    assert "аповед голасам" in conduct
    done = lead(
        client,
        ref,
        "conduct",
        protocol=["peace", "murad"],
        had_interpreter="yes",
        interpreter="sworn, of another town",
        was_read_back="yes",
        told_before="yes",
        support_offered="yes",
    )
    assert done.status_code == 302, text_of(done)
    page = text_of(client.get(f"/en/reports/{ref}/"))
    assert "аповед голасам" in page
    assert "sworn, of another town" in page
    row = reports.find_report(ref)
    assert (row.channel, row.interviewer, row.mailbox) == ("interview", "asker", "")
    incident = models.Incident.objects.get(external_id=ref)
    assert [act.code for act in incident.acts.all()] == ["ill_treatment.beating"]
    assert incident.legs.get().step == "police_station"
    told = models.Interview.objects.get(report__ref=ref)
    assert (told.protocols, told.had_interpreter, told.was_signed) == (["peace", "murad"], "yes", "unknown")
    assert models.InterviewDraft.objects.count() == 0
    assert signed_in("other").get(f"/en/reports/{ref}/").status_code == 404
    assert "аповед голасам" in text_of(signed_in().get(f"/en/reports/{ref}/"))


def test_an_interview_that_is_not_ended_is_seen_by_nobody_else_and_stands_nowhere_in_clear(desk: Desk):
    client = signed_in("asker")
    ref = begun(client)
    lead(client, ref, "account", first_account="аповед голасам")
    assert ref in text_of(client.get("/en/reports/"))
    assert "аповед голасам" in text_of(client.get(f"/en/reports/interviews/{ref}/account/"))
    for key in ("other", "operator"):
        assert signed_in(key).get(f"/en/reports/interviews/{ref}/account/").status_code == 404
    assert "аповед".encode() not in bytes(models.InterviewDraft.objects.get(ref=ref).sealed)


def test_an_answer_that_cannot_be_taken_stays_in_its_field(desk: Desk):
    client = signed_in("asker")
    ref = begun(client)
    lead(client, ref, "details", details=["when"])
    refused = lead(client, ref, "when", **{"event_when.date": "the day after"})
    assert refused.status_code == 400
    assert 'value="the day after"' in text_of(refused)
    assert "cannot be read" in text_of(refused)


def test_danger_in_an_interview_is_answered_before_it_goes_on(desk: Desk):
    client = signed_in("asker")
    ref = begun(client)
    done = lead(client, ref, "start", safe_now="no", age="25_to_39")
    assert done["Location"].endswith("?stop=danger")
    assert 'role="alert"' in text_of(client.get(done["Location"]))


def test_a_discarded_interview_leaves_no_key(desk: Desk):
    client = signed_in("asker")
    ref = begun(client)
    lead(client, ref, "account", first_account="аповед голасам")
    assert signed_in("other").post(f"/en/reports/interviews/{ref}/discard/").status_code == 404
    assert client.post(f"/en/reports/interviews/{ref}/discard/").status_code == 302
    assert not (desk.folders.vault / "reports" / ref).exists()
    assert client.get(f"/en/reports/interviews/{ref}/account/").status_code == 404


def test_every_section_of_every_way_can_be_shown(desk: Desk):
    client = signed_in("asker")
    details = [
        "when", "where", "done", "orders", "by_whom", "injuries", "detention", "witnesses", "files",
    ]  # fmt: skip
    for way in ("victim", "witness", "relative", "medic", "insider", "organisation", "under_18"):
        ref = begun(client, way=way, language="ru")
        offered = {box.code for box in interviews.load_form().question("details").options_of(way)}
        lead(client, ref, "details", details=[each for each in details if each in offered])
        page = text_of(client.get(f"/en/reports/interviews/{ref}/start/"))
        for section in {part.split("/")[0] for part in page.split(f"/interviews/{ref}/")[1:]} - {"discard"}:
            assert client.get(f"/en/reports/interviews/{ref}/{section}/").status_code == 200, section
