"""Data sets of one's own: read from a folder, an archive, an array or a table of paths, and kept as one memory-mapped file."""
