"""An error becomes a message, in a page and in the callbacks that run before it."""

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.small import write_checkpoint
from tests.pages.factors_page import visit
from vizvae.paths import PAGES, PROJECT


def page() -> None:
    import streamlit as st

    from vizvae.ui.jobs.background import TooManyJobs
    from vizvae.ui.shell.errors import error_boundary, guarded_callback

    @guarded_callback
    def fail(kind: str) -> None:
        if kind != "none":
            raise {
                "bad input": ValueError("There are 3 latents, not 4."),
                "a queue": TooManyJobs("Many ask at once."),
                "a bug": KeyError("at"),
            }[kind]

    with error_boundary():
        for kind in ("none", "bad input", "a queue", "a bug"):
            st.button(kind, key=kind, on_click=fail, args=(kind,))
        st.write("drawn")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("none", []),
        ("bad input", ["There are 3 latents, not 4."]),
        ("a queue", ["Many ask at once."]),
        ("a bug", ["Something broke on our side"]),
    ],
)
def test_a_callback_that_fails_leaves_a_message_above_the_page_for_one_run(kind: str, says: list[str]) -> None:
    app = AppTest.from_function(page).run()
    assert not app.error
    app.button(key=kind).click().run()
    assert not app.exception
    assert [found.value[: len(said)] for found, said in zip(app.error, says, strict=True)] == says
    assert [found.value for found in app.markdown] == ["drawn"]
    app.run()
    assert not app.error


def test_the_pointer_is_released_on_the_factors_page_after_its_model_has_gone(own_models: Path) -> None:
    for name in ("gone", "stays"):
        write_checkpoint(own_models / name, "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    factors = visit(model="gone")
    view = factors.view(factor="2")
    shutil.rmtree(own_models / "gone")
    factors.report(view)
    assert not factors.app.exception
    assert factors.data["model"]["name"] == factors.model == "stays"
    (error,) = factors.errors
    assert error == "There is no model named gone. Known models: stays."
    assert factors.warnings[-1] == "a small vae_strided-bernoulli is shown instead."


def sources() -> Iterator[ast.Module]:
    for folder in (PAGES, PROJECT / "vizvae" / "ui"):
        for path in sorted(folder.rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def found(tree: ast.Module, names: Callable[[ast.AST], Iterator[str]]) -> set[str]:
    return {name for node in ast.walk(tree) for name in names(node)}


def callbacks(node: ast.AST) -> Iterator[str]:
    """The functions that a call passes as `on_…`, or in a lambda or a `partial`, and what `show_boxes` is given to pass on."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "show_boxes":
        yield ast.unparse(node.args[2])
    elif isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg and keyword.arg.startswith("on_"):
                called = keyword.value.body if isinstance(keyword.value, ast.Lambda) else keyword.value
                called = called.body if isinstance(called, ast.IfExp) else called
                if isinstance(called, ast.Call):
                    called = called.args[0] if ast.unparse(called.func) == "partial" else called.func
                if isinstance(called, ast.Name | ast.Attribute):
                    yield called.id if isinstance(called, ast.Name) else called.attr


def guarded(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef) and "guarded_callback" in {ast.unparse(decorator) for decorator in node.decorator_list}:
        yield node.name


def test_every_callback_is_guarded() -> None:
    trees = list(sources())
    passed = set().union(*(found(tree, callbacks) for tree in trees))
    assert {"take_view", "take", "switch_model", "_note", "switch_graph", "take_graph_view", "_list_anew"} <= passed
    assert {"_choose", "_choose_cell"} <= passed
    passed.remove("choose")  # the parameter of `show_boxes`: what it is given is asked for above
    assert not passed - set().union(*(found(tree, guarded) for tree in trees))
