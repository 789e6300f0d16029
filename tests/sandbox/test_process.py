from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from sandbox.process import ControlError, attach, running_sandbox
from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_command_tells_its_address_and_ends_cleanly(tmp_path, number):
    ready, config = tmp_path / "ready", tmp_path / "config.json"
    organisations = [{"name": "Harbour Plumbing", "country": "GB"}]
    config.write_text(json.dumps({"xero": {"organisations": organisations, "seed": 7}}))
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, "--ready-file", ready, "--config", config],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()

    organisations = attach(address).xero.organisations()
    process.send_signal(number)
    output, errors = process.communicate(timeout=PATIENCE_SECONDS)

    assert ready.read_text().strip() == address
    assert (process.returncode, output, errors) == (0, "", "")
    assert [row["name"] for row in organisations] == ["Harbour Plumbing"]


def test_the_same_seed_gives_the_same_ids():
    config = {"xero": {"organisations": [{"name": "A"}], "seed": 7}}

    with running_sandbox(config) as one, running_sandbox(config) as other:
        assert one.pid != other.pid
        assert one.xero.organisations() == other.xero.organisations()


def test_a_kept_moment_can_be_returned_to_again_and_again(sandbox, api, org):
    api.contact("Before")
    sandbox.keep("moment")

    for name in ("One", "Other"):
        api.contact(name)
        sandbox.xero.inject("offline")
        sandbox.put_back("moment")

        assert [each["Name"] for each in sandbox.xero.contacts(org.tenant_id)] == ["Before"]
        assert sandbox.xero.faults() == sandbox.xero.requests() == []
    with pytest.raises(ControlError, match="no moment other was kept"):
        sandbox.put_back("other")


def test_a_reset_forgets_everything(sandbox, api, org):
    api.contact("A")
    sandbox.xero.inject("offline")
    sandbox.xero.set_switches(name_spaces="trim")
    sandbox.advance_clock(3600)

    sandbox.reset()

    assert sandbox.xero.organisations() == []
    assert sandbox.xero.faults() == []
    assert sandbox.xero.requests() == []
    assert abs(sandbox.now().timestamp() - time.time()) < PATIENCE_SECONDS


def test_a_wrong_switch_limit_or_fault_is_refused(xero):
    for wrong in (
        lambda: xero.set_switches(nonsense=True),
        lambda: xero.set_switches(half_cent="up"),
        lambda: xero.set_limits(hour=1),
        lambda: xero.inject("earthquake"),
    ):
        with pytest.raises(ControlError):
            wrong()


def test_the_log_tells_elements_keys_and_counts(api, xero, org):
    body = {"Contacts": [{"Name": "A"}, {"Name": "B"}]}
    api.call("PUT", "Contacts", body, headers={"Idempotency-Key": "k"}, summarizeErrors="false")
    api.call("GET", "Contacts", page=1)

    first, second = xero.requests(org.tenant_id)

    assert (first.method, first.path, first.status) == ("PUT", "/api.xro/2.0/Contacts", 200)
    assert (first.elements, first.idempotency_key, first.body) == (2, "k", body)
    assert (second.query, second.elements) == ("page=1", 0)
    assert xero.request_counts(org.tenant_id) == {
        "PUT /api.xro/2.0/Contacts": 1,
        "GET /api.xro/2.0/Contacts": 1,
    }


def test_a_person_can_look_at_it(sandbox, api, org):
    api.invoice(api.contact("Smith & Sons"))

    start = requests.get(sandbox.base_url, timeout=30)
    look = f"{sandbox.base_url}/_sandbox/look/xero/{org.tenant_id}"
    pages = {
        name: requests.get(f"{look}/{name}", timeout=30).text
        for name in ("contacts", "invoices", "purchase-orders", "requests")
    }

    assert "Harbour Plumbing" in start.text
    assert "Smith &amp; Sons" in pages["contacts"]
    assert "INV-0001" in pages["invoices"]
    assert "/api.xro/2.0/Invoices" in pages["requests"]


def test_ten_thousand_contacts_are_all_on_some_page(api):
    for start in range(0, 10_000, 1000):
        names = [{"Name": f"Contact {number}"} for number in range(start, start + 1000)]
        api.write("PUT", "Contacts", *names)

    pages = [api.read("Contacts", page=page, pageSize=1000) for page in range(1, 11)]

    assert len({row["ContactID"] for page in pages for row in page}) == 10_000
