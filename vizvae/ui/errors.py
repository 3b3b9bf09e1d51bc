"""The one place where a page's errors become a message."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

log = logging.getLogger(__name__)


@contextmanager
def error_boundary() -> Iterator[None]:
    """Bad input (ValueError) shows its own sentence; anything else shows that it is our fault, with the details in the log.

    What the page had drawn before stays.
    """
    try:
        yield
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
    except Exception:  # Streamlit's own control flow derives from BaseException and passes
        log.exception("a page failed")
        st.error(
            "Something broke on our side, and it was logged on the server. Reload the page to go on.", icon=":material/error:"
        )
