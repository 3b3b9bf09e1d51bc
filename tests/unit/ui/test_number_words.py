"""Numbers and counts on the pages are written by one module, so that none has an exponent, a hyphen for a minus or `1 steps`."""

import re
from pathlib import Path

import vizvae.ui

SOURCES = Path(vizvae.ui.__file__).parent / "frontend" / "src"
OWN = ("parts/latent/numbers.ts",)
ELSEWHERE = {
    r"toPrecision\(|toExponential\(": "formatShort or formatSignificant: toPrecision writes 7.8e+2",
    r"toLocaleString\(": "formatCount, counted or formatDecimal",
    r"""replace\("-", "(−|\\u2212)"\)""": "formatDecimal: it knows that there is no −0",
    r"""=== 1 \? "(\w*)" : "\1e?s["]""": "counted",
}
ROUNDED = ("pages/train/views/live_controls.tsx",)
"""A slider's value, rounded and not shown"""


def test_numbers_are_written_by_one_module() -> None:
    found = []
    for path in sorted(SOURCES.rglob("*.ts*")):
        name = path.relative_to(SOURCES).as_posix()
        if name in OWN or ".test." in name:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found += [
                f"{name}:{number}: {remedy}"
                for pattern, remedy in ELSEWHERE.items()
                if re.search(pattern, line) and not (name in ROUNDED and "Number((" in line)
            ]
    assert found == []
