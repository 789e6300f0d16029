"""Where the stack keeps its things: all of it below one folder that `make down CLEAN=1` removes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class State:
    """The folder of one stack: `.stack` of the project, or a temporary one for the demo."""

    folder: Path

    @property
    def postgres(self) -> Path:
        """Data folder of the embedded PostgreSQL."""
        return self.folder / "postgres"

    @property
    def airflow(self) -> Path:
        """AIRFLOW_HOME."""
        return self.folder / "airflow"

    @property
    def reports(self) -> Path:
        """Data Docs."""
        return self.folder / "reports"

    @property
    def logs(self) -> Path:
        """Output of the processes in the background."""
        return self.folder / "logs"

    @property
    def sandbox(self) -> Path:
        """What the ledger sandbox remembers."""
        return self.folder / "sandbox"

    @property
    def secrets(self) -> Path:
        """Keys that were made for this stack, readable by its owner alone."""
        return self.folder / "secrets.json"

    @property
    def up(self) -> Path:
        """Record of the stack in the background; exists from `make up` to `make down`."""
        return self.folder / "up.json"

    def make(self) -> None:
        """Create the folders that others expect to find."""
        for folder in (self.folder, self.airflow, self.reports, self.logs, self.sandbox):
            folder.mkdir(parents=True, exist_ok=True)


PROJECT_STATE = State(ROOT / ".stack")
