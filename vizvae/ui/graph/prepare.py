"""What the graph page opens with, begun before anybody asks."""

from __future__ import annotations

from vizvae.graph.catalogue import graph_catalogue
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.choices import OPENS_WITH
from vizvae.ui.jobs.background import JobFailed, TooManyJobs


def prepare_first_graph() -> None:
    """The page opens with seconds of computing on a machine that has never shown it: begun in its child process. On every later start of
    the server it is on disk."""
    try:
        digest = graph_catalogue().find(OPENS_WITH).digest
        graph_answers().get("graph", OPENS_WITH, digest)
        graph_answers().get("model", OPENS_WITH, digest)
    except (ValueError, JobFailed, TooManyJobs):
        pass  # the page says so
