"""Encoders, one per file: (inputs, normalised adjacency) to mean and, where variational, log σ² of every node."""
