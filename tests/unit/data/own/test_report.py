"""What a set is said to hold adds up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from vizvae.data.own.build import build_set
from vizvae.data.own.options import Options
from vizvae.data.own.report import details

pytestmark = pytest.mark.usefixtures("runs")


def test_of_many_sizes_the_most_frequent_are_named_and_the_others_counted(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(14):
        Image.linear_gradient("L").rotate(20 * number).resize((20 + number, 24)).save(folder / f"{number}.png")
    sizes = details(build_set(folder, tmp_path / "set", Options(size=16), title="pictures"))[0]
    assert sizes.endswith(", others (4)")
    assert sum(map(int, re.findall(r"\((\d+)\)", sizes))) == 14
