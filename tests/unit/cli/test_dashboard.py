"""python -m vizvae dashboard: what it starts, and what it says first."""

import argparse
import importlib.util
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vizvae.cli import build_parser, dashboard, main
from vizvae.paths import APP, PROJECT
from vizvae.serving import PASSPHRASE, READ_ONLY, SETTINGS, Access


def parsed(*words: str) -> argparse.Namespace:
    return build_parser().parse_args(["dashboard", *words])


def test_it_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "dashboard" in capsys.readouterr().out


def flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def test_streamlit_run_and_the_command_have_the_same_settings() -> None:
    written = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert dict(flat(written)) == SETTINGS


def test_it_starts_streamlit_on_the_app_for_this_machine_only() -> None:
    words = dashboard.command(parsed().host, parsed().port)
    assert words[1:6] == ["-P", "-m", "streamlit", "run", str(APP)]
    assert APP.is_file()
    assert {"--server.address=localhost", "--server.port=8501", "--browser.gatherUsageStats=false"} <= set(words)


def test_nobody_far_away_is_asked_for_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "own_addresses", lambda: ["192.0.2.7"])
    assert "--browser.serverAddress=192.0.2.7" in dashboard.command("0.0.0.0", 80)
    monkeypatch.setattr(dashboard, "own_addresses", list)
    assert "--browser.serverAddress=localhost" in dashboard.command("::", 80)


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", f"--port={port}"]) == 1
    assert "from 1 to 65535" in capsys.readouterr().err


def test_without_streamlit_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["dashboard"]) == 1
    assert "pip install vizvae" in capsys.readouterr().err


def test_a_port_in_another_network_is_announced_with_what_visitors_may_do() -> None:
    said = dashboard.notice("192.0.2.7", 8600, Access())
    assert "http://192.0.2.7:8600" in said
    assert "stop, rename and delete runs" in said
    assert "--read-only" in said
    assert "nobody can start" in dashboard.notice("192.0.2.7", 8600, Access(read_only=True))
    assert "http://[2001:db8::7]:80" in dashboard.notice("2001:db8::7", 80, Access())


def test_every_network_is_announced_by_addresses_that_others_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "own_addresses", lambda: ["192.0.2.7", "198.51.100.3"])
    assert "http://192.0.2.7:80  or  http://198.51.100.3:80" in dashboard.notice("0.0.0.0", 80, Access())
    monkeypatch.undo()
    assert not any(address.startswith("127.") for address in dashboard.own_addresses())
    monkeypatch.setattr(dashboard, "own_addresses", list)  # no network at all
    assert socket.gethostname() in dashboard.notice("::", 80, Access())


def test_options_go_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(PASSPHRASE, "from the environment")
    assert dashboard.access_of(parsed()).passphrase == "from the environment"
    file = tmp_path / "phrase"
    file.write_text("from the file\nanother line\n", encoding="utf-8")
    assert dashboard.access_of(parsed("--passphrase-file", str(file))).passphrase == "from the file"
    assert dashboard.access_of(parsed("--read-only")) == Access(read_only=True)
    monkeypatch.setattr(dashboard.getpass, "getpass", lambda prompt: "typed right here")
    assert dashboard.access_of(parsed("--passphrase")).passphrase == "typed right here"
    monkeypatch.delenv(PASSPHRASE)
    monkeypatch.setenv(READ_ONLY, "1")
    assert dashboard.access_of(parsed("--passphrase", "--allow-host", "a.example")) == Access(
        passphrase="typed right here", allowed_hosts=("a.example",)
    )


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({READ_ONLY: "perhaps"}, "expected 1 or 0"),
        ({PASSPHRASE: "short"}, "at least 8 characters"),
        ({PASSPHRASE: "long enough", READ_ONLY: "yes"}, "got both"),
    ],
)
def test_access_that_cannot_be(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Access.from_environment(environment)


def test_access_goes_through_the_environment() -> None:
    for access in (Access(), Access(read_only=True), Access(passphrase="correct horse", allowed_hosts=("a.example:8080", "b"))):
        assert Access.from_environment(access.to_environment()) == access


def test_an_empty_passphrase_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "phrase").write_text("\n", encoding="utf-8")
    assert main(["dashboard", "--passphrase-file", str(tmp_path / "phrase")]) == 1
    assert "got an empty one" in capsys.readouterr().err
    assert main(["dashboard", "--passphrase-file", str(tmp_path / "none")]) == 1


def test_without_a_command_the_dashboard_is_served(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    served: list[argparse.Namespace] = []
    monkeypatch.setattr(dashboard, "run", served.append)
    monkeypatch.setattr("sys.argv", ["/somewhere/bin/vizvae"])
    assert main() == 0
    assert [(one.host, one.port, one.read_only) for one in served] == [("localhost", 8501, False)]
    assert "`vizvae --help` lists the other commands" in capsys.readouterr().out
