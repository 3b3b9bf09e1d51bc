"""What the server does when it starts and when it ends."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import torch

from vizvae.ui.explorer.drawn_samples import drawings
from vizvae.ui.jobs.computed import answers
from vizvae.ui.jobs.projections import projections
from vizvae.ui.server.warm_up import bound_memory, warm_up
from vizvae.ui.shell.pages import all_pages


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """One thread for torch: with two on a busy two-core machine a 1 ms decode took 45 ms."""
    torch.set_num_threads(1)
    bound_memory()
    threading.Thread(target=warm_up, daemon=True).start()
    yield
    projections().close()
    answers().close()
    drawings().close()
    for page in all_pages():
        if page.close:
            page.close()
