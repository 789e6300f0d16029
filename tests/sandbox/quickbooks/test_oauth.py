from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from sandbox.quickbooks.authority import SCOPE
from tests.sandbox.quickbooks.conftest import Api

BACK = "http://127.0.0.1/back"
DAY = 86_400


def authorize(quickbooks, method="GET", **asked):
    query = {
        "response_type": "code",
        "client_id": quickbooks.client_id,
        "redirect_uri": BACK,
        "scope": SCOPE,
        "state": "s1",
        **asked,
    }
    return requests.request(
        method, quickbooks.authorize_url, params=query, allow_redirects=False, timeout=30
    )


def came_back(answer):
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def token(quickbooks, secret=None, headers=None, **form):
    client = (quickbooks.client_id, secret or quickbooks.client_secret)
    return requests.post(quickbooks.token_url, data=form, auth=client, headers=headers, timeout=30)


def renew(quickbooks, refresh_token, **options):
    return token(quickbooks, grant_type="refresh_token", refresh_token=refresh_token, **options)


def revoke(quickbooks, value):
    client = (quickbooks.client_id, quickbooks.client_secret)
    return requests.post(quickbooks.revoke_url, json={"token": value}, auth=client, timeout=30)


def test_the_redirect_carries_code_state_and_realm(quickbooks, company):
    back = came_back(authorize(quickbooks))

    assert set(back) == {"code", "state", "realmId"}
    assert (back["state"], back["realmId"]) == ("s1", company.tenant_id)


def test_a_code_gives_tokens_once(quickbooks, company):
    form = {
        "grant_type": "authorization_code",
        "code": came_back(authorize(quickbooks))["code"],
        "redirect_uri": BACK,
    }

    first, second = token(quickbooks, **form), token(quickbooks, **form)

    body = first.json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["x_refresh_token_expires_in"] == 8_640_000
    assert "realmId" not in body
    assert "intuit_tid" in first.headers
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


def test_a_secret_may_come_in_the_form(quickbooks, company):
    form = {
        "grant_type": "refresh_token",
        "refresh_token": quickbooks.sign_in()["refresh_token"],
        "client_id": quickbooks.client_id,
        "client_secret": quickbooks.client_secret,
    }

    answer = requests.post(quickbooks.token_url, data=form, timeout=30)

    assert answer.status_code == 200


def test_a_wrong_secret_is_refused(quickbooks, company):
    answer = renew(quickbooks, quickbooks.sign_in()["refresh_token"], secret="wrong")

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid"}, "invalid_scope"),
    ],
    ids=["response type", "scope"],
)
def test_a_wrong_question_goes_back_as_an_error(quickbooks, company, asked, error):
    assert came_back(authorize(quickbooks, **asked)) == {"error": error, "state": "s1"}


@pytest.mark.parametrize("asked", [{"client_id": "other"}, {"redirect_uri": ""}])
def test_an_unknown_app_or_address_gets_a_page(quickbooks, company, asked):
    assert authorize(quickbooks, **asked).status_code == 400


def test_a_user_who_refuses_denies_access(quickbooks, company):
    quickbooks.set_consent(refuses=True)

    assert came_back(authorize(quickbooks))["error"] == "access_denied"


def test_with_two_companies_the_page_asks_which(quickbooks, company):
    other = quickbooks.add_organisation("Hill & Sons")

    page = authorize(quickbooks)
    chosen = came_back(authorize(quickbooks, "POST", realm_id=other.tenant_id))

    assert (page.status_code, "Connect Hill &amp; Sons" in page.text) == (200, True)
    assert chosen["realmId"] == other.tenant_id


def test_the_test_may_say_which_company_consents(quickbooks, company):
    other = quickbooks.add_organisation("Hill & Sons")
    quickbooks.set_consent(other.tenant_id)

    assert came_back(authorize(quickbooks))["realmId"] == other.tenant_id


def test_a_refresh_token_keeps_its_value_for_a_day(sandbox, quickbooks, company):
    first = quickbooks.sign_in()
    sandbox.advance_clock(DAY - 60)

    second = renew(quickbooks, first["refresh_token"]).json()

    assert second["refresh_token"] == first["refresh_token"]
    assert second["access_token"] != first["access_token"]


def test_a_replaced_refresh_token_is_invalid(sandbox, quickbooks, company):
    old = quickbooks.sign_in()["refresh_token"]
    sandbox.advance_clock(DAY)
    new = renew(quickbooks, old).json()["refresh_token"]

    answer = renew(quickbooks, old)

    assert new != old
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert renew(quickbooks, new).status_code == 200


def test_a_switch_gives_the_replaced_token_some_grace(sandbox, quickbooks, company):
    quickbooks.set_switches(old_refresh_token_grace=60, refresh_token_kept=0)
    old = quickbooks.sign_in()["refresh_token"]
    new = renew(quickbooks, old).json()["refresh_token"]

    again = renew(quickbooks, old)
    sandbox.advance_clock(61)
    late = renew(quickbooks, old)

    assert (again.status_code, again.json()["refresh_token"]) == (200, new)
    assert late.status_code == 400


def test_a_refresh_token_ends_after_a_hundred_days_without_use(sandbox, quickbooks, company):
    refresh_token = quickbooks.sign_in()["refresh_token"]
    sandbox.advance_clock(100 * DAY)

    assert renew(quickbooks, refresh_token).json()["error"] == "invalid_grant"


def test_the_end_of_the_grant_is_told_when_asked_for(quickbooks, company):
    headers = {"x-include-refresh-token-hard-expires-in": "true"}

    answer = renew(quickbooks, quickbooks.sign_in()["refresh_token"], headers=headers)

    left = answer.json()["x_refresh_token_hard_expires_in"]
    assert 157_680_000 - 60 < left <= 157_680_000


@pytest.mark.parametrize("which", ["refresh_token", "access_token"])
def test_a_revoked_token_ends_the_whole_grant(quickbooks, api, which):
    answer = revoke(quickbooks, api.tokens[which])

    assert answer.status_code == 200
    assert renew(quickbooks, api.tokens["refresh_token"]).status_code == 400
    assert api.call("GET", "preferences").status_code == 401


def test_an_unknown_token_cannot_be_revoked(quickbooks, company):
    assert revoke(quickbooks, "nonsense").status_code == 400


def test_a_company_that_disconnects_ends_its_tokens(quickbooks, company, api):
    quickbooks.disconnect(company.tenant_id)

    answer = api.call("GET", "preferences")

    assert answer.status_code == 401
    assert quickbooks.organisations()[0]["connected"] is False
    assert renew(quickbooks, api.tokens["refresh_token"]).status_code == 400


def test_a_switch_lets_access_tokens_outlive_their_grant(quickbooks, company, api):
    quickbooks.set_switches(revoked_access_tokens_work=True)
    quickbooks.disconnect(company.tenant_id)

    assert api.call("GET", "preferences").status_code == 200


def test_an_expired_access_token_is_told_so(sandbox, api):
    sandbox.advance_clock(3600)

    answer = api.call("GET", "preferences")

    error = answer.json()["fault"]["error"][0]
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    assert error["message"] == "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    assert error["detail"].startswith("Token expired: ")
    assert (error["code"], answer.json()["fault"]["type"]) == ("3200", "AUTHENTICATION")
    assert isinstance(answer.json()["time"], int)


def test_a_short_token_is_malformed(api):
    answer = api.call("GET", "preferences", headers={"Authorization": "Bearer x"})

    error = answer.json()["fault"]["error"][0]
    assert error["detail"] == "Malformed bearer token: too short or too long"


def test_a_token_opens_no_other_company(quickbooks, api):
    other = quickbooks.add_organisation("Hill & Sons")
    stranger = Api(quickbooks, other.tenant_id)
    stranger.tokens = api.tokens

    answer = stranger.call("GET", "preferences")

    error = answer.json()["fault"]["error"][0]
    assert (answer.status_code, error["code"]) == (403, "3100")


def test_no_secret_enters_the_log(quickbooks, api):
    renew(quickbooks, api.tokens["refresh_token"])
    revoke(quickbooks, api.tokens["access_token"])

    log = "".join(entry.model_dump_json() for entry in quickbooks.requests(api_only=False))

    for secret in (api.tokens["refresh_token"], api.tokens["access_token"], "sandbox-secret"):
        assert secret not in log


def test_both_ledgers_keep_their_paths_on_one_port(sandbox, quickbooks, company):
    sandbox.xero.add_organisation("Harbour Plumbing")

    assert sandbox.xero.sign_in()["expires_in"] == 1800
    assert quickbooks.sign_in()["expires_in"] == 3600
