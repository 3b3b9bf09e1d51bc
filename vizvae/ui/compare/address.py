"""The address of the Compare page.

    ?data=mnist&models=vae_gan&own=my-run~another&seed=3&digit=5&to=12&at=0.25&x=kl&y=recon_nll

Its parameters are declared in parameters.json; the browser reads the same file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vizvae.comparison.contenders import SETS, contenders_of
from vizvae.comparison.own_contender import own_contender
from vizvae.figures.comparison import AXES
from vizvae.ui.address.codec import declared, read_address, table, write_address
from vizvae.ui.http.parameters import Mended, Own

OWN_SEPARATOR = "~"
"""No run has it in its name."""
LAST_OF_OWN = 4
"""So many models of one's own at most"""


def _read_own(text: str, limits: Any) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for name in text.split(OWN_SEPARATOR) if name))
    found, problems = [], [f"expected at most {LAST_OF_OWN} models"] if len(names) > LAST_OF_OWN else []
    for name in names[:LAST_OF_OWN]:
        try:
            own_contender(name, limits["shown"])
            found.append(name)
        except ValueError as error:
            problems.append(str(error).rstrip("."))
    if problems:
        raise Mended(tuple(found), "kept in part" if found else "left out", "; ".join(problems))
    return tuple(found)


PARAMETERS = table(declared(Path(__file__).parent), own=Own(reader=_read_own, writer=OWN_SEPARATOR.join, start=()))
KEPT = ("data", "x", "y")
"""What the component neither shows nor changes"""


def data_of(address: Mapping[str, str]) -> str:
    """Key of the data set whose models an address shows."""
    asked = address.get("data", "")
    return asked if asked in SETS else PARAMETERS["data"].start


def columns_of(data: str) -> tuple[str, ...]:
    """Names of the models that have a column, in the order of the page."""
    return tuple(one.name for one in contenders_of(data) if one.column)


def tidied(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of an address can be used, without what is said by default; and a sentence for each part that cannot."""
    data = data_of(query)
    columns = columns_of(data)
    limits = {"sets": SETS, "shown": (data,), "columns": columns, "figures": tuple(AXES)}
    view, problems = read_address(PARAMETERS, query, limits)
    if view["models"] == columns:
        view["models"] = None
    return write_address(PARAMETERS, view), problems


def own_of(address: Mapping[str, str]) -> Sequence[str]:
    """The models of one's own in an address that `tidied` has gone over."""
    return [name for name in address.get("own", "").split(OWN_SEPARATOR) if name]
