"""What the component reports lands in the address; what the picker chooses reaches the component."""

from typing import Any

import pytest

from tests.pages.dashboard import Dashboard
from vizvae.ui.explorer.address import pack_pixels

MODEL = "mnist-2d"


def view(**changes: Any) -> dict[str, Any]:
    address = {"model": MODEL, "z": "0.125_-2", "input": "data-11", "names": '{"0":"slant"}', **changes}
    return {"address": {key: value for key, value in address.items() if value is not None}}


@pytest.fixture(scope="module")
def opened() -> Dashboard:
    """A page for all reports that leave it as it was."""
    return Dashboard(model=MODEL)


def test_a_released_pointer_changes_the_address_and_nothing_else() -> None:
    page = Dashboard(model=MODEL)
    told = page.data
    page.report(view())
    assert page.address == {"model": MODEL, "z": "0.125_-2", "input": "data-11", "names": '{"0":"slant"}'}
    assert page.data == told  # the component is not told what it has just said: it would jump under the next drag
    page.rerun()
    assert page.address["z"] == "0.125_-2"


def test_a_released_pointer_after_many() -> None:
    page = Dashboard(model=MODEL)
    for step in range(5):
        page.report(view(z=f"{step}_{-step}"))
    assert page.address["z"] == "4_-4"
    page.report(view(input=None, names=None))
    assert page.address == {"model": MODEL, "z": "0.125_-2"}


def test_a_drawing_is_in_the_address() -> None:
    packed = pack_pixels(bytes(784))
    page = Dashboard(model=MODEL)
    page.report(view(input=f"drawing-{packed}"))
    assert page.address["input"] == f"drawing-{packed}"
    again = Dashboard(**page.address)
    assert again.data["initial"] == {"z": [0.125, -2], "input": {"kind": "drawing", "pixels": packed}, "names": {"0": "slant"}}


def test_a_report_of_the_model_shown_before_is_ignored() -> None:
    page = Dashboard(model=MODEL)
    before = page.address
    page.report(view(model="mnist-mlp", z="_".join(["0"] * 20)))
    assert page.address == before


@pytest.mark.parametrize(
    "reported",
    [
        view(z="_1"), view(z="1"), view(z="text"), view(z=None), view(z=[[1], [2]]), view(z="1e300_0"), view(z=5),
        view(input="data-5000"), view(input="drawing-AAAA"), view(input="data-"), view(input=""),
        view(names='{"9":"x"}'), view(names="[]"), view(model=None), view(model=7),
        {"address": []}, {"address": None}, {}, [], "text", None, 7,
    ],
)  # fmt: skip
def test_a_report_that_is_none_leaves_the_page_as_it_was(opened: Dashboard, reported: Any) -> None:
    page = opened
    page.report(view())
    before = page.address
    page.report(reported)
    page.assert_usable(MODEL)
    assert page.address == before
    assert all("could not be kept" in warning for warning in page.warnings)
    page.report(view(z="1_1"))
    assert page.address["z"] == "1_1"


def test_another_model_of_the_same_data_keeps_a_numbered_input() -> None:
    page = Dashboard(model=MODEL, input="data-42", names='{"0":"slant"}')
    before = page.data
    page.choose_model("mnist-mlp")
    page.assert_usable("mnist-mlp")
    after = page.data
    assert after["restoreId"] != before["restoreId"]
    assert after["initial"]["input"] == {"kind": "data", "index": 42}
    assert after["initial"]["names"] == {}  # a name belongs to a model
    assert page.address["model"] == "mnist-mlp"
    assert page.address["input"] == "data-42"


def test_a_model_of_other_data_drops_a_numbered_input_but_keeps_a_drawing() -> None:
    page = Dashboard(model=MODEL, input="data-42")
    page.choose_model("fashion-conv")
    page.assert_usable("fashion-conv")
    assert page.data["initial"]["input"] == {"kind": "data", "index": 3}
    packed = pack_pixels(bytes([0, 255] * 392))
    page = Dashboard(model=MODEL, input=f"drawing-{packed}")
    page.choose_model("fashion-conv")
    assert page.data["initial"]["input"] == {"kind": "drawing", "pixels": packed}


def test_a_report_counts_when_the_model_is_switched() -> None:
    page = Dashboard(model=MODEL)
    page.report(view())
    page.choose_model("mnist-ae-2d")
    assert page.data["initial"]["input"] == {"kind": "data", "index": 11}


def test_the_view_survives_a_visit_to_another_page() -> None:
    page = Dashboard(model=MODEL)
    page.report(view())
    page.go_to("models")
    page.app.query_params.clear()
    page.go_to("sliders")
    page.assert_usable(MODEL)
    assert page.address["z"] == "0.125_-2"


def test_two_visitors_do_not_share_a_view() -> None:
    first, second = Dashboard(model=MODEL), Dashboard(model="fashion-conv")
    first.report(view())
    second.rerun()
    assert second.address["model"] == "fashion-conv"
    assert first.address["z"] == "0.125_-2"
