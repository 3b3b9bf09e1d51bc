"""The steps of the page Learn for docs/ideas.md, in the page's own words."""

from __future__ import annotations

import json
import re

from vizvae.paths import PROJECT

FRONTEND = PROJECT / "vizvae" / "ui" / "frontend" / "src" / "pages" / "learn"
PARAMETERS = PROJECT / "vizvae" / "ui" / "learn" / "parameters.json"
STEP = re.compile(r'^  "?(?P<step>[a-z-]+)"?: \{\n    title: "(?P<title>[^"]+)",\n    idea: "(?P<idea>[^"]+)",', re.MULTILINE)


def ideas_list() -> str:
    """Raises ValueError where the steps that the page has are not those that are found here."""
    found = {match["step"]: match for match in STEP.finditer((FRONTEND / "steps" / "index.ts").read_text(encoding="utf-8"))}
    order = list(json.loads(PARAMETERS.read_text(encoding="utf-8"))["steps"])
    if order != list(found):
        raise ValueError(f"expected the steps {order} in learn/steps/index.ts, found {list(found)}")
    return "\n".join(
        f"{place}. **{found[step]['title']}.** {found[step]['idea']} `/learn?step={step}`" for place, step in enumerate(order, 1)
    )
