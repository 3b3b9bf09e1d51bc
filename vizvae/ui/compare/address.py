"""The address of the Compare page.

    ?models=vae_gan&seed=3&digit=5&to=12&at=0.25&x=kl&y=recon_nll

Its parameters are declared in parameters.json; the browser reads the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vizvae.rivals.contenders import CONTENDERS
from vizvae.ui.address.codec import declared, read_address, table, write_address

COLUMNS = tuple(contender.name for contender in CONTENDERS.values() if contender.column)
"""In the order of the page."""
_DECLARED = declared(Path(__file__).parent)
PARAMETERS = table(_DECLARED["parameters"])
FIGURES = tuple(_DECLARED["figures"])
"""What may stand on an axis: a field of `Comparison`."""


def tidied(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of an address can be used, without what is said by default; and a sentence for each part that cannot."""
    view, problems = read_address(PARAMETERS, query, {"columns": COLUMNS, "figures": FIGURES})
    if view["models"] == COLUMNS:
        view["models"] = None
    return write_address(PARAMETERS, view), problems
