"""The latent sliders and the map of a model, in a notebook."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
import torch
from msgspec import structs

from vizvae.latent_names import name_latent, names_of
from vizvae.notebook.models import Opening, Shown
from vizvae.notebook.still import png_of
from vizvae.notebook.traits import Computed, changed, latents, numbers, observed
from vizvae.notebook.view import View
from vizvae.ui.explorer.address import View as Place
from vizvae.ui.explorer.contract import PageData
from vizvae.ui.explorer.payload import page_data, start_view
from vizvae.ui.http.payload import told_json
from vizvae.ui.kernel.answers import Answers
from vizvae.ui.kernel.contract import Moved
from vizvae.ui.manifold.contract import ManifoldData
from vizvae.ui.manifold.routes import manifold_routes

NO_ROUTES = Answers([])
MAP_ROUTES = Answers(manifold_routes())


class Explorer(View):
    """Traits: `z`, one latent vector, (latent,) float32; `image`, what the model makes of it, (height, width) or (height, width, 3) in
    [0, 1]; `names`, of latents; `selection`, see `Sliders` and `Manifold`; `model`, what is shown, as it was given."""

    SELECTS: ClassVar[str]
    FEWEST_LATENTS: ClassVar[int] = 1
    z = Computed(lambda view: view._z, lambda view, value: view._go(value))
    image = Computed(lambda view: view._decoded(), lambda view, _: view._refuse_image())
    names = Computed(lambda view: dict(view._names), lambda view, value: view._name(value))
    selection = Computed(lambda view: view._selection, lambda view, value: view._select(value))
    model = Computed(lambda view: view._given, lambda view, value: view._open(value))

    def __init__(self, model: Any, images: Any = None) -> None:
        self._restored = 0
        self._image: tuple[Any, np.ndarray, np.ndarray] | None = None
        self._opens = Opening(images)
        self._ends_with_it = (self._opens,)
        self._given, self._shown = model, self._opens.open(model)
        self._begin()
        super().__init__()
        self._follow()

    @property
    def name(self) -> str:
        """Of the model that is shown"""
        return self._shown.opened.name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.name}: z = {np.array2string(self._z, precision=2, threshold=12)}>"

    # What Python reads and sets.

    def _go(self, value: Any) -> None:
        z = latents(value, self._shown.latent_dim, self.name)
        self._put(z)
        self._move(z=z.tobytes())
        self._rest_soon()

    def _put(self, z: np.ndarray) -> None:
        old, self._z = self._z, z
        if np.array_equal(old, z):
            return
        changed(self, "z", old, z)
        if observed(self, "image"):
            changed(self, "image", None, self._decoded())

    def _decoded(self) -> np.ndarray:
        """Worked out when it is read."""
        opened, z, kept = self._shown.opened, self._z, self._image
        if kept is None or kept[0] is not opened or kept[1] is not z:
            with torch.no_grad():
                pixels = opened.model.decode_mean(torch.from_numpy(z.copy())[None])[0]  # (channel, height, width)
            image = (pixels[0] if len(pixels) == 1 else pixels.permute(1, 2, 0)).clamp(0, 1).numpy().copy()
            image.flags.writeable = False
            self._image = kept = (opened, z, image)
        return kept[2]

    def _refuse_image(self) -> None:
        raise ValueError("image: expected to be read alone; set z, and the image follows")

    def _name(self, value: Any) -> None:
        count = self._shown.latent_dim
        try:
            names = {int(latent): str(name) for latent, name in dict(value).items()}
        except (TypeError, ValueError):
            raise ValueError(f"names: expected a dictionary of latent numbers to names, got {str(value)[:60]}") from None
        if wrong := [latent for latent in names if not 0 <= latent < count]:
            raise ValueError(f"names: expected latents from 0 to {count - 1}, got {wrong[0]}")
        kept: dict[str, str] = {}
        for latent in sorted(self._names.keys() | names.keys()):
            kept = name_latent(self._shown.opened.digest, latent, names.get(latent, ""))
        self._put_names(kept)
        self._move(names=kept)

    def _put_names(self, names: dict[str, str]) -> None:
        old, self._names = self._names, {int(latent): name for latent, name in names.items()}
        if old != self._names:
            changed(self, "names", old, dict(self._names))

    def _select(self, value: Any) -> None:
        self._put_selection(numbers(value, self._selectable(), self.SELECTS))
        self._move(selection=list(self._selection))

    def _put_selection(self, selection: tuple[int, ...]) -> None:
        old, self._selection = self._selection, selection
        if old != selection:
            changed(self, "selection", old, selection)

    @abstractmethod
    def _selectable(self) -> int:
        raise NotImplementedError

    def _open(self, model: Any) -> None:
        shown, old = self._opens.open(model), self._given
        self._given = model
        self._show(shown)
        changed(self, "model", old, model)
        self._follow()

    # The model.

    def _begin(self) -> None:
        opened = self._shown.opened
        if self._shown.latent_dim < self.FEWEST_LATENTS:
            raise ValueError(
                f"expected a model of two latents or more to map, got {self.name}, which has one: vizvae.explore shows it"
            )
        start = start_view(Place(model=opened.name), opened)
        assert start.z is not None
        self._input = start.input
        self._z = latents(start.z, self._shown.latent_dim, opened.name)
        self._names = {int(latent): name for latent, name in names_of(opened.digest).items()}
        self._selection: tuple[int, ...] = ()

    def _show(self, shown: Shown) -> None:
        """Other weights of the same model keep z and names; of another model the page begins anew."""
        before, self._shown = self._shown, shown
        old, image = self._z, self._image
        if before.family != shown.family or before.latent_dim != shown.latent_dim:
            self._begin()
        self._change_page()
        if not np.array_equal(old, self._z):
            changed(self, "z", old, self._z)
        if image is not None or observed(self, "image"):
            changed(self, "image", None, self._decoded())
        self._rest()

    def _follow(self) -> None:
        self._opens.follow(self._show)

    # The page.

    def _page_data(self) -> PageData:
        opened = self._shown.opened
        self._restored += 1  # else a page that is shown again would go on where it was, wherever Python has gone meanwhile
        names = {str(latent): name for latent, name in self._names.items()}
        start = Place(model=opened.name, z=tuple(self._z.tolist()), input=self._input, names=names)
        return page_data(opened, start, f"{self.model_id}-{self._restored}")

    def _take(self, moved: Moved, z: bytes | None) -> None:
        if z is not None and len(z) == 4 * self._shown.latent_dim:  # else of the model that was shown before
            self._put(latents(np.frombuffer(z, "<f4"), self._shown.latent_dim, self.name))
            self._put_names(moved.names)
            if all(0 <= one < self._selectable() for one in moved.selection):
                self._put_selection(tuple(moved.selection))
            self._move_others(moved, z=z, names=moved.names, selection=moved.selection)

    def _png(self) -> bytes:
        return png_of(self._decoded())


class Sliders(Explorer):
    """`selection`: the latent that was touched last, which Animate moves."""

    PAGE = "sliders"
    SELECTS = "one latent"

    def _selectable(self) -> int:
        return self._shown.latent_dim

    def _answers(self) -> Answers:
        return NO_ROUTES

    def _data_json(self) -> str:
        return told_json(self._page_data())


class Manifold(Explorer):
    """`selection`: the data images in the lasso."""

    PAGE = "manifold"
    SELECTS = "images of the data"
    FEWEST_LATENTS = 2

    def _selectable(self) -> int:
        return len(self._shown.opened.sample)

    def _answers(self) -> Answers:
        return MAP_ROUTES

    def _data_json(self) -> str:
        opened = self._shown.opened
        return told_json(
            ManifoldData(
                **structs.asdict(self._page_data()),
                map={},
                twins=[],
                projection_url=f"{opened.url}/projection",
                kept_projections=None,
            )
        )
