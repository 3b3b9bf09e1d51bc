"""The choice of a model by its words and by its picture."""

from pathlib import Path

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.cards.words import choices
from vizvae.catalogue import find_checkpoint, list_checkpoints
from vizvae.ui.explorer.model_picture import picture_url


def open_gallery(page: Dashboard) -> None:
    page.app.session_state["model_gallery"] = True
    page.rerun()


def gallery(page: Dashboard) -> list[str]:
    """Names of the models whose picture is a button, in order"""
    return [key.removeprefix("gallery_") for button in page.app.button if (key := button.key or "").startswith("gallery_")]


def test_the_gallery_shows_nothing_until_it_is_opened_and_then_all_in_the_order_of_the_words() -> None:
    page = Dashboard(model="mnist-mlp")
    assert gallery(page) == []
    open_gallery(page)
    offered = choices(list_checkpoints())
    assert gallery(page) == list(offered)
    groups = [text.value.strip("*") for text in page.app.markdown if text.value.startswith("**")]
    assert groups == list(dict.fromkeys(choice.group for choice in offered.values()))
    for button, choice in zip(
        [one for one in page.app.button if (one.key or "").startswith("gallery_")], offered.values(), strict=True
    ):
        assert f"]({picture_url(find_checkpoint(choice.name))})" in button.label
        assert ("✓" in button.label) == (choice.name == "mnist-mlp")


def test_a_picture_chooses_its_model_as_the_words_do_and_the_gallery_closes() -> None:
    page, other = Dashboard(), Dashboard()
    open_gallery(page)
    page.app.button(key="gallery_faces-beta-16").click().run()
    page.assert_usable("faces-beta-16")
    assert not page.errors
    assert gallery(page) == []
    other.choose_model("faces-beta-16")
    assert page.address == other.address
    page.go_to("manifold")
    page.assert_usable("faces-beta-16")


def test_a_name_with_a_space_has_a_picture(own_models: Path) -> None:
    write_checkpoint(own_models / "my model (2)")
    page = Dashboard(model="my model (2)")
    open_gallery(page)
    (label,) = (button.label for button in page.app.button if button.key == "gallery_my model (2)")
    assert "/my%20model%20%282%29/" in label
