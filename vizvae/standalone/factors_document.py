"""The document of a site that shows the factors of its models, with Plotly beside it."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping, Sequence
from importlib.resources import files

from vizvae.figures.style import template
from vizvae.standalone.built import built_file
from vizvae.standalone.document import script_element
from vizvae.ui.http.contract import encode
from vizvae.ui.http.packed_contract import Fact, FactorsIndex

ABSENT = (
    "Moving a factor and seeing which latents follow: each image is drawn and encoded by Python. The pictures here are of one image.",
    "The bins behind mutual information, a family over β, codes of your own, and measuring a model.",
)
SECURITY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


CHARTS = Fact(what="Licence of the charts", text="Plotly.js: MIT, © Plotly, Inc.")


def plotly_file() -> tuple[str, bytes]:
    """Its name, with a hash of its content, and its content: what the Python package draws with."""
    content = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    return f"plotly-{hashlib.sha256(content).hexdigest()[:16]}.min.js", content


def factors_html(
    models: Mapping[str, str],
    titles: Mapping[str, str],
    plotly: str,
    facts: Sequence[Fact],
    elsewhere: Mapping[str, tuple[str, str]],
) -> str:
    """`models`: name to the file of its `PackedFactors`. `plotly`: the file. `elsewhere`: other pages' titles and addresses, by name; all
    files relative to the document."""
    index = FactorsIndex(models=dict(models), templates={theme: template(theme).to_plotly_json() for theme in ("light", "dark")})
    links = "".join(f'<a href="{address}" data-page="{page}">{title}</a>' for page, (title, address) in elsewhere.items())
    chosen = "".join(f'<option value="{name}">{html.escape(titles[name])}</option>' for name in models)
    about = "".join(f"<dt>{html.escape(one.what)}</dt><dd>{html.escape(one.text)}</dd>" for one in (*facts, CHARTS))
    absent = "".join(f"<li>{html.escape(one)}</li>" for one in ABSENT)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{SECURITY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<title>Factors · VizVAE</title><link rel="icon" href="data:,">'
        f"<style>{built_file('standalone.css').decode()}{built_file('standalone_factors.css').decode()}</style></head><body>"
        f'<header id="vizvae-frame"><nav aria-label="Pages">{links}</nav><label>Model <select id="model">{chosen}</select></label>'
        f'<details class="about"><summary>About this site</summary><div><dl>{about}</dl><p>What takes a server, and so is not here:</p>'
        f'<ul>{absent}</ul></div></details></header><p id="problems" role="status"></p>'
        '<main><h1>Which latent carries what?</h1><p>The images are drawn from a few factors that we know; the model has seen the images '
        "alone. How well do its latents agree with the factors?</p>"
        '<div class="two"><section><label>Metric <select id="metric"></select></label><div id="bars" class="chart"></div></section>'
        '<section><p id="said"></p><div id="matrix" class="chart"></div><div id="boxes"><label>Factor <select id="factor"></select></label>'
        '<label>Latent <select id="latent"></select></label><button type="button" id="close">Close</button></div></section></div>'
        '<section id="evidence" class="two" hidden aria-live="polite"><div><h2 id="cell"></h2><div id="points" class="chart"></div></div>'
        '<div><figure id="factor-strip"></figure><figure id="latent-strip"></figure><div id="information" class="chart"></div></div>'
        "</section></main><noscript><p>This page draws its charts in the browser: it needs JavaScript.</p></noscript>"
        f'<script src="{plotly}"></script>\n'
        + script_element("application/json", encode(index).decode().replace("<", "\\u003c"), "vizvae-factors")
        + script_element("module", built_file("standalone_factors.js").decode())
        + "</body></html>"
    )  # fmt: skip
