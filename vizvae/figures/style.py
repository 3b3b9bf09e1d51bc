"""What all figures have in common: one palette, one layout, and a template each for a light page, a dark page and paper.

Colours of data are the same everywhere, and are seen on white and on black; what depends on the ground (text, grid, the ground itself) is
in the template alone. So a figure is put on another ground by changing its template (`themed`), which Streamlit does by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import plotly.graph_objects as go

Theme = Literal["light", "dark", "paper"]

SMALLEST_TEXT = 13
BLUE, VERMILION, GREEN, PINK, VIOLET = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#9e59fe"
LINES = (BLUE, VERMILION, GREEN, PINK, VIOLET)
"""For lines and thin marks: each has a contrast of 3 : 1 with white and with a dark page. More than five differ by their dashes, too."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
PALETTE = (BLUE, VERMILION, GREEN, PINK, VIOLET, "#e69f00", "#56b4e9", "#9f0153", "#2dfce1", "#f0e442")
"""For filled marks, with `EDGE` around them: the ten class colours of the pages (frontend/src/parts/drawing/colours.ts), first those
that also serve as lines. Seven are those of Okabe and Ito, "Color Universal Design" (2008); the others were searched for so that no two
come closer under simulated colour blindness."""
CLASSES = tuple(PALETTE[place] for place in (5, 6, 2, 9, 0, 1, 3, 7, 8, 4))
"""The same in the order of the pages: class 3 has one colour wherever it is drawn."""
NEUTRAL = "#808080"
"""What has no class, and guides; 3.9 : 1 on white, 4.8 : 1 on a dark page"""
EDGE = {"width": 0.5, "color": NEUTRAL}
"""Around filled marks: yellow alone would be lost on white, crimson on black."""
SEQUENTIAL = ((0.0, "#443983"), (0.2, "#31688e"), (0.4, "#21908c"), (0.6, "#35b779"), (0.8, "#8fd744"), (1.0, "#fde725"))
"""Low to high: viridis (Smith and van der Walt, 2015) without its darkest sixth, which is lost on black"""
AMOUNT = ((0.0, "#8fb0d6"), (1.0, "#2a6fd6"))
"""Little to much, of marks whose size says the same; both ends are seen on white and on black."""
GROUNDS: dict[Theme, dict[str, str]] = {
    "light": {"ground": "#ffffff", "ink": "#16181d", "grid": "#e3e5ea", "frame": "#b9bdc7"},
    "dark": {"ground": "#0e1117", "ink": "#fafafa", "grid": "#2b2f38", "frame": "#565c69"},
    "paper": {"ground": "#ffffff", "ink": "#000000", "grid": "#e0e0e0", "frame": "#000000"},
}
_FONTS = "system-ui, 'Source Sans Pro', 'Segoe UI', Helvetica, Arial, sans-serif"
_current: list[Theme] = ["light"]


def set_theme(theme: str) -> None:
    """The ground of all figures that are made from now on; "light" to begin with. Raises ValueError for an unknown one."""
    _current[0] = _known(theme)


def template(theme: str | None = None) -> go.layout.Template:
    """Text, grid and ground; without a theme, those of `set_theme`."""
    import plotly.graph_objects as go

    colours = GROUNDS[_known(theme or _current[0])]
    ink, axis = colours["ink"], {"gridcolor": colours["grid"], "linecolor": colours["frame"], "zerolinecolor": colours["frame"]}
    return go.layout.Template(
        data={"scatter": [{"selected": {"textfont": {"color": ink}}}]},  # else the words beside points that are not selected fade
        layout={
            "font": {"family": _FONTS, "color": ink, "size": SMALLEST_TEXT},
            "paper_bgcolor": colours["ground"], "plot_bgcolor": colours["ground"], "colorway": LINES,
            "colorscale": {"sequential": SEQUENTIAL, "sequentialminus": SEQUENTIAL[::-1]},
            "hoverlabel": {"bgcolor": colours["ground"], "bordercolor": colours["frame"], "font": {"color": ink}},
            "xaxis": axis | {"ticks": "outside", "tickcolor": colours["frame"]},
            "yaxis": axis | {"ticks": "outside", "tickcolor": colours["frame"]},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours["frame"], "activecolor": ink},
        }
    )  # fmt: skip


def themed(figure: go.Figure, theme: str) -> go.Figure:
    """The same figure on another ground; the given one is not changed. Raises ValueError for an unknown theme."""
    import plotly.graph_objects as go

    return go.Figure(figure).update_layout(template=template(theme))


def laid_out(figure: go.Figure, *, title: str, height: int) -> go.Figure:
    """With a title, room for its words, and letters that can be read, on the ground of `set_theme`."""
    small = {"size": SMALLEST_TEXT}
    figure.update_layout(
        template=template(),
        title={"text": escaped(title), "font": {"size": 15}, "x": 0, "xanchor": "left", "pad": {"l": 10}},
        font=small,
        height=height,
        margin={"l": 10, "r": 10, "t": 56, "b": 10},
        showlegend=False,
        legend={"font": small, "title": {"font": small}},
        hoverlabel={"font": small},
        dragmode=False,
    )
    # Numbers as the tables beside a figure write them, 60,040: not 60.04k.
    written = {"exponentformat": "none", "separatethousands": True}
    figure.update_xaxes(automargin=True, tickfont=small, title_font=small, title_standoff=6, **written)
    figure.update_yaxes(automargin=True, tickfont=small, title_font=small, title_standoff=8, **written)
    return figure


def legend_below(figure: go.Figure) -> go.Figure:
    """The names in rows below the plot, which leaves them as much room as they need: beside it there would be none on a narrow screen."""
    row = {"orientation": "h", "x": 0, "xanchor": "left", "y": 0, "yref": "container", "yanchor": "bottom"}
    return figure.update_layout(showlegend=True, legend=row)


def require_something(number: int, what: str, remedy: str) -> None:
    """Raises ValueError, a sentence, for a figure that would be empty."""
    if number == 0:
        raise ValueError(f"expected {what} to draw, got none: {remedy}")


def latent_name(latent: int) -> str:
    """z₀, z₁, …, as the pages call them"""
    return "z" + str(latent).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def translucent(colour: str, strength: float) -> str:
    """A colour of the form #2a6fd6 laid over what is below it; `strength`: 1 hides that."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:.3f})"


def escaped(text: str) -> str:
    """Plotly takes what it is given for a kind of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _known(theme: str) -> Theme:
    if theme not in get_args(Theme):
        raise ValueError(f"expected a theme out of {', '.join(get_args(Theme))}, got {theme!r}")
    return theme  # type: ignore[return-value]
