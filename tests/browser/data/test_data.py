"""Images of one's own in a browser: dropped, looked at, added, and on the Train page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import close_page, new_page
from tests.unit.data.own.pictures import fill


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    opened = new_page(browser)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    yield opened
    close_page(opened)
    assert complaints == []


def _type_name(page: Page, text: str) -> None:
    """Not at once: what is typed in the moment in which Streamlit draws the field anew, it puts back to what it was."""
    page.wait_for_timeout(1500)
    name = page.get_by_role("textbox", name="Name")
    name.fill(text)
    name.press("Enter")


def test_from_a_drop_to_train(page: Page, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    fill(folder / "finch", 12)
    fill(folder / "wren", 12, first=50, mode="L")
    (folder / "wren" / "broken.png").write_bytes(b"\x89PNG")
    archive = shutil.make_archive(str(tmp_path / "my birds"), "zip", folder)
    page.goto(f"{url}/data")
    expect(page.get_by_text("A good folder")).to_be_visible()
    page.locator("input[type=file]").set_input_files(archive)

    # Each picture beside the image that becomes of it, and then what was found.
    sheet = page.get_by_role("list", name="Pictures as they were found")
    expect(sheet.locator("img.made").first).to_be_visible()
    expect(page.get_by_text("24 images of 64 × 64, colour", exact=True)).to_be_visible()
    assert sheet.locator("img.made").first.evaluate("image => image.naturalWidth") == 64
    expect(page.get_by_text("1 file left out")).to_be_visible()

    # Another size shows at once; a reload loses nothing.
    page.get_by_role("spinbutton", name="Pixels a side").fill("32")
    page.get_by_role("spinbutton", name="Pixels a side").press("Enter")
    expect(page.get_by_text("24 images of 32 × 32, colour", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("24 images of 64 × 64, colour", exact=True)).to_be_visible()

    _type_name(page, "vögel")
    expect(page.get_by_text("expected a name of up to 64 letters")).to_be_visible()
    _type_name(page, "birds")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("was added.")).to_be_visible()
    page.get_by_role("button", name="Train on it").first.click()
    expect(page).to_have_url(re.compile("/train"))
    expect(page.get_by_role("combobox", name=re.compile("Data"))).to_have_value("birds")
    expect(page.get_by_text("24 images").or_(page.get_by_text("parameters")).first).to_be_visible()


def test_a_folder_keeps_its_folders_as_classes(page: Page, url: str, tmp_path: Path) -> None:
    fill(tmp_path / "pets" / "cats", 8)
    fill(tmp_path / "pets" / "dogs", 8, first=50)
    page.goto(f"{url}/data")
    page.get_by_text("A folder", exact=True).click()
    page.locator("input[type=file][webkitdirectory]").set_input_files(tmp_path / "pets")
    expect(page.get_by_text("16 images of 64 × 64, colour", exact=True)).to_be_visible()
    expect(page.get_by_text("2 classes", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("pets")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("A good folder")).to_be_visible()


def test_a_phone(browser: Browser, url: str) -> None:
    page = new_page(browser, width=390, height=844, color_scheme="dark")
    page.goto(f"{url}/data")
    page.get_by_role("button", name="Try it with drawn shapes").click()
    expect(page.get_by_text("240 images of 64 × 64, colour", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Take back").click()
    close_page(page)
