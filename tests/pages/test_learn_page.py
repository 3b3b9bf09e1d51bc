"""The Learn page: the step in the address, and code that is the code."""

from tests.pages.dashboard import Dashboard
from vizvae.gaussian import DiagonalGaussian
from vizvae.ui.learn import excerpt


def opened(**address: str) -> Dashboard:
    page = Dashboard()
    page.go_to("learn", **address)
    assert not page.app.exception
    return page


def test_a_link_opens_its_step_and_what_is_read_stands_in_the_address() -> None:
    page = opened(step="reparameterisation")
    assert page.data["step"] == "reparameterisation"
    told = page.data
    page.report({"step": "bound", "restoreId": told["restoreId"]})
    assert page.address == {"step": "bound"}
    assert page.data == told, "the component is told nothing that it has said itself"
    page.report({"step": "reparameterisation", "restoreId": "of another link"})
    assert page.address == {"step": "bound"}
    page.go_to("models")
    page.go_to("learn")
    assert page.data["step"] == "bound"


def test_without_a_link_it_opens_plainly() -> None:
    page = opened()
    assert page.data["step"] == ""
    assert page.address == {}


def test_the_code_that_is_shown_is_the_code_without_its_docstring() -> None:
    shown = opened().data["code"]["at"]
    assert shown == excerpt(DiagonalGaussian.at)
    assert shown["file"] == "vizvae/gaussian.py"
    assert shown["lines"][-1].strip() == "return self.mu + self.std * noise.to(self.mu.device)"
    assert not any('"""' in line for line in shown["lines"])
