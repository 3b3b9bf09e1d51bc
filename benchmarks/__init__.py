"""Side-by-side measurements: each prints a table and writes JSON; ratios come from one run on one machine."""
