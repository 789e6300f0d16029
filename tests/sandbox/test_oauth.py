from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

BACK = "http://127.0.0.1:9/back?x=1"
SCOPES = "offline_access accounting.contacts accounting.settings.read"


def authorize(api, **changes):
    query = {
        "response_type": "code",
        "client_id": api.xero.client_id,
        "redirect_uri": BACK,
        "scope": SCOPES,
        "state": "s-1",
        **changes,
    }
    return api.http.get(api.xero.authorize_url, params=query, allow_redirects=False, timeout=30)


def returned(answer):
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def token(api, auth=None, **form):
    client = auth or (api.xero.client_id, api.xero.client_secret)
    return api.http.post(api.xero.token_url, data=form, auth=client, timeout=30)


def exchange(api, code, **more):
    return token(api, grant_type="authorization_code", code=code, redirect_uri=BACK, **more)


def refresh(api, refresh_token):
    return token(api, grant_type="refresh_token", refresh_token=refresh_token)


def connections(api, access_token, **query):
    headers = {"Authorization": f"Bearer {access_token}"}
    return api.http.get(api.xero.connections_url, headers=headers, params=query, timeout=30)


def test_a_consent_leads_back_with_code_and_state(api):
    answer = authorize(api)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK + "&code=")
    assert returned(answer)["state"] == "s-1"


def test_a_code_gives_tokens_once(api):
    code = returned(authorize(api))["code"]

    first, second = exchange(api, code), exchange(api, code)

    body = first.json()
    assert (body["expires_in"], body["token_type"], body["scope"]) == (1800, "Bearer", SCOPES)
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["nbf"] == 1800
    assert (second.status_code, second.json()) == (400, {"error": "invalid_grant"})


def test_a_code_lives_five_minutes(sandbox, api):
    code = returned(authorize(api))["code"]
    sandbox.advance_clock(301)

    assert exchange(api, code).json() == {"error": "invalid_grant"}


def test_a_code_belongs_to_its_redirect_address(api):
    code = returned(authorize(api))["code"]

    answer = token(api, grant_type="authorization_code", code=code, redirect_uri="http://other")

    assert answer.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("verifier", "status"),
    [pytest.param("v" * 43, 200, id="right"), pytest.param("w", 400, id="wrong")],
)
def test_pkce_is_checked_when_it_is_used(api, verifier, status):
    digest = hashlib.sha256(b"v" * 43).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    code = returned(authorize(api, code_challenge=challenge, code_challenge_method="S256"))["code"]

    assert exchange(api, code, code_verifier=verifier).status_code == status


def test_a_wrong_secret_is_invalid_client(api):
    answer = token(api, auth=(api.xero.client_id, "wrong"), grant_type="refresh_token")

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


def test_an_unknown_client_gets_no_redirect(api):
    assert authorize(api, client_id="other").status_code == 400


def test_without_offline_access_there_is_no_refresh_token(api):
    code = returned(authorize(api, scope="accounting.contacts"))["code"]

    assert "refresh_token" not in exchange(api, code).json()


def test_a_new_app_may_not_ask_for_broad_scopes(api, xero):
    refused = returned(authorize(api, scope="accounting.transactions"))
    xero.set_switches(granular_scopes_only=False)

    assert refused["error"] == "invalid_scope"
    assert "code" in returned(authorize(api, scope="accounting.transactions"))


def test_every_refresh_gives_a_new_token_and_the_previous_one_works_for_half_an_hour(sandbox, api):
    first = api.tokens["refresh_token"]
    second = refresh(api, first).json()["refresh_token"]
    sandbox.advance_clock(1700)

    in_time = refresh(api, first)
    sandbox.advance_clock(200)
    too_late = refresh(api, first)

    assert second != first
    assert in_time.status_code == 200
    assert (too_late.status_code, too_late.json()) == (400, {"error": "invalid_grant"})
    assert refresh(api, in_time.json()["refresh_token"]).status_code == 200


def test_two_refreshers_of_one_token_lock_one_of_them_out(api):
    shared = api.tokens["refresh_token"]

    mine, theirs = (refresh(api, shared).json()["refresh_token"] for _ in range(2))

    assert refresh(api, theirs).status_code == 200
    assert refresh(api, mine).json() == {"error": "invalid_grant"}


def test_a_refresh_token_lives_sixty_days(sandbox, api):
    sandbox.advance_clock(60 * 86_400 + 1)

    assert refresh(api, api.tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_an_access_token_lives_half_an_hour(sandbox, api):
    sandbox.advance_clock(1801)

    assert api.call("GET", "Organisation").status_code == 401
    api.tokens = refresh(api, api.tokens["refresh_token"]).json()
    assert api.call("GET", "Organisation").status_code == 200


def test_a_consent_joins_the_organisations_that_were_chosen(api, xero, org):
    other = xero.add_organisation("Other")
    xero.add_organisation("Third")
    xero.set_consent([other.tenant_id])

    tokens = exchange(api, returned(authorize(api))["code"]).json()

    event = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    everything = connections(api, tokens["access_token"]).json()
    by_this_consent = connections(
        api, tokens["access_token"], authEventId=event["authentication_event_id"]
    ).json()
    assert {row["tenantName"] for row in everything} == {"Harbour Plumbing", "Other"}
    assert [row["tenantId"] for row in by_this_consent] == [other.tenant_id]
    assert "+" not in everything[0]["createdDateUtc"]
    assert not everything[0]["createdDateUtc"].endswith("Z")


def test_a_user_sees_only_his_own_organisations(api, xero):
    hers = xero.add_organisation("Hers", users=["her"])
    xero.set_consent(user="her")

    tokens = exchange(api, returned(authorize(api))["code"]).json()

    rows = connections(api, tokens["access_token"]).json()
    assert [row["tenantId"] for row in rows] == [hers.tenant_id]


def test_a_user_may_refuse_or_want_to_press_the_button(api, xero):
    xero.set_consent(refuses=True)
    refused = returned(authorize(api))
    xero.set_consent(automatic=False)
    page = authorize(api)
    pressed = api.http.post(page.url, allow_redirects=False, timeout=30)

    assert refused["error"] == "access_denied"
    assert (page.status_code, "Allow access" in page.text) == (200, True)
    assert "code" in returned(pressed)


def test_a_connection_is_ended_by_its_own_id(api, xero, org):
    access = api.tokens["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    connection_id = connections(api, access).json()[0]["id"]

    by_tenant = api.http.delete(
        f"{xero.connections_url}/{org.tenant_id}", headers=headers, timeout=30
    )
    by_id = api.http.delete(f"{xero.connections_url}/{connection_id}", headers=headers, timeout=30)

    assert (by_tenant.status_code, by_id.status_code) == (404, 204)
    assert connections(api, access).json() == []
    assert api.call("GET", "Organisation").status_code == 403


def test_revocation_ends_every_connection_of_the_user(api, xero):
    client = (xero.client_id, xero.client_secret)
    form = {"token": api.tokens["refresh_token"]}

    answer = api.http.post(xero.revocation_url, data=form, auth=client, timeout=30)

    assert (answer.status_code, answer.content) == (200, b"")
    assert api.call("GET", "Organisation").status_code == 403
    assert refresh(api, api.tokens["refresh_token"]).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("headers", "status", "detail"),
    [
        pytest.param({"Authorization": ""}, 401, "AuthenticationUnsuccessful", id="no_token"),
        pytest.param({"xero-tenant-id": ""}, 403, "AuthenticationUnsuccessful", id="no_tenant"),
        pytest.param({"xero-tenant-id": "x"}, 403, "AuthenticationUnsuccessful", id="bad_tenant"),
    ],
)
def test_a_call_needs_token_and_tenant(api, headers, status, detail):
    answer = api.call("GET", "Organisation", headers=headers)

    assert (answer.status_code, answer.json()["Detail"]) == (status, detail)
    assert set(answer.json()) == {"Type", "Title", "Status", "Detail", "Instance", "Extensions"}


def test_a_call_outside_the_scopes_is_401(api):
    api.tokens = exchange(api, returned(authorize(api))["code"]).json()

    answers = [
        api.call("GET", "Contacts"),
        api.call("GET", "Accounts"),
        api.call("GET", "Invoices"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 401]
    assert answers[2].json()["Detail"] == "AuthorizationUnsuccessful"
    assert "insufficient_scope" in answers[2].headers["WWW-Authenticate"]


def test_reading_scopes_do_not_write(api):
    api.tokens = exchange(api, returned(authorize(api))["code"]).json()

    assert api.call("PUT", "Accounts", {"Code": "999", "Name": "x"}).status_code == 401


def test_no_secret_enters_the_log(api, xero):
    exchange(api, returned(authorize(api))["code"], code_verifier="very-secret")
    refresh(api, api.tokens["refresh_token"])

    entries = [row for row in xero.requests(api_only=False) if row.kind == "oauth"]
    text = " ".join(row.model_dump_json() for row in entries)

    assert entries
    for secret in (xero.client_secret, api.tokens["refresh_token"], "very-secret"):
        assert secret not in text
    assert xero.requests() == []
