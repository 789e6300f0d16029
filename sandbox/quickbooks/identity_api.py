"""The HTTP side of OAuth: authorize, token, revoke."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urlencode

from sandbox.exchange import Call, Reply
from sandbox.oauth import OAuthError, check_client, form, redirect
from sandbox.quickbooks.authority import SCOPE, token_response
from sandbox.quickbooks.world import World
from sandbox.replies import HTML, html_page, json_reply
from sandbox.request_log import without_secrets

AUTHORIZE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"  # noqa: S105 - a path
REVOKE = "/v2/oauth2/tokens/revoke"
HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"


def handle_identity(world: World, call: Call) -> Reply:
    """Answer a call to the identity service."""
    path = call.path.rstrip("/")
    if path == AUTHORIZE and call.method in ("GET", "POST"):
        reply = _authorize(world, call)
    elif (call.method, path) == ("POST", TOKEN):
        reply = _token(world, call)
    elif (call.method, path) == ("POST", REVOKE):
        reply = _revoke(world, call)
    else:
        reply = html_page(404, "Not Found")
    reply.headers["intuit_tid"] = world.new_tid()
    return reply


def _authorize(world: World, call: Call) -> Reply:
    asked, app = call.query, world.authority.app
    redirect_uri, state = asked.get("redirect_uri", ""), asked.get("state", "")
    if asked.get("client_id") != app.client_id:
        return html_page(400, "The client_id query parameter value is invalid")
    if not redirect_uri or (app.redirect_uris and redirect_uri not in app.redirect_uris):
        return html_page(400, "The redirect_uri query parameter value is invalid")
    error = _authorize_error(world, call)
    if error:
        return redirect(redirect_uri, {"error": error, "state": state})
    realm_id = _chosen_company(world, call)
    if realm_id is None:
        return _consent_page(world, call)
    code = world.authority.consent(realm_id, asked.get("scope", ""), redirect_uri)
    return redirect(redirect_uri, {"code": code, "state": state, "realmId": realm_id})


def _authorize_error(world: World, call: Call) -> str | None:
    if call.query.get("response_type") != "code":
        return "unsupported_response_type"
    if SCOPE not in call.query.get("scope", "").split():
        return "invalid_scope"
    return "access_denied" if world.consent.refuses else None


def _chosen_company(world: World, call: Call) -> str | None:
    pressed = call.query.get("realm_id") if call.method == "POST" else None
    chosen = pressed or (world.consent_realm() if world.consent.automatic else None)
    return chosen if chosen in world.companies else None


def _consent_page(world: World, call: Call) -> Reply:
    buttons = "".join(
        f'<form method="post" action="{escape(call.path)}?{escape(call.raw_query)}'
        f'&amp;{urlencode({"realm_id": company.realm_id})}">'
        f"<button>Connect {escape(company.name)}</button></form>"
        for company in world.companies.values()
    )
    page = (
        "<!DOCTYPE html><title>QuickBooks Online sandbox</title>"
        f"<h1>{escape(world.authority.app.name)} wants access</h1>{buttons}"
    )
    return Reply(200, page.encode(), HTML)


def _refused(error: OAuthError) -> Reply:
    described = {"error_description": error.description} if error.description else {}
    return json_reply(error.status, {"error": error.code, **described})


def _token(world: World, call: Call) -> Reply:
    fields = form(call)
    try:
        check_client(world.authority.app, call, fields)
        return json_reply(200, _grant(world, call, fields))
    except OAuthError as error:
        return _refused(error)


def _grant(world: World, call: Call, fields: dict[str, str]) -> dict[str, Any]:
    authority, switches = world.authority, world.switches
    kind = fields.get("grant_type")
    if kind == "authorization_code":
        access = authority.exchange(fields.get("code", ""), fields.get("redirect_uri", ""))
    elif kind == "refresh_token":
        access = authority.refresh(
            fields.get("refresh_token", ""),
            kept=switches.refresh_token_kept,
            grace=switches.old_refresh_token_grace,
        )
    else:
        raise OAuthError("unsupported_grant_type")
    body = token_response(access)
    if call.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true":
        body["x_refresh_token_hard_expires_in"] = authority.hard_seconds_left(access.grant)
    return body


def _revoke(world: World, call: Call) -> Reply:
    fields = _json_fields(call) or form(call)
    try:
        check_client(world.authority.app, call, fields)
    except OAuthError as error:
        return _refused(error)
    if not world.authority.revoke(fields.get("token", "")):
        return _refused(OAuthError("invalid_request"))
    return Reply(200)


def _json_fields(call: Call) -> dict[str, str]:
    try:
        content = json.loads(call.body)
    except ValueError:
        return {}
    return {key: str(value) for key, value in content.items()} if isinstance(content, dict) else {}


def for_log(call: Call) -> None:
    """Give the log what it may keep of an identity call."""
    call.logged_query = urlencode(without_secrets(dict(call.query)))
    if call.body:
        call.logged_body = without_secrets(_json_fields(call) or form(call))
