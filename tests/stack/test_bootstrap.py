"""The set-up of `.venv`: once, again when the pins change, and anew after an interruption."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stack import bootstrap


class FakeInstaller:
    """Stands in for venv, pip and uv: makes the folder that they would make."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.made = 0
        self.installed = 0
        self.breaks = False

    def run(self, *command: str | Path) -> None:
        words = [str(part) for part in command]
        if words[1:3] == ["-m", "venv"]:
            self.made += 1
            (self.venv / "bin").mkdir(parents=True)
            (self.venv / "bin" / "python").symlink_to(sys.executable)
        if words[-2:-1] == ["-r"]:
            self.installed += 1
            if self.breaks:
                raise KeyboardInterrupt
            (self.venv / "package").touch()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in bootstrap.REQUIREMENT_FILES:
        (tmp_path / name).write_text("one==1\n")
    return tmp_path


@pytest.fixture
def installer(root: Path, monkeypatch: pytest.MonkeyPatch) -> FakeInstaller:
    fake = FakeInstaller(root / ".venv")
    monkeypatch.setattr(bootstrap, "run", fake.run)
    monkeypatch.setattr(bootstrap, "works", lambda *_command: True)
    return fake


def test_a_second_call_does_nothing(root: Path, installer: FakeInstaller) -> None:
    bootstrap.make_ready(root)
    bootstrap.make_ready(root)

    assert (installer.made, installer.installed) == (1, 1)


def test_changed_pins_are_installed_into_the_same_environment(
    root: Path, installer: FakeInstaller
) -> None:
    bootstrap.make_ready(root)
    (root / "requirements.txt").write_text("one==2\n")

    bootstrap.make_ready(root)

    assert (installer.made, installer.installed) == (1, 2)


def test_an_interrupted_set_up_is_made_anew(root: Path, installer: FakeInstaller) -> None:
    installer.breaks = True
    with pytest.raises(KeyboardInterrupt):
        bootstrap.make_ready(root)
    (root / ".venv" / "half a package").touch()
    installer.breaks = False

    bootstrap.make_ready(root)

    assert installer.made == 2
    assert not (root / ".venv" / "half a package").exists()
    assert (root / ".venv" / "package").exists()


def test_an_update_that_was_interrupted_is_not_taken_for_finished(
    root: Path, installer: FakeInstaller
) -> None:
    bootstrap.make_ready(root)
    (root / "requirements.txt").write_text("one==2\n")
    installer.breaks = True
    with pytest.raises(KeyboardInterrupt):
        bootstrap.make_ready(root)
    installer.breaks = False

    bootstrap.make_ready(root)

    assert (installer.made, installer.installed) == (2, 3)


def test_an_environment_whose_interpreter_is_gone_is_made_anew(
    root: Path, installer: FakeInstaller
) -> None:
    bootstrap.make_ready(root)
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(root / "gone")

    bootstrap.make_ready(root)

    assert installer.made == 2


def test_of_two_at_once_one_installs_and_the_other_waits(
    root: Path, installer: FakeInstaller
) -> None:
    both = [threading.Thread(target=bootstrap.make_ready, args=[root]) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert (installer.made, installer.installed) == (1, 1)


def test_it_runs_on_the_standard_library_alone() -> None:
    program = "import runpy; runpy.run_path('stack/bootstrap.py')"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        cwd=bootstrap.__file__.rpartition("/stack/")[0],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
