"""Importing a gazetteer: named places come in, and windows that wanted a place are read again."""

from pathlib import PurePath

from crimebook.custody.events import Action, Deed
from crimebook.exchange.gazetteers import FORMATS, parse_geonames, parse_streets, parse_toml
from crimebook.exchange.partners.syrian_archive import is_list_of_places, parse_places
from crimebook.exchange.tables import Parsed, TableError
from crimebook.places.settlements import settlement_radius_m
from crimebook.stores.register import gazetteer, sources
from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.events import append_event
from crimebook.stores.register.sources import BatchFacts, Tally
from crimebook.stores.register.transactions import writing
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.ids import SourceName
from crimebook.terms.toponyms import Toponym
from crimebook.work.actors import Right, check_right
from crimebook.work.importing.importer import Delivery, ImportReport

KIND = "gazetteer"


def import_gazetteer(delivery: Delivery) -> ImportReport:
    """Import a gazetteer in our TOML, as settlements in CSV, or as streets in GeoJSON."""
    check_right(delivery.actor, Right.IMPORT)
    parsed = _parse(delivery.file, delivery.source)
    with writing():
        source_id = sources.ensure_source(delivery.source)
        new, known, changed = gazetteer.save_toponyms(source_id, parsed.records)
        tally = Tally(parsed.rows, new, known + changed, changed, len(parsed.refusals))
        facts = BatchFacts(KIND, delivery.file.name, delivery.file.digest, delivery.at, delivery.actor.key)
        writer = Writer()
        sources.add_batch(source_id, sources.reserve_batch(writer), facts, tally, writer)
        writer.close()
        append_event(
            Deed(
                object_id=f"source:{delivery.source}",
                action=Action.RECEIVED,
                actor=delivery.actor.key,
                at=delivery.at,
                reason=f"{KIND}: {tally}",
                inputs=(delivery.file.digest,),
            )
        )
    return ImportReport(delivery.source, KIND, tally, parsed.refusals, None)


def _parse(file: SourceFile, source: SourceName) -> Parsed[Toponym]:
    match FORMATS.get(PurePath(file.name).suffix):
        case "toml":
            return parse_toml(file.content, source)
        case "geonames" if is_list_of_places(file.content):
            return parse_places(file.content, source)
        case "geonames":
            return parse_geonames(file.content, source, radius_of=settlement_radius_m)
        case "streets":
            return parse_streets(file.content, source)
        case _:
            raise TableError(f"expected a gazetteer in {', '.join(FORMATS)}, got {file.name}")
