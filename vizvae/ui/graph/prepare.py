"""What the graph page opens with, begun before anybody asks."""

from __future__ import annotations

from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.choices import OPENS_WITH
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.jobs.background import JobFailed, TooManyJobs


def prepare_first_graph() -> None:
    """The page opens with seconds of computing on a machine that has never shown it: begun in its child process. On every later start of
    the server it is on disk."""
    try:
        opened = OpenedGraph.of(find_graph_checkpoint(OPENS_WITH))
        graph_answers().get("graph", opened)
        graph_answers().get("model", opened)
    except (ValueError, JobFailed, TooManyJobs):
        pass  # the page says so
