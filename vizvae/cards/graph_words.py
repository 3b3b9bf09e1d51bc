"""What a graph and a model of it are, in words for somebody who is to choose one: see `vizvae.cards.words`."""

from __future__ import annotations

from vizvae.cards.source import SHIPS, source_of
from vizvae.cards.words import HERE, Choice
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.config import TITLES
from vizvae.words import counted

SHOWS = {
    "cora": "citations between papers",
    "citeseer": "citations between papers",
    "pubmed": "citations between papers",
    "karate": "who meets whom in a club",
}
"""By the key of a graph that ships"""
KINDS = {
    "gae": "a place for each node",
    "vgae": "a place and how sure it is",
    "gnae": "places despite few edges",
    "vgnae": "places despite few edges, and how sure",
    "linear": "the simplest network, and how sure",
    "masked": "guesses edges hidden from it",
}
"""What tells a model from the others of its graph, by its preset"""


def graph_title(checkpoint: GraphCheckpoint) -> str:
    """`Cora`"""
    return checkpoint.card["data"]["trained_on"].partition(":")[0]


def graph_in_words(checkpoint: GraphCheckpoint) -> str:
    """Its name, what its edges are, where that is known, and its size: `Cora, citations between papers, 2,708 nodes`."""
    title, _, facts = checkpoint.card["data"]["trained_on"].partition(": ")
    return ", ".join(filter(None, (title, SHOWS.get(checkpoint.config.graph), facts.split(", ")[0])))


def graph_choice(checkpoint: GraphCheckpoint) -> Choice:
    """Its group is the graph, or that it was made here."""
    config, title = checkpoint.config, graph_title(checkpoint)
    graph = f"{title}, {SHOWS[config.graph]}" if config.graph in SHOWS else title
    shipped = source_of(checkpoint).origin == SHIPS
    text = f"{graph}, {KINDS[config.preset]}, {counted(config.training.model.latent_dim, 'latent')}"
    return Choice(name=checkpoint.name, group=graph if shipped else HERE, text=text, technical=TITLES[config.preset])


def among_its_graph(choice: Choice) -> str:
    """Its label where the graph is chosen already."""
    if choice.group == HERE:
        return choice.label
    return f"{choice.text_in_group} · {choice.name} · {choice.technical}"
