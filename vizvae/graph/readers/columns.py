"""What the names of columns tell: which are the two ends of an edge, and which are weights, dates, kinds or running numbers."""

from __future__ import annotations

import re
from typing import Final

PAIRS: Final = (
    *(("source", "target"), ("src", "dst"), ("src", "tgt"), ("source", "destination"), ("source", "dest"), ("from", "to")),
    *(("citing", "cited"), ("sender", "receiver"), ("sender", "recipient"), ("follower", "followee"), ("follower", "followed")),
    *(("origin", "destination"), ("orig", "dest"), ("caller", "callee"), ("parent", "child"), ("subject", "object")),
    *(("head", "tail"), ("start", "end"), ("ego", "alter"), ("who", "whom"), ("buyer", "seller"), ("giver", "taker")),
    *(("giver", "receiver"), ("predecessor", "successor"), ("rater", "ratee"), ("tail", "head"), ("author", "coauthor")),
    *(("voter", "votee"), ("trustor", "trustee"), ("trader", "partner"), ("exporter", "importer"), ("von", "nach")),
    *(("quelle", "ziel"), ("origen", "destino"), ("origine", "destination"), ("fromnode", "tonode"), ("node", "neighbor")),
    *(("node", "neighbour"), ("person", "friend"), ("name", "friend"), ("lender", "borrower")),
    *(("absender", "empfänger"), ("sender", "empfänger"), ("absender", "empfaenger"), ("expéditeur", "destinataire")),
    *(("remitente", "destinatario"), ("mittente", "destinatario"), ("mentor", "mentee")),
)
DIRECTIONS: Final = {
    *(("from", "to"), ("citing", "cited"), ("sender", "receiver"), ("sender", "recipient"), ("follower", "followee")),
    *(("follower", "followed"), ("origin", "destination"), ("orig", "dest"), ("caller", "callee"), ("parent", "child")),
    *(("who", "whom"), ("buyer", "seller"), ("giver", "taker"), ("giver", "receiver"), ("predecessor", "successor")),
    *(("rater", "ratee"), ("voter", "votee"), ("trustor", "trustee"), ("exporter", "importer"), ("lender", "borrower")),
    *(("von", "nach"), ("subject", "object"), ("fromnode", "tonode"), ("absender", "empfänger"), ("sender", "empfänger")),
    *(("absender", "empfaenger"), ("expéditeur", "destinataire"), ("remitente", "destinatario"), ("mittente", "destinatario")),
    ("mentor", "mentee"),
}
"""Of `PAIRS`, those whose words say that an edge goes from the one to the other; any graph's columns are called source and target"""
WEAK_PAIRS: Final = (
    *(("first", "second"), ("left", "right"), ("u", "v"), ("i", "j"), ("a", "b"), ("1", "2"), ("0", "1"), ("x", "y")),
    *(("row", "col"), ("row", "column"), ("p", "q"), ("v", "w"), ("s", "t")),
)
NOISE: Final = {"node", "id", "ids", "name", "key", "label", "vertex", "no", "nr", "nodes", "idx", "index", "number"}
KINDS_OF_NODES: Final = {
    *(
        "user",
        "customer",
        "item",
        "product",
        "movie",
        "film",
        "book",
        "song",
        "artist",
        "author",
        "paper",
        "article",
        "actor",
        "group",
    ),
    *(
        "event",
        "member",
        "club",
        "tag",
        "word",
        "document",
        "doc",
        "page",
        "gene",
        "disease",
        "drug",
        "team",
        "company",
        "country",
    ),
    *("student", "course", "hashtag", "protein", "director", "board", "firm", "venue", "city", "recipe", "ingredient", "project"),
    *(
        "developer",
        "repository",
        "repo",
        "patient",
        "species",
        "plant",
        "pollinator",
        "host",
        "parasite",
        "term",
        "playlist",
        "track",
    ),
}
ROLES: Final = {
    "weight": {
        *(
            "weight",
            "weights",
            "w",
            "wt",
            "value",
            "val",
            "count",
            "counts",
            "strength",
            "score",
            "rating",
            "stars",
            "amount",
            "freq",
            "frequency",
        ),
        *(
            "similarity",
            "distance",
            "times",
            "often",
            "probability",
            "prob",
            "confidence",
            "cost",
            "length",
            "volume",
            "n",
            "num",
            "sum",
        ),
        *("total", "logit", "size", "sign", "capacity", "correlation", "intensity", "percent", "share", "gewicht", "anzahl"),
        *("qty", "quantity", "menge", "hours", "minutes", "seconds", "duration", "cantidad", "poids", "peso"),
    },
    "date": {
        "date",
        "time",
        "timestamp",
        "year",
        "month",
        "day",
        "datetime",
        "since",
        "when",
        "created",
        "datum",
        "jahr",
        "timeset",
    },
    "type": {
        *("type", "kind", "relation", "rel", "category", "color", "colour", "edgetype", "class", "predicate", "layer", "comment"),
        *("note", "part", "direction", "directed", "label", "relationship", "description", "reason"),
    },
}
INDEX: Final = {
    "",
    "index",
    "unnamed 0",
    "id",
    "edge id",
    "edgeid",
    "nr",
    "no",
    "number",
    "rowid",
    "row id",
    "#",
    "idx",
    "edge",
    "key",
    "n",
}


def tokens(name: str) -> tuple[str, ...]:
    """The words of a column's name, in small letters: FromNodeId is from, node, id."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+|[^\W\d_]+", name))


def index_name(name: str) -> bool:
    return " ".join(tokens(name)) in INDEX


def role_of(name: str) -> str:
    """weight, date, type, or empty."""
    words = set(tokens(name))
    return next((role for role, known in ROLES.items() if words & known), "")


def is_word_of_headers(name: str) -> bool:
    """Whether a column's name is one that tables often have."""
    known = {word for pair in PAIRS for word in pair} | NOISE | KINDS_OF_NODES | set().union(*ROLES.values()) | {"edge", "person"}
    known -= {"n", "w", "size", "time", "year", "day", "month"}
    return any(word in known for word in tokens(name))


def ends_by_name(names: list[str], usable: list[bool] | None = None, *, hints: bool = True) -> list[tuple[int, int]]:
    """Pairs of columns that are called as the ends of an edge: those that say it plainly, else, with `hints`, those such as x1 and x2.
    Where two are called so in either order, as head and tail, the first is that which stands first."""
    words = [tokens(name) for name in names]
    plain = [tuple(word for word in one if word not in NOISE) or one for one in words]
    places = [
        place
        for place in range(len(names))
        if (usable is None or usable[place]) and role_of(names[place]) not in ("weight", "date")
    ]
    for called, known in ((words, PAIRS), (plain, PAIRS), *([(words, WEAK_PAIRS)] if hints else [])):
        found = [
            (first, second)
            for first in places
            for second in places
            if first != second and _differ_by(called[first], called[second], known)
        ]
        if found:
            return [pair for pair in found if pair[0] < pair[1] or pair[::-1] not in found]
    return []


def _differ_by(first: tuple[str, ...], second: tuple[str, ...], known: tuple[tuple[str, str], ...]) -> bool:
    """Whether two names are the same but for a known pair of words."""
    rest, other = list(first), list(second)
    for word in first:
        if word in other:
            rest.remove(word)
            other.remove(word)
    return len(rest) == len(other) == 1 and (rest[0], other[0]) in known


def says_direction(first: str, second: str) -> bool:
    """Whether two columns are called after the two ends of something that goes from the first to the second."""
    words = tokens(first), tokens(second)
    plain = [tuple(word for word in one if word not in NOISE) or one for one in words]
    return any(_differ_by(one, other, tuple(DIRECTIONS)) for one, other in (words, plain))


def two_kinds(first: str, second: str) -> bool:
    """Whether two columns are called after two kinds of things, such as user and item."""
    one, other = set(tokens(first)) & KINDS_OF_NODES, set(tokens(second)) & KINDS_OF_NODES
    return bool(one) and bool(other) and not (one & other)
