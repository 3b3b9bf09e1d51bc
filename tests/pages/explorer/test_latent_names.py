"""A name given on one page is told to the others, and only the dashboard itself may give one."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.helpers.small import write_checkpoint
from tests.pages.asgi import Answer, ask
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint
from vizvae.ui.explorer.latent_names import latent_name_routes
from vizvae.ui.explorer.opened import model_url

JSON = {"content-type": "application/json", "host": "localhost"}


@pytest.fixture
def model(own_models: Path) -> str:
    write_checkpoint(own_models / "mine", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    return "mine"


def url(name: str) -> str:
    return model_url(find_checkpoint(name), "latent-names")


def put(address: str, body: object, **headers: str) -> Answer:
    app = Starlette(routes=latent_name_routes())
    return ask(app, address, "PUT", [json.dumps(body).encode()], {**JSON, **headers})


def test_a_name_is_told_to_every_page(model: str) -> None:
    named = put(url(model), {"latent": 1, "name": " smile "})
    assert (named.status, json.loads(named.body)) == (200, {"1": "smile"})
    assert named.headers["cache-control"] == "no-store"
    assert json.loads(ask(Starlette(routes=latent_name_routes()), url(model)).body) == {"1": "smile"}
    page = Dashboard()
    page.go_to("factors", model=model)
    assert page.data["names"] == {"1": "smile"}
    assert page.data["model"]["namesUrl"] == url(model)
    for other in ("sliders", "manifold"):
        page.go_to(other, model=model)
        assert page.data["initial"]["names"] == {"1": "smile"}
    # What is kept goes before a link that may be older; what the link alone names is shown too.
    page.go_to("sliders", model=model, names='{"1": "grin", "2": "yaw"}')
    assert page.data["initial"]["names"] == {"1": "smile", "2": "yaw"}
    put(url(model), {"latent": 1, "name": ""})
    page.go_to("manifold")
    assert page.data["initial"]["names"] == {}


@pytest.mark.parametrize(
    "body",
    [{}, [], {"latent": 3, "name": "x"}, {"latent": -1, "name": "x"}, {"latent": True, "name": "x"}, {"latent": 0, "name": 5}],
)
def test_what_is_no_name_of_a_latent_is_refused(model: str, body: object) -> None:
    answer = put(url(model), body)
    assert answer.status == 422
    assert "expected" in answer.text
    assert json.loads(ask(Starlette(routes=latent_name_routes()), url(model)).body) == {}


def test_a_name_comes_as_json_and_is_short(model: str) -> None:
    body = {"latent": 0, "name": "x"}
    assert put(url(model), body, **{"content-type": "text/plain"}).status == 415
    assert put(url(model), {**body, "name": "x" * 20_000}).status == 422
    assert put(f"/vizvae/models/{model}/{'0' * 16}/latent-names", body).status == 404
