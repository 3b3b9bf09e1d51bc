"""Files that are no tables under a table's name: told by what they begin with, for as rows of names they would be read falsely."""

from __future__ import annotations

import re

from vizvae.graph.readers.brackets import in_brackets

HEAD = 2_000
"""Bytes that are looked at"""
READ_AS = {
    r"<": ".graphml or .gexf", r"\{|\[": ".json", r"\*vertices|\*network": ".net", r"par1": ".parquet",
}  # fmt: skip
"""What is read under another suffix"""
NOT_READ = {
    r"(nodedef|edgedef)\s*>": "GDF",
    r"(creator\s+\"|version\s+\d+\s+graph\s*\[|graph\s*\[)": "GML",
    r"(strict\s+)?(di)?graph\b[^\n{\[,;\t]*\{(?!['}])": "DOT of Graphviz",
    r"dl\b[\s,]*(n[rcm]?|nm|format)\s*=": "DL of UCINET",
    r"leda\.graph": "LEDA",
    r">>(graph6|sparse6|digraph6)<<": "graph6",
    r"\*(node|tie)\s+(data|properties)": "VNA of NetDraw",
    r"@prefix\b|@base\b": "RDF",
    r"<[^<>\s]+>\s+<[^<>\s]+>\s+.*\.\s*$": "RDF in N-Triples",
    r"<(!doctype\s+html|html|head|body|div|table)\b": "a web page",
}
A_COMMENT = re.compile(r"\s*(#|%|//)[^\n]*\n|\s+|/\*.*?\*/", re.DOTALL)


def refuse_other_kinds(name: str, content: bytes) -> None:
    """Raises ValueError for a file that is known to be no table: with the suffix it should have, or what to save it as."""
    head = content[:HEAD].decode("utf-8-sig", errors="replace").lower()
    lines = [line for line in content[:HEAD].decode(errors="replace").splitlines() if line.strip()]
    if len(content) > HEAD:
        lines = lines[:-1]  # which is cut
    if not lines or in_brackets(lines):
        return
    body = head.lstrip("\ufeff")
    while found := A_COMMENT.match(body):
        body = body[found.end() :]
    kind = next((kind for begins, kind in NOT_READ.items() if re.match(begins, body, re.MULTILINE)), "")
    if re.match(r"\[\s*\(", body):
        raise ValueError(
            f"{name} looks like a list of pairs that Python printed: write it as JSON under .json, or a row for each edge"
        )
    if not kind and _is_trivial_graph(content):
        kind = "TGF"
    if kind:
        raise ValueError(
            f"{name} looks like {kind}, which is not read, under a table's name: save the graph as GraphML, GEXF or a table with a row for "
            "each edge"
        )
    for begins, suffix in READ_AS.items():
        if re.match(begins, body):
            raise ValueError(f"{name} looks like another kind of file under a table's name: rename it to {suffix}")


def _is_trivial_graph(content: bytes) -> bool:
    """Whether a line that is only a # stands between rows that begin with a name each, and rows that begin with two of these names."""
    before, mark, after = content.partition(b"\n#\n") if b"\n#\n" in content else content.partition(b"\n#\r\n")
    if not mark or b"\n#" in before or before.lstrip().startswith((b"#", b"%", b"//")):
        return False
    firsts = [line.split(None, 1)[0] for line in before.splitlines() if line.strip()]
    rows = [line.split()[:2] for line in after.splitlines() if line.strip()]
    names = set(firsts)
    return bool(rows) and len(names) == len(firsts) and all(len(row) == 2 and set(row) <= names for row in rows)
