"""QuickBooks' answers on the wire: service answers and faults, and those of the gateway before it.

The two do not look alike: the service writes `Fault` and a time with a zone, the gateway `fault`
and milliseconds. Who does not ask for JSON gets XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from sandbox.exchange import Reply
from sandbox.quickbooks.answers import PACIFIC, Body
from sandbox.replies import XML, json_reply

NAMESPACE = "http://schema.intuit.com/finance/v3"
ATTRIBUTES = frozenset(
    {
        "bId",
        "code",
        "domain",
        "element",
        "maxResults",
        "sparse",
        "startPosition",
        "status",
        "totalCount",
        "type",
    }
)


@dataclass(frozen=True, slots=True)
class GatewayRefusal:
    """What the gateway says before a call reaches the service."""

    code: str
    status: int
    message: str
    kind: str
    detail: str | None = None


def _refusal(
    code: str, status: int, word: str, kind: str, detail: str | None = None
) -> GatewayRefusal:
    message = f"message={word}; errorCode={code:0>6}; statusCode={status}"
    return GatewayRefusal(code, status, message, kind, detail)


UNAUTHENTICATED = _refusal("3200", 401, "AuthenticationFailed", "AUTHENTICATION")
GENERAL = GatewayRefusal("100", 401, "General Authentication Error", "AuthenticationFault")
NO_ACCESS = _refusal(
    "120",
    401,
    "AuthorizationFailure",
    "AUTHENTICATION",
    "-11014-You do not have access to use QuickBooks Online Plus.",
)
FORBIDDEN = _refusal("3100", 403, "ApplicationAuthorizationFailed", "SERVICE")
THROTTLED = _refusal(
    "3001", 429, "ThrottleExceeded", "SERVICE", "The request limit was reached.  Try again later"
)
GATEWAY = {
    refusal.code: refusal for refusal in (UNAUTHENTICATED, GENERAL, NO_ACCESS, FORBIDDEN, THROTTLED)
}


def _time(moment: datetime) -> str:
    return moment.astimezone(PACIFIC).isoformat(timespec="milliseconds")


def service_reply(status: int, body: Body, *, moment: datetime, accept: str) -> Reply:
    """Return an answer of the service with its time, in JSON or, unless that is asked for, XML."""
    if "json" in accept.lower():
        return json_reply(status, {**body, "time": _time(moment)})
    return _xml_reply(status, body, moment)


def gateway_reply(refusal: GatewayRefusal, *, moment: datetime, as_json: bool) -> Reply:
    """Return an answer of the gateway."""
    error = {
        "message": refusal.message,
        "detail": refusal.detail,
        "code": refusal.code,
        "element": None,
    }
    if as_json:
        reply = json_reply(refusal.status, _gateway_body([error], refusal.kind, moment))
    else:
        shown = {"code": refusal.code, "Message": refusal.message, "Detail": refusal.detail}
        fault = {"Fault": {"type": refusal.kind, "Error": [shown]}}
        reply = _xml_reply(refusal.status, fault, moment)
    if refusal.status == 401:
        reply.headers["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
    return reply


def _gateway_body(errors: list[Body], kind: str, moment: datetime) -> Body:
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": errors, "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(moment.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }


def _xml_reply(status: int, body: Body, moment: datetime) -> Reply:
    inside = "".join(_element(name, value) for name, value in body.items())
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse xmlns="{NAMESPACE}" time="{_time(moment)}">{inside}</IntuitResponse>'
    )
    return Reply(status, text.encode(), XML)


def _element(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if not isinstance(value, Mapping):
        return f"<{name}>{escape(_text(value))}</{name}>"
    if "value" in value:
        named = f" name={quoteattr(_text(value['name']))}" if "name" in value else ""
        return f"<{name}{named}>{escape(_text(value['value']))}</{name}>"
    marks = "".join(
        f" {key}={quoteattr(_text(one))}" for key, one in value.items() if key in ATTRIBUTES
    )
    inside = "".join(_element(key, one) for key, one in value.items() if key not in ATTRIBUTES)
    return f"<{name}{marks}>{inside}</{name}>"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
