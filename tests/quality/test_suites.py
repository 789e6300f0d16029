"""Suite files are closed: what is not known is refused, with file, position and reason."""

from __future__ import annotations

import json

import pytest
from ledger_sync.errors import BadSuite
from ledger_sync.model import DOCUMENTS, PARTIES
from ledger_sync.quality.checks import check_directory, check_rows
from ledger_sync.quality.columns import SCOPES
from ledger_sync.quality.engine import validate
from ledger_sync.quality.frames import directory_frame, row_frame
from ledger_sync.quality.suites import LEDGERS, read_suite, suite_of

from tests.quality.rows import a_party

ENTITIES = (*PARTIES, *DOCUMENTS)


def set_first(**values):
    return lambda document: document["expectations"][0].update(values)


def drop_first(key):
    return lambda document: document["expectations"][0].pop(key)


BROKEN = [
    pytest.param(set_first(colour="red"), "unknown key colour", id="unknown key"),
    pytest.param(drop_first("rule"), "missing key rule", id="missing key"),
    pytest.param(set_first(severity="fatal"), "severity 'fatal'", id="bad severity"),
    pytest.param(set_first(scope="table"), "scope 'table'", id="bad scope"),
    pytest.param(set_first(scope="line"), "client has no line checks", id="foreign scope"),
    pytest.param(set_first(ledgers=["sage"]), "ledgers ['sage']", id="unknown ledger"),
    pytest.param(set_first(ledgers=[]), "ledgers []", id="no ledger"),
    pytest.param(set_first(kwargs={"column": "nam"}), "unknown column 'nam'", id="unknown column"),
    pytest.param(set_first(kwargs={}), "name no column", id="no column"),
    pytest.param(set_first(kwargs=[]), "kwargs must be a JSON object", id="kwargs no object"),
    pytest.param(set_first(unless={"nam": [1]}), "unknown column 'nam'", id="unless"),
    pytest.param(set_first(unless={"archived": True}), "list of values", id="no list"),
    pytest.param(set_first(message="{name}"), "message may fill in", id="placeholder"),
    pytest.param(set_first(message="{"), "cannot be filled in", id="broken message"),
    pytest.param(set_first(message=" "), "message must be a text", id="empty message"),
    pytest.param(
        set_first(kwargs={"column": "name", "mostly": 1}), "mostly is not for kwargs", id="mostly"
    ),
    pytest.param(
        set_first(kwargs={"column": "name", "max_value": 0.5}), "whole number", id="float bound"
    ),
    pytest.param(
        set_first(scope="directory", kwargs={"column": "archived"}),
        "field 'archived' of a directory check",
        id="directory field",
    ),
    pytest.param(
        set_first(kwargs={"column_list": ["name", "email"]}), "needs a field", id="no field"
    ),
    pytest.param(lambda document: document["expectations"].insert(0, 3), "JSON object", id="item"),
]


@pytest.mark.parametrize(("change", "reason"), BROKEN)
def test_a_broken_suite_is_refused_with_file_position_and_reason(spoil, change, reason):
    path = spoil("client", change)

    with pytest.raises(BadSuite) as refused:
        read_suite(path)

    assert refused.value.message.startswith("client.json, expectation 1: ")
    assert reason in refused.value.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("{", "cannot be read as JSON", id="no JSON"),
        pytest.param("[]", "must be one JSON object", id="no object"),
        pytest.param("{}", "exactly the keys", id="no keys"),
        pytest.param('{"entity": "job", "expectations": []}', "file's name", id="entity"),
        pytest.param('{"entity": "client", "expectations": {}}', "a list", id="no list"),
    ],
)
def test_a_file_that_is_no_suite_is_refused(tmp_path, text, reason):
    path = tmp_path / "client.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadSuite, match=rf"client\.json: .*{reason}"):
        read_suite(path)


def test_a_missing_suite_is_refused(tmp_path):
    with pytest.raises(BadSuite, match=r"client\.json"):
        read_suite(tmp_path / "client.json")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(
            set_first(type="expect_column_values_to_be_nice"),
            "unknown expectation type 'expect_column_values_to_be_nice'",
            id="unknown type",
        ),
        pytest.param(
            set_first(kwargs={"column": "name", "colour": "red"}), "colour", id="unknown argument"
        ),
    ],
)
def test_what_only_the_library_knows_is_refused_when_the_suite_is_built(
    great_expectations, spoil, change, reason
):
    suite = read_suite(spoil("client", change))

    with pytest.raises(BadSuite, match=r"client\.json, expectation 1: ") as refused:
        check_rows("client", "xero", row_frame("client", [a_party(1)]), suite=suite)

    assert reason in refused.value.message


def test_an_expectation_that_could_not_be_evaluated_is_an_error_and_no_pass(
    great_expectations, spoil
):
    change = set_first(
        type="expect_column_values_to_be_between", kwargs={"column": "name", "min_value": 1}
    )
    suite = read_suite(spoil("client", change))

    with pytest.raises(BadSuite, match="could not be evaluated"):
        check_rows("client", "xero", row_frame("client", [a_party(1)]), suite=suite)


def test_a_column_that_the_frame_lacks_is_an_error_and_no_pass(great_expectations):
    checks = suite_of("client").select("row", "xero")
    frame = row_frame("client", [a_party(1)]).drop(columns="email")

    with pytest.raises(BadSuite, match="could not be evaluated"):
        validate("client", "row", checks, frame)


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("entity", ENTITIES)
def test_every_suite_of_the_project_can_be_built(great_expectations, entity, ledger):
    from ledger_sync.quality.engine import _build

    for scope in SCOPES:
        checks = suite_of(entity).select(scope, ledger)
        assert len(_build(entity, checks).expectations) == len(checks)


@pytest.mark.rule("X-08")
@pytest.mark.parametrize("entity", PARTIES)
def test_the_four_that_must_be_unique_in_xero_hold(entity):
    checks = suite_of(entity).select("directory", "xero")

    holding = {
        check.field for check in checks if check.rule == "X-08" and check.severity == "critical"
    }

    assert holding == {"name", "phone", "mobile", "email"}


@pytest.mark.rule("C-09")
def test_a_team_can_turn_a_check_into_a_warning(great_expectations, spoil):
    def relax(document):
        for one in document["expectations"]:
            one["severity"] = "warning"

    relaxed = read_suite(spoil("supplier", relax))
    suites = [suite_of("client"), suite_of("client_location"), relaxed]
    parties = [
        a_party(1, phone="1"),
        a_party(2, "supplier", phone="1"),
        a_party(3, "client", phone="1"),
    ]

    found = check_directory("xero", directory_frame(parties), {}, suites=suites)

    severities = {(one.entity, one.severity) for one in found}
    assert severities == {("supplier", "warning"), ("client", "critical")}


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_check_says_what_to_do(entity):
    for check in suite_of(entity).checks:
        assert check.message.endswith("."), check.place
        assert len(check.message) > 20, check.place


def test_suites_are_utf8_json_with_one_key_a_line():
    from ledger_sync.files import expectation_file

    for entity in ENTITIES:
        lines = expectation_file(entity).read_text(encoding="utf-8").splitlines()
        assert json.loads("\n".join(lines))["entity"] == entity
        assert max(len(line) for line in lines) < 250
