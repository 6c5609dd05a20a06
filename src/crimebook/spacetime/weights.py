"""How much each chance counts: the constants of the score that no geometry gives.

Sources err, cameras are held where things happen, and what we take as independent is not; so a chance of one
in a million is far weaker evidence than it looks. Each term is therefore mixed with the chance that what it
rests on is wrong, and counts with an exponent below one, as in a tempered likelihood (Grünwald 2012, the
safe Bayesian). Exponents, kinds and the start were fitted by one logistic regression of truth on four
invented scenarios (seeds 31 to 34), without what is told to have lasted: there the chance is that of
presence, near one for all, and would teach that time says little. How they hold on seeds that they were not
fitted on: `bench/recall.py`, `docs/benchmarks.md`. They are no measurement of any real night.
"""

from collections.abc import Mapping
from types import MappingProxyType

WRONG = 0.1
"""How often what is told of a time or a place is wrong altogether: then any recording is as good."""

TIME_WEIGHT = 0.64
PLACE_WEIGHT = 0.40
VIEW_WEIGHT = 0.39

START_BITS = 0.2
"""What a recording of an unnamed kind starts with, before the stratum's means are weighed."""

KIND_BITS: Mapping[str, float] = MappingProxyType(
    {
        "audio": 0.8,
        "bodycam": 0.3,
        "dashcam": -0.5,
        "doorbell": -0.5,
        "drone": 0.8,
        "fixed_camera": -2.8,
        "livestream": 0.3,
        "photo": 0.5,
        "video": 1.0,
    }
)
"""What the kind alone says: a phone is held up because something happens, a fixed camera runs anyway."""
