"""Links, claims, quarantine, watermarks, runs: each module of ``state`` against PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from ledger_sync.errors import ConfigurationError
from ledger_sync.ledgers.xero.tables import ACCOUNTS, TAX_RATES
from ledger_sync.model import CLIENT, INVOICE, PARTIES, LedgerAccount, Ref
from ledger_sync.rules.mapping import Row
from ledger_sync.state import (
    accounts,
    audit,
    batches,
    extracted,
    links,
    outbox,
    overrides,
    plans,
    quarantine,
    runs,
    watermarks,
)
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.quarantine import Held
from sqlalchemy import Connection, text

from tests.integration.conftest import join
from tests.integration.test_outbox import an_entry, link

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARTY = Ref(CLIENT, 1)


# --- watermarks ---------------------------------------------------------------------------------


def test_a_watermark_moves_forward_and_never_back(db: Connection, joined: LedgerConnection) -> None:
    read = []
    for hours in (0, 2, 1):
        watermarks.move(db, [joined.id], CLIENT, NOON + timedelta(hours=hours))
        read.append(watermarks.read(db, [joined.id])[joined.id, CLIENT])

    assert read == [NOON, NOON + timedelta(hours=2), NOON + timedelta(hours=2)]


def test_watermarks_are_kept_by_connection_and_entity(
    db: Connection, joined: LedgerConnection
) -> None:
    other = join(db, 2)
    watermarks.move(db, [joined.id, other.id], CLIENT, NOON)
    watermarks.move(db, [], INVOICE, NOON)

    assert watermarks.read(db, [other.id]) == {(other.id, CLIENT): NOON}


# --- links --------------------------------------------------------------------------------------


def test_a_link_is_written_and_renewed(db: Connection, joined: LedgerConnection) -> None:
    link(db, joined, PARTY, "one")
    link(db, joined, PARTY, "two", withdrawn=True)

    (kept,) = links.read(db, joined.id, [PARTY, Ref(CLIENT, 9)]).values()
    assert (kept.ref, kept.fingerprint, kept.withdrawn) == (PARTY, "two", True)
    assert (kept.ledger_id, kept.content) == ("ledger-client-1", {"Name": "before"})
    assert links.fingerprints(db, [joined.id], CLIENT, [1]) == {(joined.id, 1): ("two", True)}


def test_a_links_amounts_stay_exact(db: Connection, joined: LedgerConnection) -> None:
    db.execute(
        text("SELECT set_config('test.x', 'y', true)")  # a statement before, as in a settle
    )
    links.save(
        db, joined.id, PARTY, resource="Contacts", ledger_id="x", number="n", fingerprint="f",
        content={"UnitAmount": "0.1"}, children={"70": "line-a"}, withdrawn=False,
        source_updated_at=NOON,
    )  # fmt: skip

    (kept,) = links.by_ledger_id(db, joined.id, "Contacts").values()

    assert (kept.content, kept.children) == ({"UnitAmount": "0.1"}, {"70": "line-a"})
    assert (kept.number, kept.source_updated_at) == ("n", NOON)


def test_nobody_is_asked_for_no_links(db: Connection, joined: LedgerConnection) -> None:
    assert links.read(db, joined.id, []) == {}


def test_agreed_contents_leave_out_what_was_withdrawn(
    db: Connection, joined: LedgerConnection
) -> None:
    link(db, joined, Ref(CLIENT, 1))
    link(db, joined, Ref(CLIENT, 2), withdrawn=True)

    assert [each.ref for each in links.contents(db, [joined.id], PARTIES)] == [Ref(CLIENT, 1)]


@pytest.mark.rule("B-02")
def test_one_record_of_the_ledger_is_never_linked_twice(
    db: Connection, joined: LedgerConnection
) -> None:
    link(db, joined, PARTY)

    with pytest.raises(Exception, match="links_ledger_connection_id_resource_ledger_id_key"):
        links.save(
            db, joined.id, Ref(CLIENT, 2), resource="Contacts", ledger_id="ledger-client-1",
            number=None, fingerprint=None, content={}, children={}, withdrawn=False,
            source_updated_at=None,
        )  # fmt: skip


# --- batches ------------------------------------------------------------------------------------


def a_claim(db: Connection, connection: LedgerConnection, run: int) -> batches.Batch:
    outbox.put(db, [an_entry(connection, Ref(CLIENT, number)) for number in (1, 2)])
    entries = outbox.claimable(db, connection.id, PARTIES, "create", 9)
    return batches.claim(db, connection.id, run, "create", entries)


@pytest.mark.rule("B-02")
def test_a_claim_is_found_again_as_it_was_made(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    claimed = a_claim(db, joined, run)

    (found,) = batches.in_doubt(db, joined.id)

    assert (found.id, found.key, found.action) == (claimed.id, claimed.key, "create")
    assert found.claimed_at == claimed.claimed_at
    assert [entry.draft for entry in found.entries] == [entry.draft for entry in claimed.entries]
    assert all(entry.in_doubt for entry in found.entries)


def test_what_is_claimed_cannot_be_claimed_again(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    a_claim(db, joined, run)

    assert outbox.claimable(db, joined.id, PARTIES, "create", 9) == []


def test_a_claim_keeps_what_was_sent_though_the_row_is_replaced(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    a_claim(db, joined, run)
    outbox.put(db, [an_entry(joined, Ref(CLIENT, 1), fingerprint="newer")])

    (found,) = batches.in_doubt(db, joined.id)

    assert [entry.fingerprint for entry in found.entries] == ["new", "new"]


def test_a_settled_batch_is_in_doubt_no_longer(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    batches.settle(db, a_claim(db, joined, run).id)

    assert batches.in_doubt(db, joined.id) == []


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("certain", [True, False], ids=["surely not sent", "perhaps sent"])
def test_a_released_batch_gives_its_rows_back_and_remembers_the_doubt(
    db: Connection, joined: LedgerConnection, run: int, certain: bool
) -> None:
    first = a_claim(db, joined, run)

    batches.release(db, first.id, certain=certain)

    again = outbox.claimable(db, joined.id, PARTIES, "create", 9)
    assert [entry.in_doubt for entry in again] == [not certain] * 2
    assert batches.in_doubt(db, joined.id) == []
    assert batches.claim(db, joined.id, run, "create", again).key != first.key


# --- quarantine ---------------------------------------------------------------------------------


def a_reason(source_id: int = 1, **values: object) -> Held:
    defaults = {
        "ref": Ref(CLIENT, source_id),
        "kind": "validation",
        "rule": "X-08",
        "field": "email",
        "value": "jo@x.org",
        "message": "in use",
    }
    return Held(**{**defaults, **values})  # type: ignore[arg-type]


@pytest.mark.rule("C-09")
def test_a_record_is_held_once_for_a_reason_however_often_it_is_found(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    other = [{"entity": CLIENT, "source_id": 2, "name": "Acme"}]
    for message in ("first", "second"):
        quarantine.hold(db, joined, run, a_reason(message=message, colliding=other))

    (held,) = quarantine.list_held(db, [joined.id])

    assert (held["message"], held["colliding"]) == ("second", other)
    assert (held["company_id"], held["ledger"], held["run"]) == (joined.company_id, "xero", run)
    assert quarantine.held_ids(db, [joined.id], CLIENT) == {joined.id: {1}}


def test_a_record_may_be_held_for_several_reasons_and_counts_once(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    for field in ("email", "phone", None):
        quarantine.hold(db, joined, run, a_reason(field=field))

    (counted,) = quarantine.count_held(db, [joined.id], run)

    assert len(quarantine.list_held(db, [joined.id])) == 3
    assert (counted.company_id, counted.entity, counted.records) == (joined.company_id, CLIENT, 1)


@pytest.mark.rule("C-09")
def test_a_cured_reason_lets_go_and_the_others_stand(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(field="email"))
    quarantine.hold(db, joined, run, a_reason(field="phone"))
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused", field=None))

    kinds: tuple[quarantine.Kind, ...] = ("validation",)
    quarantine.release(db, joined.id, CLIENT, [1], kinds, keep={(1, "X-08", "phone")})

    left = {(each["kind"], each["field"]) for each in quarantine.list_held(db, [joined.id])}
    assert left == {("validation", "phone"), ("refused", None)}


def test_a_reason_that_returns_is_a_new_row_of_the_history(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason())
    quarantine.release(db, joined.id, CLIENT, [1], ("validation",))
    quarantine.hold(db, joined, run, a_reason())

    rows = db.execute(
        text("SELECT released_at FROM sync.quarantine WHERE ledger_connection_id = :id"),
        {"id": joined.id},
    ).scalars()
    assert sorted(released is None for released in rows) == [False, True]


@pytest.mark.parametrize("ids", [[], [2]], ids=["nobody", "another record"])
def test_others_are_not_let_go(
    db: Connection, joined: LedgerConnection, run: int, ids: list[int]
) -> None:
    quarantine.hold(db, joined, run, a_reason())

    quarantine.release(db, joined.id, CLIENT, ids, ("validation",))

    assert len(quarantine.list_held(db, [joined.id])) == 1


def test_a_long_value_is_cut_and_says_so(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(value="x" * 5000))

    (held,) = quarantine.list_held(db, [joined.id])

    assert held["value"].endswith("... (5000 characters)")
    assert len(held["value"]) < 230


def test_what_was_refused_is_remembered_with_its_content(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused", fingerprint="f-1"))
    quarantine.hold(db, joined, run, a_reason(2))

    assert quarantine.refused_contents(db, [joined.id], CLIENT) == {
        (joined.id, 1): ("f-1", "refused")
    }


def test_a_refusal_counts_as_held_from_the_next_run_on(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused"))
    later = runs.open_run(db, dag_id="dag", run_id="later", ledger="xero", params={}).id

    assert quarantine.count_held(db, [joined.id], run) == []
    assert [each.records for each in quarantine.count_held(db, [joined.id], later)] == [1]


# --- runs ---------------------------------------------------------------------------------------


def test_a_run_that_begins_again_is_the_same_run(db: Connection) -> None:
    first = runs.open_run(
        db, dag_id="dag", run_id="r", ledger="xero", params={"a": 1}, connections=[4], high=NOON
    )
    later = NOON + timedelta(hours=1)

    again = runs.open_run(
        db, dag_id="dag", run_id="r", ledger="xero", params={}, connections=[4, 5], high=later
    )

    assert again == first
    assert (again.connections, again.high, again.state) == ([4], NOON, "running")


def test_a_run_that_nobody_opened_says_what_to_do(db: Connection) -> None:
    assert runs.find(db, "dag", "never") is None
    with pytest.raises(ConfigurationError, match=r"run 999999 is not in sync\.runs: start a new"):
        runs.get(db, 999_999)


def test_counts_add_up_and_can_be_begun_anew(db: Connection, run: int) -> None:
    runs.add_counts(db, run, 1, CLIENT, {"read": 2})
    runs.add_counts(db, run, 1, CLIENT, {"read": 3, "created": 1})
    runs.add_counts(db, run, 1, INVOICE, {})
    before = runs.counts(db, run)
    runs.reset_counts(db, run, ("read",))

    assert (before[1][CLIENT]["read"], before[1][CLIENT]["created"]) == (5, 1)
    assert set(before[1][INVOICE].values()) == {0}
    after = runs.counts(db, run)[1][CLIENT]
    assert (after["read"], after["created"]) == (0, 1)


def test_a_counter_that_nobody_knows_is_a_fault_of_ours(db: Connection, run: int) -> None:
    with pytest.raises(ValueError, match="no such counters"):
        runs.add_counts(db, run, 1, CLIENT, {"lost": 1})


def test_a_message_is_replaced_by_a_later_one_and_can_be_taken_back(
    db: Connection, run: int
) -> None:
    runs.tell(db, run, 1, "load", "broken", failed=True)
    runs.tell(db, run, 1, "load", "still broken", failed=True)
    runs.tell(db, run, 2, "connection", "ended")
    told = runs.messages(db, run)
    runs.untell(db, run, 1, "load")

    assert [(each["company"], each["message"], each["failed"]) for each in told] == [
        (1, "still broken", True),
        (2, "ended", False),
    ]
    assert [each["topic"] for each in runs.messages(db, run)] == ["connection"]


@pytest.mark.rule("B-01")
def test_a_planned_change_is_shown_with_its_fields(db: Connection, run: int) -> None:
    runs.plan(db, run, 1, PARTY, "create", {"changes": {"Name": [None, "Old"]}})
    runs.plan(db, run, 1, PARTY, "update", {"changes": {"Name": ["Old", "New"]}})
    runs.plan(db, run, 1, Ref(CLIENT, 2), "create", {})

    (shown,) = runs.planned(db, run, limit=1)

    assert (shown["entity"], shown["source_id"], shown["action"]) == (CLIENT, 1, "update")
    assert shown["changes"] == {"Name": ["Old", "New"]}


# --- what a run read ----------------------------------------------------------------------------


def test_rows_of_a_run_come_back_in_batches_exact_and_by_company(db: Connection, run: int) -> None:
    rows = [(2, 1, '{"unit_price": 0.1000}'), (1, 9, "{}"), (1, 3, "{}")]

    counts = extracted.write(db, run, INVOICE, rows)

    found = list(extracted.batches(db, run, INVOICE, 2, with_held=True))
    assert counts == {2: 1, 1: 2}
    assert [len(batch) for batch in found] == [2, 1]
    assert found[1] == [{"unit_price": Decimal("0.1000")}]
    assert extracted.companies(db, run, [INVOICE]) == [1, 2]
    assert extracted.ids(db, run, INVOICE, 1) == {3, 9}


def test_rows_that_failed_a_check_are_passed_by_until_the_validation_begins_anew(
    db: Connection, run: int
) -> None:
    extracted.write(db, run, CLIENT, [(1, number, f'{{"n": {number}}}') for number in (1, 2)])
    extracted.mark_held(db, run, CLIENT, 1, [1])

    passed = list(extracted.batches(db, run, CLIENT, 9, with_held=False))
    extracted.unmark(db, run)
    anew = list(extracted.batches(db, run, CLIENT, 9, with_held=False))

    assert (passed, anew) == ([[{"n": 2}]], [[{"n": 1}, {"n": 2}]])


def test_rows_of_a_run_can_be_forgotten(db: Connection, run: int) -> None:
    extracted.write(db, run, CLIENT, [(1, 1, "{}")])

    extracted.clear(db, run)

    assert list(extracted.batches(db, run, CLIENT, 9, with_held=True)) == []


# --- mapping rows, accounts, plans, audit -------------------------------------------------------


@pytest.mark.rule("C-12")
def test_a_companys_own_rows_stand_for_every_key_that_they_leave_open(db: Connection) -> None:
    db.execute(
        text(
            """INSERT INTO sync.mapping_overrides
            (company_id, ledger, table_name, source_code, ledger_code, country, document) VALUES
            (1, 'xero', 'tax_rates', '20% VAT', ' TAX001 ', NULL, NULL),
            (1, 'xero', 'tax_rates', '5% VAT', 'TAX002', 'GB', 'sales'),
            (1, 'quickbooks', 'tax_rates', '20% VAT', 'S', NULL, NULL),
            (2, 'xero', 'tax_rates', '20% VAT', 'OTHER', NULL, NULL)"""
        )
    )

    assert overrides.read(db, "xero", TAX_RATES, [1]) == [
        Row("20% VAT", ("any", "any"), "TAX001", company_id=1),
        Row("5% VAT", ("GB", "sales"), "TAX002", company_id=1),
    ]
    assert overrides.read(db, "xero", ACCOUNTS, [1]) == []


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("columns", "values", "constraint"),
    [
        pytest.param("", "", "mapping_overrides_key", id="the same row twice"),
        pytest.param(", document", ", 'orders'", "document_check", id="no kind of document"),
    ],
)
def test_an_own_row_that_is_not_clear_cannot_be_written(
    db: Connection, columns: str, values: str, constraint: str
) -> None:
    names = "company_id, ledger, table_name, source_code, ledger_code"
    insert = f"INSERT INTO sync.mapping_overrides ({names}{{}}) VALUES (1, 'xero', 'accounts', "
    insert += "'200', '400'{})"
    db.execute(text(insert.format("", "")))

    with pytest.raises(Exception, match=constraint):
        db.execute(text(insert.format(columns, values)))


def test_the_chart_that_is_kept_is_the_one_that_was_read_last(
    db: Connection, joined: LedgerConnection
) -> None:
    accounts.replace(db, joined.id, [LedgerAccount(code="100", name="Old", active=True)])

    chart = [
        LedgerAccount(code="200", name="Sales", active=True),
        LedgerAccount(code="200", name="Sales again", active=True),
        LedgerAccount(code="300", name="Closed", active=False),
    ]
    accounts.replace(db, joined.id, chart)

    assert accounts.known_codes(db, joined.id) == {"200"}


def test_a_plan_is_kept_until_it_is_carried_out(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    assert plans.of_run(db, run) is None
    plans.save(db, joined.id, run, {"create": [], "link": []})

    kept = plans.of_run(db, run)
    assert kept is not None
    plans.mark_applied(db, kept.id)

    applied = plans.of_run(db, run)
    assert applied is not None
    assert (kept.applied_at, kept.plan) == (None, {"create": [], "link": []})
    assert applied.applied_at is not None


@pytest.mark.rule("B-03")
def test_a_change_is_recorded_from_which_value_to_which(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    changes = audit.differences({"Name": "Old", "City": "Leeds"}, {"Name": "New", "City": "Leeds"})
    audit.record(
        db, joined, PARTY, run=run, direction="outbound", action="update", ledger_id="x",
        changes=changes,
    )  # fmt: skip

    query = text("SELECT * FROM sync.audit WHERE ledger_connection_id = :id")
    (line,) = db.execute(query, {"id": joined.id}).mappings()
    assert (line["entity"], line["source_id"], line["action"]) == (CLIENT, 1, "update")
    assert line["changes"] == {"Name": ["Old", "New"]}
    assert (line["run"], line["company_id"]) == (run, joined.company_id)


def test_a_value_that_came_or_went_is_a_difference_too() -> None:
    assert audit.differences({"a": 1, "b": None}, {"a": None, "c": 2}) == {
        "a": [1, None],
        "c": [None, 2],
    }
