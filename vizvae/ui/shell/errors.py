"""The one place where a page's errors become a message."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from vizvae.ui.jobs.background import TooManyJobs
from vizvae.ui.shell.text import plain

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
OF_A_CALLBACK = "callback_error"
"""What a callback that failed has to say, until the page is drawn."""


@contextmanager
def error_boundary() -> Iterator[None]:
    """Bad input (ValueError) and a full queue show their own sentence; anything else shows that it is our fault, with the details in the
    log.

    What the page had drawn before stays. What a `guarded_callback` has left to say comes first.
    """
    if (left := st.session_state.pop(OF_A_CALLBACK, None)) is not None:
        _show(left)
    try:
        yield
    except Exception as error:  # Streamlit's own control flow derives from BaseException and passes
        _show(message_of(error))


def guarded_callback(callback: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """For the callbacks of widgets and components: they run before the page, outside its error boundary, so that an error in one would
    take the page's place with a traceback. Instead the page is drawn as usual, below the message that the boundary would have shown.

    A callback changes the session's state last, once nothing can fail any more: what it had changed before its error stays changed.
    """

    @functools.wraps(callback)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception as error:
            st.session_state[OF_A_CALLBACK] = message_of(error)

    return guarded


def message_of(error: Exception) -> str:
    """What the visitor is told of an error. Called while it is handled: the log shows where it came from."""
    if isinstance(error, (ValueError, TooManyJobs)):
        return str(error)
    log.exception("a page failed")
    return "Something broke on our side, and it was logged on the server. Reload the page to go on."


def _show(message: str) -> None:
    st.error(plain(message), icon=":material/error:")
