"""Sweeps: one configuration trained with several values of some settings and several seeds, by ordinary runs in the queue."""
