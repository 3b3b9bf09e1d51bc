"""Suffixes of the files that are read."""

EDGE_LISTS = (".csv", ".tsv", ".txt", ".edges", ".edgelist", ".dat")
SUFFIXES = (*EDGE_LISTS, ".cites", ".mtx", ".npz", ".parquet", ".json", ".net", ".graphml", ".gexf", ".gz")
TABLES = (".csv", ".tsv", ".txt", ".npz", ".content")
"""Of the tables beside a graph"""
