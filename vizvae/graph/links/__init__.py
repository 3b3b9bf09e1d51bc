"""Pairs of nodes that may be linked: what a model says of given ones, which it would add, and what cheaper scores say of the same."""
