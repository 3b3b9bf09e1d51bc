"""A page as a widget: the half in Python. `frontend/src/hosts/notebook.ts` is the other half."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from functools import cache
from threading import Timer
from typing import Any, ClassVar

import anywidget
import traitlets

from vizvae.notebook.cells import Closes, made_here
from vizvae.notebook.still import Still, data_url
from vizvae.standalone.built import HOSTS, RUNTIME, built_file
from vizvae.ui.http.contract import Payload, encode, read
from vizvae.ui.kernel.answers import Answered, Answers
from vizvae.ui.kernel.contract import Answer, Ask, Changed, Move, Moved, Taken

JSON, TEXT, BYTES = "application/json", "text/plain", "application/octet-stream"
SECONDS_TO_REST = 0.3


class View(anywidget.AnyWidget):
    """What the pages have in common: the page is sent when the browser asks, its questions are answered, and it is told to move.

    Bytes go as messages with buffers. As traits they would be kept in the notebook's file, and sent again with every change.
    """

    PAGE: ClassVar[str]
    """Of the folder in frontend/src/pages"""
    _ends_with_it: tuple[Closes, ...] = ()
    _esm = traitlets.Unicode().tag(sync=True)
    _page = traitlets.Unicode().tag(sync=True)
    _version = traitlets.Unicode().tag(sync=True)
    _still = traitlets.Unicode().tag(sync=True)
    """Data URL of the last picture: what a reopened notebook shows that keeps the state of its widgets"""
    _at = traitlets.Dict().tag(sync=True)
    """Where the page has come to rest: marimo runs the cells anew that use the view when a synchronised trait changes"""

    _resting: Timer | None = None  # one that could not be made is closed, too

    def __init__(self, **traits: Any) -> None:
        self._picture = Still()
        self._heard_from: set[str] = set()
        self._moves = 0
        super().__init__(_esm=built_file("notebook.js").decode(), _page=self.PAGE, _version=_version(self.PAGE), **traits)
        self.on_msg(self._hear)
        made_here(self)

    # What each page says of itself.

    @abstractmethod
    def _answers(self) -> Answers:
        raise NotImplementedError

    @abstractmethod
    def _data_json(self) -> str:
        """What the page is told when it begins, and when it is another model's; see `told_json`."""
        raise NotImplementedError

    @abstractmethod
    def _take(self, moved: Moved, z: bytes | None) -> None:
        """The page has moved."""
        raise NotImplementedError

    @property
    @abstractmethod
    def name(self) -> str:
        """Of the model that is shown"""
        raise NotImplementedError

    @abstractmethod
    def _png(self) -> bytes:
        """What the page shows now, as a picture."""
        raise NotImplementedError

    # Messages.

    def _hear(self, _: Any, content: Mapping[str, Any], buffers: list[Any]) -> None:
        if content.get("kind") == "ask":
            self._answer(read(Ask, content), bytes(buffers[0]) if buffers else b"")
            return
        moved = read(Moved, content)
        self._heard_from.add(moved.by)
        try:
            if moved.seen >= self._moves:  # else Python has moved the page since, and the view will say again where it is
                self._take(moved, bytes(buffers[0]) if buffers else None)
        finally:
            self._say(Taken(by=moved.by, number=moved.number))
        if moved.resting:
            self._rest()

    def _answer(self, ask: Ask, body: bytes) -> None:
        def take(answered: Answered) -> None:
            told = Answer(id=ask.id, status=answered.status, media_type=answered.media_type, moves=self._moves)
            self._say(told, answered.content)

        if ask.address == "page":
            take(Answered(status=200, media_type=JSON, content=self._data_json().encode()))
        elif ask.address.startswith("built/"):
            take(self._built(ask.address.removeprefix("built/")))
        else:
            self._answers().give(ask, body, take)

    def _built(self, name: str) -> Answered:
        expected = (*RUNTIME, f"page_{self.PAGE}.js", f"{self.PAGE}.css")
        if name not in expected:
            return Answered(
                status=404, media_type=TEXT, content=f"expected one of {', '.join(expected)}, got {name[:40]!r}".encode()
            )
        return Answered(status=200, media_type=BYTES, content=built_file(name))

    def _say(self, message: Payload, *buffers: bytes) -> None:
        self.send(_plain(message), list(buffers))

    def _move(self, *, by: str = "", z: bytes | None = None, **to: Any) -> None:
        self._moves += not by
        self._say(Move(by=by, number=self._moves, **to), *([] if z is None else [z]))

    def _move_others(self, moved: Moved, **to: Any) -> None:
        """The other views of this widget, where there are any."""
        if len(self._heard_from) > 1:
            self._move(by=moved.by, **to)

    def _change_page(self) -> None:
        self._say(Changed())

    # What stays when the kernel has gone.

    def _rest(self) -> None:
        png = self._png()
        self._still = data_url(png)
        self._picture.replace(png, self.name)

    def _rest_soon(self) -> None:
        """Once for many steps that follow one another."""
        if self._resting is not None:
            self._resting.cancel()
        self._resting = Timer(SECONDS_TO_REST, self._rest)
        self._resting.daemon = True
        self._resting.start()

    def _ipython_display_(self, **_: Any) -> None:
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        assert bundle is not None
        display(bundle[0], metadata=bundle[1], raw=True)
        self._picture.put(self._png(), self.name)

    def close(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        for one in self._ends_with_it:
            one.close()
        super().close()


def _plain(message: Payload) -> dict[str, Any]:
    return json.loads(encode(message))


@cache
def _version(page: str) -> str:
    """Of the built page: two versions of VizVAE in one browser tab share nothing."""
    return next(path.stem for path in HOSTS.glob(f"page_{page}-????????.js")).rpartition("-")[2]
