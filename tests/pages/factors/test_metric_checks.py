"""What the panel of constructed codes is answered."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.pages.asgi import Answer, ask
from vizvae.metrics.disentanglement.constructed import Constructed
from vizvae.ui.factors.metric_checks import metric_check_routes, metric_checks_data, read_recipe


def get(query: str) -> Answer:
    return ask(Starlette(routes=metric_check_routes()), metric_checks_data().url, query=query)


def body(query: str) -> dict[str, Any]:
    answer = get(query)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def test_quick_numbers_at_once_and_all_when_asked_for() -> None:
    quick = body("code=rotated&angle=17")
    assert quick["slow"] is None
    assert set(quick["quick"]) == {"mig", "modularity"}
    every = body("code=rotated&angle=17&all=1")
    assert set(every["slow"]) == {
        "dci_disentanglement", "dci_completeness", "dci_informativeness", "sap", "factor_vae_score", "beta_vae_score"
    }  # fmt: skip
    assert body("code=rotated&angle=17")["slow"] == every["slow"]  # known by now
    assert [len(row) for row in every["information"]] == [4] * 4
    assert len(every["points"]["codes"]) == len(every["points"]["factors"]) == 400
    assert [len(row) for row in body("code=duplicated")["information"]] == [8] * 4


def test_what_a_code_does_not_use_makes_no_other_code_of_it() -> None:
    assert read_recipe({"code": "perfect", "angle": "3", "noise": "x"}) == Constructed(kind="perfect")
    assert read_recipe({"code": "rotated", "angle": "12.4"}) == Constructed(kind="rotated", angle=12)
    assert read_recipe({"code": "noisy", "noise": "0.5000001"}) == Constructed(kind="noisy", noise=0.5)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "code=rotated",
        "code=rotated&angle=46",
        "code=rotated&angle=nan",
        "code=noisy&noise=-1",
        "code=noisy&noise=1e999",
    ],
)
def test_what_is_no_code_is_refused(query: str) -> None:
    answer = get(query)
    assert answer.status == 422
    assert "expected" in answer.text
    assert len(answer.text) < 200
