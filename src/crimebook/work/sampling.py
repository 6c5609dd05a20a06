"""The sample book: documented cases of August 2020 restated as facts, and invented recordings around them."""

from dataclasses import dataclass
from importlib import resources

from crimebook.stores.staging.files import SourceFile
from crimebook.terms.digests import sha256_hex

GAZETTEER_SOURCE = "crimebook-gazetteer"
GAZETTEER_FILES = ("gazetteer.toml", "landmarks.toml")
"""Settlements and regions; streets, landmarks and city districts. One source, drawn by us."""

SCENARIO_SEED, SCENARIO_INCIDENTS = 9, 150
"""The scenario that stands in the sample book: one invented night or two, with its truth."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file of the sample book: its kind of import, its name, and the source it stands for."""

    kind: str
    name: str
    source: str


SAMPLE_FILES = (
    SampleFile("institutions", "institutions.csv", "sample-institutions"),
    SampleFile("cases", "cases.csv", "sample-cases"),
    SampleFile("figures", "figures.csv", "sample-press"),
    SampleFile("recordings", "recordings.csv", "sample-recordings"),
    SampleFile("radio", "radio.csv", "sample-radio"),
    SampleFile("institutions", "invented-units.csv", "sample-invented"),
    SampleFile("cases", "invented-cases.csv", "sample-invented"),
    *(
        SampleFile(kind, f"{kind}.csv", "sample-papers")
        for kind in (
            "detentions",
            "evaluations",
            "deaths",
            "orders",
            "descriptions",
            "identifications",
            "translations",
            "retractions",
            "consents",
            "headcounts",
            "departures",
            "deployments",
        )
    ),
    SampleFile("persons", "officers.csv", "sample-officers"),
    SampleFile("persons", "officers-told.csv", "sample-told"),
    SampleFile("postings", "postings.csv", "sample-officers"),
)
"""In the order in which they come in: what a row is about comes first. Papers are about invented cases."""


def sample_file(name: str) -> SourceFile:
    """Return a file that ships with the program."""
    content = resources.files("crimebook.work.sample_book").joinpath(name).read_bytes()
    return SourceFile(name, "sample_book", content, sha256_hex(content))
