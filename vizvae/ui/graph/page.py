"""Graph: a graph auto-encoder's embedding and the edges it draws, and the training of one."""

from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.prepare import prepare_first_graph
from vizvae.ui.graph.routes import graph_routes
from vizvae.ui.graph.training_cost import graph_costs
from vizvae.ui.graph.training_routes import graph_run_routes
from vizvae.ui.shell.pace import pace
from vizvae.ui.shell.page import Component, Page

graph = Component("graph")
graph_training = Component("graph_training")


def _close() -> None:
    graph_costs().close()
    graph_answers().close()


PAGE = Page(
    name="graph",
    title="Graph",
    icon=":material/hub:",
    components=[graph, graph_training, pace],
    routes=[*graph_routes(), *graph_run_routes()],
    prepare=prepare_first_graph,
    close=_close,
)
