"""The Accounting API over HTTP.

A call passes token, organisation, limits, scopes and idempotency before it reaches a resource.
"""

from __future__ import annotations

from urllib.parse import unquote

from sandbox.exchange import Call, Reply
from sandbox.replies import JSON, json_reply
from sandbox.xero.answers import answer, exception, not_found, offline, problem
from sandbox.xero.authority import Access
from sandbox.xero.desk import BadRequest, Desk, UnknownId
from sandbox.xero.idempotency import KEY_LIMIT, Key, Remembered, copied, fingerprint
from sandbox.xero.identity_api import bearer
from sandbox.xero.limits import too_many
from sandbox.xero.listing import Query
from sandbox.xero.organisation import Organisation
from sandbox.xero.resource import Body, Resource
from sandbox.xero.resources_contacts import Contacts
from sandbox.xero.resources_documents import Invoices, Payments, PurchaseOrders
from sandbox.xero.resources_settings import (
    Accounts,
    CreditNotes,
    Items,
    OrganisationResource,
    TaxRates,
)
from sandbox.xero.world import World
from sandbox.xero.writer import parse_elements, write_batch

API_BASE = "/api.xro/2.0"
WRITES = ("PUT", "POST", "PATCH")
SPENT_HEADERS = {"minute": "X-MinLimit-Remaining", "day": "X-DayLimit-Remaining"}
RESOURCES: dict[str, Resource] = {
    "accounts": Accounts(),
    "contacts": Contacts(),
    "creditnotes": CreditNotes(),
    "invoices": Invoices(),
    "items": Items(),
    "organisation": OrganisationResource(),
    "payments": Payments(),
    "purchaseorders": PurchaseOrders(),
    "taxrates": TaxRates(),
}


def locate(path: str) -> tuple[Resource | None, str | None]:
    """Return the resource that a path means, and the id or number behind it."""
    parts = [unquote(part) for part in path.removeprefix(API_BASE).split("/") if part]
    if not parts or len(parts) > 2:
        return None, None
    return RESOURCES.get(parts[0].lower()), parts[1] if len(parts) == 2 else None


async def handle_accounting(world: World, call: Call, *, crowded: bool) -> Reply:
    """Answer a call to the Accounting API."""
    access = bearer(world, call)
    if isinstance(access, Reply):
        return with_limits(world, None, access)
    org = world.organisations.get(call.tenant_id or "")
    if org is None or world.authority.connection(access.session.user, org.tenant_id) is None:
        detail = "AuthenticationUnsuccessful"
        return with_limits(world, None, problem(403, "Forbidden", detail, world.ids.new()))
    refused = _spend(world, org, crowded=crowded)
    reply = refused or await _admitted(world, org, access, call)
    return with_limits(world, org, reply)


def _spend(world: World, org: Organisation, *, crowded: bool) -> Reply | None:
    if crowded:
        return too_many("concurrent", None)
    return world.meters.spend(org.tenant_id, world.limits_for(org), world.clock.seconds())


def with_limits(world: World, org: Organisation | None, reply: Reply) -> Reply:
    """Return the reply with the headers that every answer has."""
    reply = copied(reply)
    reply.headers["Xero-Correlation-Id"] = world.ids.new()
    if reply.status in (401, 403, 404) and not world.switches_for(org).limit_headers_on_errors:
        return reply
    tenant_id = org.tenant_id if org else None
    reply.headers |= world.meters.headers(tenant_id, world.limits_for(org), world.clock.seconds())
    spent = SPENT_HEADERS.get(reply.headers.get("X-Rate-Limit-Problem", ""))
    if spent:
        reply.headers[spent] = "0"
    return reply


async def _admitted(world: World, org: Organisation, access: Access, call: Call) -> Reply:
    if org.offline:
        return offline()
    resource, _ = locate(call.path)
    if resource is None:
        return not_found()
    switches = world.switches_for(org)
    if switches.check_scopes and not _in_scope(resource, access.session.scopes, call.method):
        reply = problem(401, "Unauthorized", "AuthorizationUnsuccessful", world.ids.new())
        reply.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
        return reply
    idempotency_key = call.headers.get("idempotency-key")
    if idempotency_key and call.method in WRITES:
        return await _once(world, org, call, idempotency_key)
    return await _run(world, org, call)


def _in_scope(resource: Resource, granted: str, method: str) -> bool:
    scopes = set(granted.split())
    return any(
        scope in scopes or (method == "GET" and f"{scope}.read" in scopes)
        for scope in resource.scopes
    )


def key_for(world: World, org: Organisation, call: Call) -> Key | None:
    """Return under which key the call's answer is kept, if it carries one."""
    sent = call.headers.get("idempotency-key")
    if not sent or call.method not in WRITES:
        return None
    by_token = world.switches_for(org).idempotency_scope == "token"
    scope = call.headers.get("authorization", "") if by_token else "app"
    return (scope, org.tenant_id, sent)


async def _once(world: World, org: Organisation, call: Call, sent_key: str) -> Reply:
    key = key_for(world, org, call)
    if key is None or len(sent_key) > KEY_LIMIT:
        return _key_problem(
            world, org, f"The Idempotency Key must not be longer than {KEY_LIMIT} characters."
        )
    known = world.keys.find(key, world.clock.seconds())
    if known is None:
        return await _first_time(world, org, call, key)
    if known.fingerprint != fingerprint(call):
        return _key_problem(
            world, org, f"Idempotency Key {sent_key} is used with a different request."
        )
    return await _again(world, org, call, known)


async def _first_time(world: World, org: Organisation, call: Call, key: Key) -> Reply:
    entry = world.keys.begin(key, call, world.clock.seconds())
    try:
        entry.reply = await _run(world, org, call)
        return entry.reply
    finally:
        if entry.reply is None:
            world.keys.forget(key)
        entry.finished.set()


async def _again(world: World, org: Organisation, call: Call, known: Remembered) -> Reply:
    choice = world.switches_for(org).idempotency_in_progress
    if known.reply is None and choice == "run":
        return await _run(world, org, call)
    if known.reply is None and choice == "conflict":
        return _key_problem(world, org, "A request with this Idempotency Key is in progress.")
    await known.finished.wait()
    call.replayed = True
    return known.reply or await _run(world, org, call)


def _key_problem(world: World, org: Organisation, text: str) -> Reply:
    if world.switches_for(org).idempotency_error_body == "problem":
        return problem(400, "BadRequest", text, world.ids.new())
    return json_reply(400, exception(10, "ValidationException", text))


async def _run(world: World, org: Organisation, call: Call) -> Reply:
    await call.take_time()
    resource, key = locate(call.path)
    accept = call.headers.get("accept", "")
    if resource is None:
        return not_found()
    if call.method not in resource.methods or (call.method == "PUT" and key):
        return Reply(501, b"", JSON)
    parameters = {name.lower(): value for name, value in call.query.items()}
    places = 4 if parameters.get("unitdp") == "4" else 2
    desk = world.desk(org, unit_places=places)
    try:
        if call.method == "GET":
            return _read(world, desk, resource, key, call)
        return _write(world, desk, resource, key, call)
    except UnknownId:
        return not_found()
    except BadRequest as error:
        body = exception(error.number, error.kind, error.message)
        return answer(400, body, accept, "ApiException")


def _read(world: World, desk: Desk, resource: Resource, key: str | None, call: Call) -> Reply:
    query = Query(
        {name.lower(): value for name, value in call.query.items()},
        call.headers.get("if-modified-since"),
    )
    if key is None:
        bodies, pagination = resource.listed(desk, query)
    else:
        bodies, pagination = [resource.single(desk, key)], None
    body = envelope(world, resource, bodies, pagination)
    return answer(200, body, call.headers.get("accept", ""), "Response")


def _write(world: World, desk: Desk, resource: Resource, key: str | None, call: Call) -> Reply:
    parameters = {name.lower(): value for name, value in call.query.items()}
    written = write_batch(
        desk,
        resource,
        parse_elements(call.body, resource),
        method=call.method,
        key=key,
        summarise=parameters.get("summarizeerrors", "true").casefold() != "false",
    )
    accept = call.headers.get("accept", "")
    if written.refusal is not None:
        return answer(written.status, written.refusal, accept, "ApiException")
    bodies = written.elements
    if call.reorder or desk.switches.batch_order == "reversed":
        bodies = bodies[::-1]
    return answer(200, envelope(world, resource, bodies, None), accept, "Response")


def envelope(
    world: World, resource: Resource, bodies: list[Body], pagination: dict[str, int] | None
) -> Body:
    """Return the frame around results."""
    body: Body = {
        "Id": world.ids.new(),
        "Status": "OK",
        "ProviderName": world.authority.app.name,
        "DateTimeUTC": f"/Date({world.clock.ms()})/",
    }
    if pagination is not None:
        body["pagination"] = pagination
    return {**body, resource.name: bodies}
