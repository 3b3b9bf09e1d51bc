"""For every test: shapes checked at run time, the committed samples only, one thread, the same examples every time."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from jaxtyping import install_import_hook

from tests.helpers.checked import checked

# A process of tests for each core, and what these start: threads that wait for one another would burn what the others need. Before torch
# and scikit-learn, which ask for it once.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Numba compiles UMAP in each process that uses it: a third less time where it does not search for what runs faster.
for setting, value in {"OPT": "1", "LOOP_VECTORIZE": "0", "SLP_VECTORIZE": "0"}.items():
    os.environ.setdefault(f"NUMBA_{setting}", value)

# Before anything imports vizvae: from here on each `Float[Tensor, "batch latent"]` in it is checked when it is called.
install_import_hook("vizvae", checked.__module__ + ".checked")

from vizvae.runs.arithmetic import set_environment  # noqa: E402

# As `vizvae train` does, before torch is imported: tests compare runs of several processes bit for bit.
set_environment()

import hypothesis  # noqa: E402
import pytest  # noqa: E402
import torch  # noqa: E402

SCRATCH = Path(tempfile.mkdtemp(prefix="vizvae-tests-"))
MAIN = sys.modules["__main__"]
# Playwright looks for its browsers in the cache directory that is about to move.
if "XDG_CACHE_HOME" in os.environ:
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(Path(os.environ["XDG_CACHE_HOME"]) / "ms-playwright"))
elif (Path.home() / ".cache" / "ms-playwright").is_dir():
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(Path.home() / ".cache" / "ms-playwright"))
# No full data set, no model of the developer's own: what is tested is what everybody has.
os.environ.pop("VIZVAE_DATA", None)
os.environ["XDG_CACHE_HOME"] = str(SCRATCH / "cache")
os.environ["VIZVAE_RUNS"] = str(SCRATCH / "runs")

hypothesis.settings.register_profile(
    "vizvae",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("vizvae")
torch.set_num_threads(1)


def pytest_configure(config: pytest.Config) -> None:
    # beartype looks at random elements of a container, also where a strategy builds one of vizvae's classes.
    config.addinivalue_line("filterwarnings", "ignore:Do not use the `random` module inside strategies")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Before any is left out: what is asked of further examples is asked of one every day, or `make test` would have lost a check."""
    if any("::" in argument for argument in config.args) or config.getoption("lf", False):
        return  # some tests of a file alone
    lost = functions(item for item in items if item.get_closest_marker("further"))
    lost -= functions(item for item in items if not item.get_closest_marker("further"))
    if lost:
        raise pytest.UsageError(f"every example of these tests is marked `further`, expected one for every day: {sorted(lost)}")


def functions(items: Iterable[pytest.Item]) -> set[str]:
    return {item.nodeid.partition("[")[0] for item in items}


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Numba, which UMAP uses, leaves torch with as many threads as there are cores: every step after it would take fifty times as long."""
    yield
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_main() -> None:
    """Streamlit's AppTest leaves the page it ran as `__main__`, and a child process that a later test starts would run that page first."""
    sys.modules["__main__"] = MAIN


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of trained models, and no model that ships."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setenv("VIZVAE_RUNS", str(folder))
    monkeypatch.setattr("vizvae.catalogue.SHIPPED_MODELS", tmp_path / "shipped")
    return folder
