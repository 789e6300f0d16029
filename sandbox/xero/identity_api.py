"""The HTTP side of OAuth: authorize, token, revocation, connections."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

from sandbox.exchange import Call, Reply
from sandbox.oauth import OAuthError, bearer_token, check_client, form, redirect
from sandbox.replies import html_page, json_reply
from sandbox.request_log import without_secrets
from sandbox.xero.answers import not_found, problem
from sandbox.xero.authority import BROAD_SCOPES, Access, Authority, zoneless
from sandbox.xero.world import World

AUTHORIZE = "/identity/connect/authorize"
TOKEN = "/connect/token"  # noqa: S105 - a path
REVOCATION = "/connect/revocation"
CONNECTIONS = "/connections"


def handle_identity(world: World, call: Call) -> Reply:
    """Answer a call to the identity service or to /connections."""
    routes: dict[tuple[str, str], Callable[[World, Call], Reply]] = {
        ("GET", AUTHORIZE): _authorize,
        ("POST", AUTHORIZE): _authorize,
        ("POST", TOKEN): _token,
        ("POST", REVOCATION): _revocation,
        ("GET", CONNECTIONS): _list_connections,
    }
    route = routes.get((call.method, call.path.rstrip("/")))
    if route is not None:
        return route(world, call)
    if call.method == "DELETE" and call.path.startswith(CONNECTIONS + "/"):
        return _delete_connection(world, call)
    return not_found()


def _authorize(world: World, call: Call) -> Reply:
    asked = call.query
    app, redirect_uri = world.authority.app, asked.get("redirect_uri", "")
    if asked.get("client_id") != app.client_id:
        return html_page(400, "unauthorized_client")
    if not redirect_uri or (app.redirect_uris and redirect_uri not in app.redirect_uris):
        return html_page(400, "Invalid redirect_uri")
    error = _authorize_error(world, call)
    if error:
        return redirect(redirect_uri, {**error, "state": asked.get("state", "")})
    if call.method == "GET" and not world.consent.automatic:
        return _consent_page(world, call)
    code = world.authority.consent(
        world.consent.user,
        world.consent_tenants(),
        asked.get("scope", ""),
        redirect_uri,
        asked.get("code_challenge"),
    )
    answer = {"code": code, "scope": asked.get("scope", ""), "state": asked.get("state", "")}
    return redirect(redirect_uri, answer)


def _authorize_error(world: World, call: Call) -> dict[str, str] | None:
    scopes = set(call.query.get("scope", "").split())
    if call.query.get("response_type") != "code":
        return {"error": "unsupported_response_type"}
    if world.consent.refuses:
        return {"error": "access_denied"}
    if not scopes or (world.switches.granular_scopes_only and scopes & BROAD_SCOPES):
        return {"error": "invalid_scope", "error_description": "Invalid scope for client"}
    if call.query.get("code_challenge") and call.query.get("code_challenge_method") != "S256":
        return {"error": "invalid_request", "error_description": "S256 is required"}
    return None


def _consent_page(world: World, call: Call) -> Reply:
    names = "".join(
        f"<li>{escape(world.organisations[tenant].name)}</li>" for tenant in world.consent_tenants()
    )
    page = (
        "<!DOCTYPE html><title>Xero sandbox</title>"
        f"<h1>{escape(world.authority.app.name)} wants access</h1><ul>{names}</ul>"
        f'<form method="post" action="{escape(call.path)}?{escape(call.raw_query)}">'
        "<button>Allow access</button></form>"
    )
    return Reply(200, page.encode(), "text/html; charset=utf-8")


def _token(world: World, call: Call) -> Reply:
    fields = form(call)
    try:
        check_client(world.authority.app, call, fields)
        return json_reply(200, _grant(world.authority, fields))
    except OAuthError as error:
        return json_reply(error.status, {"error": error.code})


def _grant(authority: Authority, fields: dict[str, str]) -> dict[str, object]:
    kind = fields.get("grant_type")
    if kind == "authorization_code":
        return authority.exchange(
            fields.get("code", ""), fields.get("redirect_uri", ""), fields.get("code_verifier")
        )
    if kind == "refresh_token":
        return authority.refresh(fields.get("refresh_token", ""))
    raise OAuthError("unsupported_grant_type")


def _revocation(world: World, call: Call) -> Reply:
    fields = form(call)
    try:
        check_client(world.authority.app, call, fields)
    except OAuthError as error:
        return json_reply(error.status, {"error": error.code})
    world.authority.revoke(fields.get("token", ""))
    return Reply(200)


def bearer(world: World, call: Call) -> Access | Reply:
    """Return the access token of a call, or the refusal."""
    access = world.authority.access(bearer_token(call))
    if access is None:
        return problem(401, "Unauthorized", "AuthenticationUnsuccessful", world.ids.new())
    if access.expires <= world.clock.seconds():
        when = world.moment(access.expires).strftime("%m/%d/%Y %H:%M:%S")
        detail = f"TokenExpired: token expired at {when}"
        return problem(401, "Unauthorized", detail, world.ids.new())
    return access


def _list_connections(world: World, call: Call) -> Reply:
    access = bearer(world, call)
    if isinstance(access, Reply):
        return access
    event_id = call.query.get("authEventId")
    return json_reply(
        200,
        [
            {
                "id": one.connection_id,
                "authEventId": one.event_id,
                "tenantId": one.tenant_id,
                "tenantType": "ORGANISATION",
                "tenantName": world.organisations[one.tenant_id].name,
                "createdDateUtc": zoneless(one.created),
                "updatedDateUtc": zoneless(one.updated),
            }
            for one in world.authority.connections.values()
            if one.user == access.session.user and event_id in (None, one.event_id)
        ],
    )


def _delete_connection(world: World, call: Call) -> Reply:
    access = bearer(world, call)
    if isinstance(access, Reply):
        return access
    one = world.authority.connections.get(call.path.removeprefix(CONNECTIONS + "/").lower())
    if one is None or one.user != access.session.user:
        return not_found()
    del world.authority.connections[one.connection_id]
    return Reply(204)


def for_log(call: Call) -> None:
    """Give the log what it may keep of an identity call."""
    call.logged_query = urlencode(without_secrets(dict(call.query)))
    if call.body:
        call.logged_body = without_secrets(form(call))
