"""The page: in the navigation, drawn, and its route answers."""

import json

from starlette.applications import Starlette

from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard
from vizvae.ui.server import routes
from vizvae.ui.shell import pages


def test_it_is_in_the_navigation_and_draws_images() -> None:
    assert pages.all_pages()[-1].name == "draws"
    visitor = Dashboard()
    visitor.go_to("draws")
    assert not visitor.app.exception
    assert visitor.errors == []
    assert [header.value for header in visitor.app.header] == ["Draws"]
    assert "mnist-2d" in visitor.app.selectbox[0].options
    assert "mnist-ae-2d" not in visitor.app.selectbox[0].options
    assert len(visitor.app.get("image")[0].proto.imgs) == 8


def test_its_route_answers_and_says_what_is_not_there() -> None:
    app = Starlette(routes=routes.all_routes())
    found = json.loads(ask(app, "/vizvae/draws/mnist-2d").body)
    assert len(set(found)) == 8
    assert ask(app, "/vizvae/draws/nothing").status == 404
