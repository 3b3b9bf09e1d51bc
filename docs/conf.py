"""The documentation as a site: `make docs` builds it into docs/_build, from the same pages that one reads in the repository."""

import os
import re
from typing import Any

os.environ.setdefault("MKL_CBWR", "AUTO,STRICT")

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

import vizvae

lexers["mermaid"] = TextLexer()  # the picture of the rooms, as text: to draw it, a page would ask a network for a script

project = "VizVAE"
author = "the VizVAE authors"
release = version = vizvae.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
add_module_names = False
maximum_signature_line_length = 80
html_theme = "furo"
html_title = f"VizVAE {release}"
exclude_patterns = ["_build", "notebooks/.ipynb_checkpoints"]


def as_code(_app: Any, _what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """What stands in backticks in a docstring is code, as in Markdown, and what is indented after a paragraph is an example."""
    for place, line in enumerate(lines):
        lines[place] = re.sub(r"(?<![`:])`([^`]+)`(?!`)", r"``\1``", line)
        if (
            line.startswith("    ")
            and place > 1
            and not lines[place - 1].strip()
            and not lines[place - 2].startswith((" ", "::"))
        ):
            lines[place - 1] = "\n::\n"
    lines[:] = "\n".join(lines).split("\n")


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", as_code)
