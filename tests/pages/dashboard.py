"""The dashboard without a browser: Streamlit's AppTest, and the component's side of the conversation."""

from __future__ import annotations

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from vizvae.paths import PAGES, ROUTER
from vizvae.ui.shell.text import shown_text

TIMEOUT = 300
"""Seconds; the first run of a session imports torch, on a machine that may be training a model."""


def data_of(component: Any) -> dict[str, Any]:
    """The page's data that a component was told, from Streamlit's message."""
    return told(component)["data"]


def told(component: Any) -> dict[str, Any]:
    """All that it was told: the `data`, and `whyNotChange`."""
    return json.loads(json.loads(component.json)["json"])


class Dashboard:
    """One visitor."""

    def __init__(self, **address: str) -> None:
        self.app = AppTest.from_file(ROUTER, default_timeout=TIMEOUT)
        self.app.query_params.update(address)
        self.app.run()

    @classmethod
    def at(cls, page: str, **address: str) -> Dashboard:
        """A visitor whose first page is that of a link."""
        visitor = cls.__new__(cls)
        visitor.app = AppTest.from_file(ROUTER, default_timeout=TIMEOUT)
        visitor.app.query_params.update(address)
        visitor.app.switch_page(str(PAGES / f"{page}.py")).run()
        return visitor

    def rerun(self) -> None:
        self.app.run()

    def go_to(self, page: str, **address: str) -> None:
        """Like the navigation in a browser, which leaves the old page's parameters behind."""
        self.app.query_params.clear()
        for name, value in address.items():
            self.app.query_params[name] = value
        self.app.switch_page(str(PAGES / f"{page}.py")).run()

    @property
    def data(self) -> dict[str, Any]:
        """What the component was told."""
        return data_of(self._component)

    @property
    def models(self) -> list[dict[str, Any]]:
        """The rows of the table of the Models page."""
        return self.app.dataframe[-1].value.to_dict("records")

    def choose_row(self, row: int) -> None:
        """A click into the table of the Models page, or an arrow key in it."""
        chosen = {"selection": {"rows": [], "columns": [], "cells": [[row, "text"]]}}
        self._send(WidgetState(id=self.app.dataframe[-1].proto.id, string_value=json.dumps(chosen)))

    @property
    def has_component(self) -> bool:
        return len(self.app.get("bidi_component")) >= 1

    def report(self, view: Any, name: str = "view") -> None:
        """The component says that the pointer was released at `view`, after it was last told to begin anew if that does not say so."""
        if isinstance(view, dict):
            view = {"restoreId": self.data["restoreId"], **view}
        self._send(WidgetState(id=self._component.id, json_value=json.dumps({name: view})))

    def report_map(self, reported: Any) -> None:
        """The manifold's component says that its map was changed."""
        self.report(reported, "map")

    def ask_to_open(self, page: str) -> None:
        """The manifold's component asks for another page."""
        events = json.dumps([{"event": "open", "value": page}])
        self._send(WidgetState(id=_make_trigger_id(self._component.id, "events"), json_trigger_value=events))

    def use_again(self, run: str) -> None:
        """The training page's component asks for the settings of a run in the form."""
        events = json.dumps([{"event": "clone", "value": run}])
        self._send(WidgetState(id=_make_trigger_id(self._component.id, "events"), json_trigger_value=events))

    def chart(self, key: str) -> dict[str, Any]:
        """The plotly figure that is shown under this key, as the browser is told it."""
        return json.loads(self._chart(key).spec)

    def charts(self) -> list[str]:
        """Keys of those that are shown."""
        return [one.proto.id.split("-", 2)[2] for one in self.app.get("plotly_chart")]

    def press(self, key: str, customdata: Any) -> None:
        """A point of a chart is pressed."""
        points = [{"customdata": customdata}]
        chosen = {"selection": {"points": points, "point_indices": [0], "box": [], "lasso": []}}
        self._send(WidgetState(id=self._chart(key).id, string_value=json.dumps(chosen)))

    def _chart(self, key: str) -> Any:
        (found,) = (one.proto for one in self.app.get("plotly_chart") if one.proto.id.endswith(f"-{key}"))
        return found

    @property
    def _component(self) -> Any:
        return self.app.get("bidi_component")[0].proto  # panels of their own may follow

    def _send(self, state: WidgetState) -> None:
        states = self.app._tree.get_widget_states()
        states.widgets.append(state)
        self.app._run(states)

    @property
    def address(self) -> dict[str, str]:
        return {name: value if isinstance(value, str) else value[0] for name, value in self.app.query_params.items()}

    @property
    def warnings(self) -> list[str]:
        """Each a line of its own."""
        assert len(self.app.warning) <= 1
        return [shown_text(line) for warning in self.app.warning for line in warning.value.split("  \n")]

    @property
    def errors(self) -> list[str]:
        return [shown_text(error.value) for error in self.app.error]

    @property
    def model(self) -> str:
        name = self.app.selectbox(key="model").value
        assert isinstance(name, str)
        return name

    def choose_model(self, name: str) -> None:
        self.app.selectbox(key="model").set_value(name).run()

    def upload(self, name: str, content: bytes) -> None:
        self.app.file_uploader[0].set_value((name, content, "image/png")).run()

    def assert_usable(self, model: str | None = None) -> None:
        """No traceback; a picker that works, and the component with an image of the expected model."""
        assert not self.app.exception
        assert self.has_component
        data = self.data
        assert data["model"]["name"] == self.model == (model or self.model)
        assert data["firstImage"].startswith("data:image/png;base64,")
        assert len(data["initial"]["z"]) == data["model"]["latentDim"]
