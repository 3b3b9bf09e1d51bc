"""The factors page without a browser."""

from typing import Any

from tests.pages.dashboard import Dashboard


class Factors(Dashboard):
    PICKER = "factor_model"

    @property
    def model(self) -> str:
        return str(self.app.selectbox(key=self.PICKER).value)

    def choose_model(self, name: str) -> None:
        self.app.selectbox(key=self.PICKER).set_value(name).run()

    def assert_usable(self, model: str | None = None) -> None:
        assert not self.app.exception
        assert not self.errors
        assert self.data["model"]["name"] == self.model == (model or self.model)
        assert all(url.startswith("data:image/png;base64,") for url in self.data["firstImages"])

    @property
    def matrix(self) -> str:
        """Its key, which is another one when it is drawn anew."""
        (found,) = (key for key in self.charts() if key.startswith("factors_matrix"))
        return found

    def view(self, **changes: Any) -> dict[str, Any]:
        at = ",".join(map(str, self.data["initial"]["at"]))
        return {"restoreId": self.data["restoreId"], "address": {"at": at, "factor": "0", **changes}}


def visit(**address: str) -> Factors:
    page = Factors()
    page.go_to("factors", **address)
    return page
