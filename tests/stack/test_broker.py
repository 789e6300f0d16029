"""The Redis of the cluster: found, installed where that is possible, or asked for by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stack import broker
from stack.airflow_parts import free_port
from stack.broker import NoRedis

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/calls
[ "$1" = install ] && : > {folder}/redis-server && /bin/chmod +x {folder}/redis-server
exit {code}
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no program but what a test puts into this folder; its user is root."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def put(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_an_installed_redis_is_used(machine: Path) -> None:
    installed = put(machine, "redis-server")

    assert broker.program() == str(installed)


def test_root_gets_debians_package(machine: Path) -> None:
    put(machine, "apt-get", APT_GET.format(folder=machine, code=0))

    found = broker.program()

    assert found == str(machine / "redis-server")
    assert "install --yes" in (machine / "calls").read_text()


def test_a_package_that_cannot_be_installed_is_told(machine: Path) -> None:
    put(machine, "apt-get", APT_GET.format(folder=machine, code=100))

    with pytest.raises(NoRedis, match="apt-get update --quiet failed with code 100"):
        broker.program()


def test_without_a_redis_the_command_says_what_to_install(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(machine, "apt-get", APT_GET.format(folder=machine, code=0))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(NoRedis, match=r"apt-get install redis-server.*TEST_REDIS_URL="):
        broker.program()

    assert not (machine / "calls").exists()


def test_the_password_of_ours_is_for_its_owner_alone(tmp_path: Path) -> None:
    config = tmp_path / "redis" / "redis.conf"

    url = broker.write_config(config, 6390)

    password = url.removeprefix("redis://:").partition("@")[0]
    assert f"requirepass {password}\n" in config.read_text()
    assert url.endswith("@127.0.0.1:6390/0")
    assert config.stat().st_mode & 0o777 == 0o600


def test_an_own_redis_that_does_not_answer_is_told() -> None:
    url = f"redis://127.0.0.1:{free_port()}/15"

    with pytest.raises(NoRedis, match="TEST_REDIS_URL does not answer"), broker.emptied(url):
        pass
