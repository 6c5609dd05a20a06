"""GeoPandas: a spatial join of boxes, then time and distance."""

import geopandas

from bench.peers.predicate import arrays, keep
from bench.peers.running import Rig, Tally
from bench.peers.strtree import AT_ONCE, boxes


def run(rig: Rig) -> tuple[Tally, str]:
    incidents, recordings = (arrays(rig.table(side)) for side in ("incidents", "recordings"))
    tally = Tally()
    with rig.step("build"):
        theirs = geopandas.GeoDataFrame(geometry=boxes(recordings), crs="EPSG:4326")
        mine = geopandas.GeoDataFrame(geometry=boxes(incidents), crs="EPSG:4326")
        assert theirs.sindex is not None
    with rig.step("join"):
        for at in range(0, len(mine), AT_ONCE):
            found = geopandas.sjoin(mine.iloc[at : at + AT_ONCE], theirs, predicate="intersects")
            tally.add(*keep(incidents, recordings, found.index.to_numpy(), found["index_right"].to_numpy()))
    return tally, f"geopandas {geopandas.__version__}"
