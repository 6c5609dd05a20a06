"""Partners' real files: every record comes in, with the figures that were counted apart from this program."""

from collections import Counter
from pathlib import Path

import pytest

from crimebook.exchange.accounts import Account, parse_accounts
from crimebook.exchange.partners.catalogue import FORMATS
from crimebook.exchange.partners.syrian_archive import parse_places
from crimebook.exchange.tables import Parsed
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import read_places
from crimebook.terms.ids import SourceName

pytestmark = pytest.mark.outside


def parse(name: str, path: Path) -> Parsed[Account]:
    return parse_accounts(FORMATS[name], path.read_bytes())


@pytest.fixture(scope="module")
def incidents(outside: Path) -> Parsed[Account]:
    return parse("2020pb", outside / "us-2020pb" / "all-locations-v2.json")


@pytest.fixture(scope="module")
def videos(outside: Path) -> Parsed[Account]:
    return parse("syrian-archive", outside / "syrian-archive" / "violations.csv")


def test_every_incident_comes_in_also_the_undated_and_the_unplaced(incidents: Parsed[Account]):
    assert (len(incidents.records), len(incidents.refusals)) == (1_340, 0)
    assert sum(each.where.spot is not None for each in incidents.records) == 1_336
    assert sum(each.when.first is not None for each in incidents.records) == 1_337


def test_every_day_of_an_incident_has_a_zone_but_where_nobody_knows_the_place(incidents: Parsed[Account]):
    nowhere = [each for each in incidents.records if not each.when.zones]
    assert len(nowhere) == 1
    assert nowhere[0].where.spot is None


def test_every_link_is_kept_and_shared_links_are_found(incidents: Parsed[Account]):
    links = [link.url for each in incidents.records for link in each.links]
    told = Counter(links)
    by_incident = Counter(url for each in incidents.records for url in {link.url for link in each.links})
    assert (len(links), len(told)) == (3_883, 3_806)
    assert sum(count > 1 for count in told.values()) == 58
    assert sum(count > 1 for count in by_incident.values()) == 36


def test_every_video_comes_in_with_its_minute(videos: Parsed[Account]):
    assert (len(videos.records), len(videos.refusals)) == (4_135, 0)
    assert all(each.when.local is not None for each in videos.records)
    assert sum(each.where.spot is not None for each in videos.records) == 1_994


def test_videos_of_one_day_and_quarter_stand_together(videos: Parsed[Account]):
    groups = Counter(
        (each.when.local.start.date(), each.where.towns)
        for each in videos.records
        if each.when.local and each.where.words and each.where.towns != each.where.words
    )
    together = [count for count in groups.values() if count > 1]
    assert (len(together), sum(together)) == (642, 2_477)


def test_the_places_of_the_publication_place_the_videos_that_have_no_point(
    outside: Path, videos: Parsed[Account]
):
    toponyms = parse_places(
        (outside / "syrian-archive" / "syrian_places.csv").read_bytes(), SourceName("places")
    )
    assert (len(toponyms.records), len(toponyms.refusals)) == (164, 0)
    gazetteer = Gazetteer(toponyms.records)
    unplaced = [each.where for each in videos.records if each.where.spot is None]
    found = [
        any(reading.place for reading in read_places(each.words, towns=each.towns, gazetteer=gazetteer))
        for each in unplaced
        if each.words
    ]
    assert len(unplaced) == 2_141
    assert sum(found) >= 1_112


def test_every_camera_of_the_inventory_stands_somewhere(outside: Path):
    cameras = parse("cameras", outside / "cameras-trafford" / "trafford_cctv_cameras.csv")
    assert (len(cameras.records), len(cameras.refusals)) == (24, 0)
    assert all(each.where.spot is not None for each in cameras.records)
