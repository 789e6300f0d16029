"""The environment: what the user set wins, and nothing of it is lost."""

from pathlib import Path

import pytest

from stack import environment
from stack.environment import Databases
from stack.paths import ROOT, State
from stack.secrets_file import StackKeys, load_or_make

KEYS = StackKeys("fernet", "jwt", "api", "password")
DATABASES = Databases(
    "postgresql://postgres@/airflow?host=/s", "postgresql://postgres@/klipboard?host=/s"
)
THEIRS = "postgresql://me@db.example/klipboard"


def build(user: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return environment.build(user, State(tmp_path), KEYS, DATABASES)


def test_without_settings_everything_lies_in_the_embedded_server(tmp_path: Path) -> None:
    made = build({}, tmp_path)

    assert made["AIRFLOW_CONN_KLIPBOARD_DB"] == DATABASES.klipboard
    assert made["AIRFLOW_CONN_SYNC_DB"] == DATABASES.klipboard
    assert made[environment.METADATA_CONNECTION].startswith("postgresql+psycopg://")


def test_the_state_lies_in_the_users_source_unless_they_say_otherwise(tmp_path: Path) -> None:
    made = build({"AIRFLOW_CONN_KLIPBOARD_DB": THEIRS}, tmp_path)

    assert made["AIRFLOW_CONN_SYNC_DB"] == THEIRS


def test_the_users_own_state_database_is_kept(tmp_path: Path) -> None:
    other = "postgresql://me@db.example/sync"

    made = build({"AIRFLOW_CONN_KLIPBOARD_DB": THEIRS, "AIRFLOW_CONN_SYNC_DB": other}, tmp_path)

    assert (made["AIRFLOW_CONN_KLIPBOARD_DB"], made["AIRFLOW_CONN_SYNC_DB"]) == (THEIRS, other)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("AIRFLOW__CORE__FERNET_KEY", "theirs", id="fernet key"),
        pytest.param("AIRFLOW_HOME", "/elsewhere", id="home"),
        pytest.param("LEDGER_SYNC_REPORTS", "s3://bucket/reports", id="reports"),
        pytest.param("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://x/y", id="metadata"),
        pytest.param("AIRFLOW_CONN_XERO_API", "{}", id="a ledger"),
        pytest.param("AIRFLOW_CONN_QUICKBOOKS_API", "{}", id="the other ledger"),
    ],
)
def test_what_the_user_set_wins(tmp_path: Path, name: str, value: str) -> None:
    assert build({name: value}, tmp_path)[name] == value


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    made = build({"AIRFLOW_CONN_KLIPBOARD_DB": "", "AIRFLOW_HOME": ""}, tmp_path)

    assert made["AIRFLOW_CONN_KLIPBOARD_DB"] == DATABASES.klipboard
    assert made["AIRFLOW_HOME"] == str(tmp_path / "airflow")


def test_both_packages_can_be_imported_and_the_users_paths_stay(tmp_path: Path) -> None:
    made = build({"PYTHONPATH": f"/theirs:{ROOT}"}, tmp_path)

    assert made["PYTHONPATH"].split(":") == [str(ROOT), str(ROOT / "plugins"), "/theirs"]


def test_calls_to_this_machine_never_go_through_a_proxy(tmp_path: Path) -> None:
    assert build({"no_proxy": "intranet"}, tmp_path)["NO_PROXY"] == "intranet,127.0.0.1,localhost"


@pytest.mark.parametrize(
    ("user", "needed"),
    [
        pytest.param({}, True, id="nothing set"),
        pytest.param({"AIRFLOW_CONN_KLIPBOARD_DB": THEIRS}, True, id="metadata is left"),
        pytest.param(
            {"AIRFLOW_CONN_KLIPBOARD_DB": THEIRS, environment.METADATA_CONNECTION: THEIRS},
            False,
            id="all set",
        ),
    ],
)
def test_the_embedded_server_starts_only_where_a_database_is_left_for_it(
    user: dict[str, str], needed: bool
) -> None:
    assert environment.needs_embedded_server(user) is needed


def test_the_real_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LEDGER_SYNC_SHARDS=4\nLEDGER_SYNC_BATCH_ROWS=10\n")
    monkeypatch.setenv("LEDGER_SYNC_SHARDS", "8")

    user = environment.users_own(tmp_path)

    assert (user["LEDGER_SYNC_SHARDS"], user["LEDGER_SYNC_BATCH_ROWS"]) == ("8", "10")


def test_keys_are_made_once_and_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    first, second = load_or_make(path), load_or_make(path)

    assert first == second
    assert path.stat().st_mode & 0o777 == 0o600
