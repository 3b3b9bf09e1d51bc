"""The words of the glossary in captions of charts."""

import pytest

from vizvae.ui.shell.glossary import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KL of each latent, in nats; the KL of a node", ["KL", "nats"]),
        ("β, the weight of the KL", ["β", "KL"]),
        ("free bits: a latent's KL below this costs nothing (nats)", ["free bits", "KL", "nats"]),
        ("MAP, signature, capacities, logits, Natsume", []),
    ],
)
def test_they_are_found_as_the_components_find_them(text: str, words: list[str]) -> None:
    assert words_in(text) == words
