"""Batches: each element is judged by itself, and the answer tells what became of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.xero.answers import validation
from sandbox.xero.desk import BadRequest, Desk
from sandbox.xero.formats import Element
from sandbox.xero.names import canonical
from sandbox.xero.resource import Resource

Body = dict[str, Any]
LIST_FIELDS = ("Addresses", "ContactPersons", "LineItems", "Phones", "Tracking")
OBJECT_FIELDS = ("Account", "Contact", "Invoice", "PaymentTerms")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch: status 400 carries a whole body, status 200 the elements."""

    status: int
    elements: list[Body]
    refusal: Body | None = None


def parse_elements(body: bytes, resource: Resource) -> list[Element]:
    """Return the elements of a request: a list under the resource's name, or one object.

    Raises:
        BadRequest: There is nothing in the body that could be written.
    """
    try:
        content = json.loads(body, parse_float=Decimal) if body.strip() else None
    except ValueError as error:
        raise BadRequest(
            14, "PostDataInvalidException", f"The request body is not valid JSON: {error}"
        ) from error
    content = canonical(content)
    found = content.get(resource.name, content) if isinstance(content, Mapping) else content
    elements = found if isinstance(found, list) else [found]
    if not elements or not all(isinstance(element, Mapping) and element for element in elements):
        raise _no_data(resource)
    for element in elements:
        _check_shape(element)
    return elements


def _check_shape(element: Mapping[str, Any]) -> None:
    for key, value in element.items():
        rows = value if key in LIST_FIELDS and value is not None else []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise BadRequest(
                14, "PostDataInvalidException", f"Error converting the value of '{key}' to a list."
            )
        if key in OBJECT_FIELDS and value is not None and not isinstance(value, Mapping):
            raise BadRequest(
                14, "PostDataInvalidException", f"Error converting the value of '{key}'."
            )
        for row in rows:
            _check_shape(row)


def _no_data(resource: Resource) -> BadRequest:
    return BadRequest(
        17,
        "NoDataProcessedException",
        "No data has been processed for this endpoint. This endpoint is expecting "
        f"{resource.name.removesuffix('s')} data to be specifed in the request body.",
    )


def write_batch(
    desk: Desk,
    resource: Resource,
    elements: list[Element],
    *,
    method: str,
    key: str | None,
    summarise: bool,
) -> Written:
    """Write elements one after the other; a refused one leaves no trace.

    Raises:
        BadRequest: The request cannot be read; nothing of it is kept.
        UnknownId: An id of the request does not exist; nothing of it is kept.
    """
    journal = desk.org.journal
    try:
        bodies = [
            _write_one(desk, resource, element, method, key, summarise=summarise)
            for element in elements
        ]
    except Exception:
        journal.rollback()
        raise
    bad = [body for body in bodies if body.get("ValidationErrors")]
    if not bad or not summarise:
        journal.commit()
        return Written(200, bodies)
    if desk.switches.summarised_batch_keeps_good:
        journal.commit()
    else:
        journal.rollback()
    return Written(400, [], validation(bad))


def _write_one(
    desk: Desk,
    resource: Resource,
    element: Element,
    method: str,
    key: str | None,
    *,
    summarise: bool,
) -> Body:
    desk.errors, desk.warnings = [], []
    mark = desk.org.journal.mark()
    body = resource.write(desk, element, method, key)
    if desk.errors:
        desk.org.journal.rollback(mark)
    if not summarise:
        body["StatusAttributeString"] = _verdict(desk)
    if desk.warnings:
        body["Warnings"] = [{"Message": message} for message in desk.warnings]
    if desk.errors:
        body["ValidationErrors"] = [{"Message": message} for message in desk.errors]
    return body


def _verdict(desk: Desk) -> str:
    if desk.errors:
        return "ERROR"
    return "WARNING" if desk.warnings else "OK"
