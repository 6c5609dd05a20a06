import json
import os
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest
from tests.sealing.cast import DAY, DESK, body
from tests.sealing.custodians import CUSTODY, KEYS, NAME, SAID, identity_of, signed_report
from tests.sealing.test_manifest import CUSTODIANS, manifest

from crimebook.sealing.envelope import (
    LEAST_BYTES,
    ReportBody,
    body_bytes,
    parse_body,
    read_report,
    report_digest,
    seal_report,
    with_identities,
)
from crimebook.sealing.errors import EnvelopeError
from crimebook.sealing.identity import (
    Custody,
    IdentityContent,
    IdentityHeader,
    content_bytes,
    parse_content,
    recipient_digest,
    seal_identity,
)
from crimebook.sealing.shares import Aim
from crimebook.unsealing.agefile import open_bytes

REPORT = signed_report()


def header_with(**differences: Any) -> ReportBody:
    identity = identity_of(REPORT)
    return replace(REPORT, identity=replace(identity, header=replace(identity.header, **differences)))


def shares_with(**differences: Any) -> ReportBody:
    first, *rest = identity_of(REPORT).header.shares
    return header_with(shares=(replace(first, **differences), *rest))


def test_what_was_said_of_a_person_stands_nowhere_in_the_opened_body():
    opened = open_bytes(seal_report(REPORT, [DESK.recipient], os.urandom).envelope, [DESK])
    assert read_report(opened) == REPORT
    sealed = [b64decode(each.sealed) for each in (identity_of(REPORT), identity_of(REPORT, Aim.DANGER))]
    assert not any(NAME.encode() in each for each in (opened, *sealed))


def test_the_size_of_a_report_does_not_tell_whether_somebody_said_who_they_are():
    sizes = {
        len(seal_report(each, [DESK.recipient], os.urandom).envelope) for each in (body(), signed_report())
    }
    assert len(sizes) == 1
    assert LEAST_BYTES < sizes.pop() < LEAST_BYTES + 2_000


def test_the_size_of_an_identity_does_not_tell_how_long_a_name_is():
    def size(name: str) -> int:
        said = {Aim.IDENTITY: {"identity": {"name": name}}}
        return len(identity_of(with_identities(body(), said, CUSTODY, os.urandom)).sealed)

    assert size("N") == size("N" * 600) < size("N" * 1_000)


def test_nothing_said_is_nothing_sealed():
    assert with_identities(body(), {Aim.IDENTITY: {}, Aim.DANGER: {}}, CUSTODY, os.urandom) == body()
    assert with_identities(body(), {}, None, os.urandom) == body()


def test_nobody_is_asked_where_there_is_nobody_to_seal_to():
    with pytest.raises(EnvelopeError, match="custodians"):
        with_identities(body(), {Aim.IDENTITY: SAID}, None, os.urandom)


def test_each_share_is_sealed_to_its_custodian_and_a_contact_for_danger_needs_two():
    header = identity_of(REPORT).header
    assert [each.custodian for each in header.shares] == list(KEYS)
    assert [each.recipient for each in header.shares] == [
        recipient_digest(each.recipient) for each in CUSTODY.custodians
    ]
    assert (header.needed, identity_of(REPORT, Aim.DANGER).header.needed) == (3, 2)
    assert header.recipient != identity_of(signed_report()).header.recipient


def test_an_identity_belongs_to_its_report_and_to_no_other():
    digest = report_digest(body())
    assert identity_of(REPORT).header.report == report_digest(REPORT) == digest
    assert digest != report_digest(body(nonce="2" * 64)) != report_digest(body(text="Другое."))
    with pytest.raises(EnvelopeError, match="of this report"):
        body_bytes(replace(REPORT, nonce="2" * 64))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(REPORT, day="2020-08-10"), id="a body that was changed"),
        pytest.param(replace(REPORT, identity=REPORT.danger), id="the contact for danger as the identity"),
        pytest.param(replace(REPORT, danger=REPORT.identity), id="the identity as the contact for danger"),
        pytest.param(header_with(version=2), id="a future header"),
        pytest.param(header_with(needed=1), id="one who opens alone"),
        pytest.param(header_with(needed=6), id="more needed than there are"),
        pytest.param(header_with(shares=()), id="no shares"),
        pytest.param(header_with(shares=identity_of(REPORT).header.shares[::-1]), id="shares out of order"),
        pytest.param(header_with(recipient="age1x"), id="a classical recipient"),
        pytest.param(shares_with(digest="0"), id="a digest that is none"),
        pytest.param(shares_with(recipient="0"), id="a key's digest that is none"),
        pytest.param(shares_with(custodian=0), id="nobody's share"),
        pytest.param(shares_with(sealed="AAAA"), id="a share of another size"),
        pytest.param(shares_with(sealed="A"), id="a share that is no base64"),
        pytest.param(
            replace(REPORT, identity=replace(identity_of(REPORT), sealed="AAAA")), id="another size"
        ),
    ],
)
def test_a_report_with_an_identity_that_cannot_be_is_refused(changed: ReportBody):
    with pytest.raises(EnvelopeError):
        body_bytes(changed)


def test_a_header_without_a_true_recipient_is_refused_when_it_is_read():
    recipient = identity_of(REPORT).header.recipient
    content = body_bytes(REPORT).replace(recipient.encode(), b"age1pq1" + b"q" * 1_952)
    with pytest.raises(EnvelopeError):
        parse_body(content)


def test_a_body_must_say_whether_there_is_an_identity():
    told = json.loads(body_bytes(body()))
    assert told["identity"] is None
    assert told["danger"] is None
    del told["identity"]
    with pytest.raises(EnvelopeError):
        parse_body(json.dumps(told, separators=(",", ":"), sort_keys=True).encode())


def test_the_content_is_read_as_it_was_written_and_must_say_something():
    content = IdentityContent(Aim.DRILL, "a" * 64, "report/1", "be", {"identity": {"name": "Ім'я"}})
    assert parse_content(content_bytes(content)) == content
    for fault in ({"said": {}}, {"report": "a"}, {"version": 2}):
        with pytest.raises(EnvelopeError):
            content_bytes(replace(content, **fault))
    with pytest.raises(EnvelopeError, match="bytes of a person"):
        seal_identity(replace(content, said={"identity": {"name": "N" * 20_000}}), CUSTODY, os.urandom)


def test_what_was_said_does_not_show_where_it_is_printed():
    content = IdentityContent(Aim.IDENTITY, "a" * 64, "report/1", "be", SAID)
    assert NAME not in repr(content)
    assert isinstance(identity_of(REPORT).header, IdentityHeader)
    assert identity_of(REPORT).sealed not in repr(REPORT)
    assert body().day == DAY


def test_a_manifest_without_custodians_gives_no_custody():
    assert Custody.of(manifest()) is None
    assert Custody.of(manifest(custodians=CUSTODIANS, custodians_needed=2)) == Custody(CUSTODIANS, 2)
