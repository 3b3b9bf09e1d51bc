"""python -m tests.helpers.never_done: a child process as of `vizvae.limited_child` that works without end."""

from __future__ import annotations

from typing import Any

from vizvae.limited_child import Answer, answer_parent


def _work(_: dict[str, Any]) -> Answer:
    while True:
        pass


if __name__ == "__main__":
    answer_parent(lambda: _work)
