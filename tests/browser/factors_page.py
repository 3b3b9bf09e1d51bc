"""The factors page as a visitor handles it."""

from typing import ClassVar

from tests.browser.page import Explorer


class Factors(Explorer):
    TESTID: ClassVar[str] = "factors"
    PATH: ClassVar[str] = "/factors"

    def shifts(self) -> dict[int, float]:
        """How far each latent has moved with the factor, in standard deviations."""
        bars = self.page.locator("[data-shift]").evaluate_all(
            "bars => bars.map(bar => [bar.closest('[data-testid^=shift]').dataset.testid.slice(6), bar.dataset.shift])"
        )
        return {int(latent): float(shift) for latent, shift in bars}

    def track(self, testid: str) -> tuple[float, float, float]:
        self(testid).scroll_into_view_if_needed()
        box = self(testid).bounding_box()
        assert box is not None
        return box["x"] + 10, box["x"] + box["width"] - 10, box["y"] + box["height"] / 2
