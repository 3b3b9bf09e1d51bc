"""The family over β on the factors page: what the panel is told, its sheets of images, and what of it reaches the address."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.helpers.family import tell, told
from tests.helpers.small import write_checkpoint
from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard, data_of
from vizvae.beta_family import Spread, spread
from vizvae.catalogue import find_checkpoint
from vizvae.ui.factors.beta_family_chart import bends_back
from vizvae.ui.factors.measurements import Measurements, Protocol


class Factors(Dashboard):
    @property
    def panels(self) -> list[Any]:
        return [panel.proto for panel in self.app.get("bidi_component")]

    @property
    def family(self) -> dict[str, Any]:
        found = [data for panel in self.panels if "betas" in (data := data_of(panel))]
        assert len(found) == 1
        return found[0]

    @property
    def family_id(self) -> str:
        (found,) = (panel.id for panel in self.panels if "betas" in data_of(panel))
        return found

    def release(self, beta: float) -> None:
        at = {"beta": beta, "restoreId": self.family["restoreId"]}
        self._send(WidgetState(id=self.family_id, json_value=json.dumps({"at": at})))

    def open_member(self, name: str) -> None:
        events = json.dumps([{"event": "open", "value": name}])
        self._send(WidgetState(id=_make_trigger_id(self.family_id, "events"), json_trigger_value=events))


def visit(**address: str) -> Factors:
    page = Factors()
    page.go_to("factors", **address)
    return page


@pytest.fixture
def family(own_models: Path) -> Path:
    for name, beta, seed, mig in [("one", 1, 0, None), ("four-a", 4, 0, 0.3), ("four-b", 4, 1, 0.5)]:
        folder = own_models / name
        write_checkpoint(folder, "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
        tell(folder, **told(beta, seed=seed, mig=mig, rate=20 / beta + seed))
    return own_models


def test_the_panel_is_told_of_every_member_and_of_the_spread_over_seeds(family: Path) -> None:
    page = visit(model="four-b")
    assert not page.app.exception
    told_of = page.family
    assert told_of["betas"] == [1, 4]
    assert [(member["name"], member["measured"]) for member in told_of["members"]] == [
        ("one", False), ("four-a", True), ("four-b", True)
    ]  # fmt: skip
    assert told_of["members"][2]["figures"] == {
        "rate": 6, "distortion": 30, "latents_in_use": 2, "active_units": 2, "mig": 0.5
    }  # fmt: skip
    assert told_of["spreads"][0]["rate"] == {"mean": 20, "sd": None, "count": 1}
    assert told_of["spreads"][1]["mig"]["mean"] == pytest.approx(0.4)
    assert told_of["spreads"][1]["mig"]["sd"] == pytest.approx(0.2 / 2**0.5)
    assert (told_of["shown"], told_of["beta"]) == ("four-b", None)


def test_rate_and_distortion_are_drawn_with_every_seed_and_a_pressed_point_moves_the_slider(family: Path) -> None:
    page = visit(model="four-b")
    _, seeds, means = page.chart("family_points")["data"]
    told_of = page.family
    figures = {member["name"]: member["figures"] for member in told_of["members"]}
    assert [(x, y) for x, y in zip(seeds["x"], seeds["y"], strict=True)] == [
        (figures[name]["rate"], figures[name]["distortion"]) for name in ("one", "four-a", "four-b")
    ]
    mean = (figures["four-a"]["rate"] + figures["four-b"]["rate"]) / 2
    assert decoded(means["x"]) == pytest.approx([figures["one"]["rate"], mean])
    assert means["text"] == ["β = 1", "β = 4"]
    assert means["marker"]["color"][0] != means["marker"]["color"][1] == "#d55e00", "that of the model that is shown"
    page.press("family_points", [0, ""])
    assert page.address["beta"] == "1"
    assert page.family["chosen"]["beta"] == 1
    assert page.family | {"chosen": None} == told_of, "else it goes on where it was"
    assert page.chart("family_points")["data"][-1]["marker"]["color"][0] == "#d55e00"
    page.release(4)
    assert page.address["beta"] == "4"


def decoded(array: Any) -> list[float]:
    """As plotly sends arrays."""
    return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).tolist() if isinstance(array, dict) else array


def test_a_curve_that_bends_back_is_found_in_whatever_order_beta_goes() -> None:
    def of(*points: tuple[float, float]) -> list[dict[str, Spread]]:
        return [{"rate": spread([rate]), "distortion": spread([distortion])} for rate, distortion in points]

    assert not bends_back(of((30, 10), (20, 15), (10, 40)))
    assert bends_back(of((30, 16), (20, 15), (10, 40)))
    assert not bends_back([])


def test_a_released_slider_is_in_the_address_and_a_copy_of_it_opens_there(family: Path) -> None:
    page = visit(model="four-b")
    before = page.family
    page.release(1)
    assert page.address["beta"] == "1"
    assert page.family == before  # it stands there already
    page.report({"restoreId": page.data["restoreId"], "address": {"at": "0,0,0,0,0", "factor": "0"}})
    assert (page.address["at"], page.address["beta"]) == ("0,0,0,0,0", "1")
    copy = visit(**page.address)
    assert not copy.warnings
    assert copy.family["beta"] == 1
    (warning,) = visit(model="four-b", beta="7").warnings
    assert warning.startswith("The link's beta was left out: expected one that was trained (1, 4), got '7'.")


def test_a_member_opens_on_the_page_and_the_slider_goes_to_it(family: Path) -> None:
    page = visit(model="four-b", beta="4")
    page.open_member("one")
    assert not page.app.exception
    assert page.data["model"]["name"] == page.address["model"] == page.family["shown"] == "one"
    assert page.app.selectbox(key="factor_model").value == "one"
    assert page.family["beta"] is None
    assert "beta" not in page.address
    page.open_member("nobody")
    assert page.warnings[0].startswith("There is no model named nobody")
    assert page.data["model"]["name"] == "one"


def test_what_the_dashboard_has_measured_itself_is_in_the_table_too(
    family: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vizvae.ui.factors.beta_family import describe_family, shown_family

    measured = Measurements(tmp_path / "kept")
    monkeypatch.setattr("vizvae.ui.factors.beta_family.measurements", lambda: measured)
    checkpoint = find_checkpoint("one")
    found = shown_family(checkpoint)
    assert found is not None
    assert describe_family(found).members[0].measured is False
    measured._write(measured._key("metrics", checkpoint, Protocol()), json.dumps({"mig": {"value": 0.2}}).encode())
    described = describe_family(found)
    assert described.members[0].figures["mig"] == described.spreads[0]["mig"].mean == 0.2
    measured.close()


def test_data_without_a_family_have_no_panel(own_models: Path) -> None:
    write_checkpoint(own_models / "mine", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    page = visit(model="mine", beta="4")
    assert not page.app.exception
    assert not any("betas" in data_of(panel) for panel in page.panels)
    assert "there is no family of models of these data" in page.warnings[0]


def test_a_sheet_holds_the_images_what_the_model_makes_of_them_and_a_traversal_for_each_latent(family: Path) -> None:
    from vizvae.ui.factors.beta_family import describe_family, family_routes, shown_family  # its import registers components

    checkpoint = find_checkpoint("one")
    found = shown_family(checkpoint)
    assert found is not None
    url = describe_family(found).members[0].sheet_url
    app = Starlette(routes=family_routes())
    answer = ask(app, url)
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    pixels = np.asarray(Image.open(io.BytesIO(answer.body)))
    columns, latents = 7, 3
    assert pixels.shape == ((2 + latents) * 64, columns * 64)
    true, decoded = pixels[:64], pixels[64:128]
    assert set(np.unique(true)) == {0, 255}
    assert 0 < np.ptp(decoded) < 255
    middle = slice(columns // 2 * 64, (columns // 2 + 1) * 64)
    for row in range(2, 2 + latents):  # in the middle of each, the first image's own code
        np.testing.assert_allclose(pixels[row * 64 : (row + 1) * 64, middle].astype(int), decoded[:, :64].astype(int), atol=1)
    assert ask(app, url.replace("/sheet", "x/sheet")).status == 404
