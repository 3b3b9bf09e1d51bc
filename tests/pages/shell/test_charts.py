"""What the charts of all pages need before the first of them is drawn."""

import subprocess
import sys

LOADED = "import sys, vizvae.ui.shell.charts; sys.exit(not {'pandas', 'plotly.graph_objects'} <= sys.modules.keys())"


def test_pandas_is_whole_before_plotly_looks_for_it() -> None:
    """Half imported by another thread, it had broken two charts of the first visitor: `partially initialized module 'pandas'`."""
    assert subprocess.run([sys.executable, "-c", LOADED], capture_output=True, timeout=120).returncode == 0
