"""Rows of partners' lists of a force, all invented: builders take only what differs."""


def personnel(**differing: str) -> dict[str, str]:
    """Return a row of a "Personnel" download of the Security Force Monitor."""
    return {
        "unit:id:admin": "u-1",
        "unit:name": "1 Invented Regiment",
        "person:admin:id": "s-1",
        "person:name": "Adam Invented",
        "person:other_names": "",
        "person_extra:date_of_birth": "",
        "person_extra:deceased_date": "",
        "person:posting_role": "Commander",
        "person:posting_rank": "Colonel",
        "person:posting_title": "Head of the regiment",
        "person:posting_first_cited_date": "2018-03",
        "person:posting_first_cited_date_start": "N",
        "person:posting_last_cited_date": "2021-06-01",
        "person:posting_last_cited_date_end": "Y",
        **differing,
    }


def parentage(**differing: str) -> dict[str, str]:
    """Return a row of a "Parentage" download."""
    return {
        "unit:id:admin": "u-1",
        "unit:name": "1 Invented Regiment",
        "unit:related_unit": "u-2",
        "unit:related_unit:name": "Invented Command",
        "unit:related_unit_class": "Command",
        "unit:related_unit_first_cited_date": "2015",
        "unit:related_unit_first_cited_date_start": "Y",
        "unit:related_unit_last_cited_date": "2020-12-31",
        "unit:related_unit_open": "Y",
        **differing,
    }


def entity(number: str, schema: str, **properties: object) -> dict[str, object]:
    """Return an entity of FollowTheMoney."""
    return {"id": number, "schema": schema, "properties": properties}
