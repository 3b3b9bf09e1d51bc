"""The words of the graph page's pickers."""

from vizvae.cards.graph_words import KINDS, among_its_graph, graph_choice, graph_in_words
from vizvae.cards.words import HERE
from vizvae.graph.catalogue import find_graph_checkpoint, list_graph_checkpoints
from vizvae.graph.config import PRESETS
from vizvae.graph.data import Graph


def graph_of(name: str) -> Graph:
    return find_graph_checkpoint(name).load_graph()


def test_what_the_edges_are_stands_first_and_technical_names_last() -> None:
    karate = find_graph_checkpoint("karate-vgae")
    nodes = graph_of("karate-vgae").num_nodes
    assert graph_in_words(karate) == f"Zachary's karate club, who meets whom in a club, {nodes} nodes"
    assert graph_choice(karate).label == (
        "Zachary's karate club, who meets whom in a club, a place and how sure it is, 2 latents · karate-vgae · "
        "VGAE (Kipf & Welling 2016)"
    )
    assert among_its_graph(graph_choice(karate)) == (
        "a place and how sure it is, 2 latents · karate-vgae · VGAE (Kipf & Welling 2016)"
    )


def test_every_kind_of_model_has_its_words_and_every_option_says_something_else() -> None:
    assert KINDS.keys() == PRESETS.keys()
    assert len(set(KINDS.values())) == len(KINDS)
    labels = [graph_choice(one).label for one in list_graph_checkpoints()]
    assert len(set(labels)) == len(labels)


def test_what_ships_is_grouped_by_its_graph_and_nothing_of_it_was_made_here() -> None:
    groups = {one.name: graph_choice(one).group for one in list_graph_checkpoints()}
    assert HERE not in groups.values()
    assert groups["cora-gae"] == groups["cora-masked"] != groups["citeseer-vgae"]
