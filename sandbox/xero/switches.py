"""The points where Xero's behaviour is not verified, each as a switch with a default.

Every name says what may be otherwise; the description is shown by the control API and the README.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """Xero's call limits, for each organisation unless said otherwise."""

    model_config = ConfigDict(extra="forbid")

    concurrent: int = Field(5, description="calls in progress at the same time")
    minute: int = Field(60, description="calls in a fixed window of 60 seconds")
    day: int = Field(5000, description="calls in 24 hours; 1000 on the Starter tier")
    app_minute: int = Field(10000, description="calls of the app in a minute, all organisations")


class Switches(BaseModel):
    """Named choices for what Xero does not document, and for the sandbox's own pace."""

    model_config = ConfigDict(extra="forbid")

    summarised_batch_keeps_good: bool = Field(
        False, description="a batch that answers 400 as a whole still saves its good elements"
    )
    idempotency_scope: Literal["token", "app"] = Field(
        "token", description="an Idempotency-Key is known per access token, or per app"
    )
    idempotency_error_body: Literal["problem", "validation"] = Field(
        "problem", description="envelope of the 400 for a key that was used with another request"
    )
    idempotency_in_progress: Literal["wait", "conflict", "run"] = Field(
        "wait", description="same key while the first call runs: replay after it, 400, or run both"
    )
    name_case_sensitive: bool = Field(
        False, description="contact names that differ only in case count as different"
    )
    name_spaces: Literal["refuse", "trim"] = Field(
        "refuse", description="leading, trailing or repeated spaces in a contact name"
    )
    empty_string_clears: bool = Field(
        True, description='a text field sent as "" is emptied; otherwise it keeps its value'
    )
    slots_merge: bool = Field(
        True, description="an address or phone type that is not sent keeps its value"
    )
    unarchive_by_api: bool = Field(
        False, description="ContactStatus ACTIVE brings an archived contact back"
    )
    archived_name_reusable: bool = Field(
        True, description="a new contact may take the name of an archived one"
    )
    archived_number_reusable: bool = Field(
        False, description="a new contact may take the ContactNumber of an archived one"
    )
    voided_invoice_numbers_reusable: bool = Field(
        False, description="PUT may reuse the number of a VOIDED or DELETED sales invoice"
    )
    bill_number_match: Literal["newest", "oldest", "never"] = Field(
        "newest", description="POST of a bill without id whose number is known: which bill it edits"
    )
    half_cent: Literal["away", "even"] = Field(
        "away", description="half a cent rounds away from zero, or to the even cent"
    )
    empty_line_items: Literal["refuse", "ignore", "delete"] = Field(
        "refuse", description="LineItems [] in an update"
    )
    unknown_line_id: Literal["create", "refuse"] = Field(
        "create", description="a LineItemID that the document does not have"
    )
    purchase_order_moves: Literal["recorded", "lenient"] = Field(
        "recorded", description="refuse status changes of orders that nobody has recorded, or not"
    )
    deleted_payments_listed: bool = Field(
        True, description="GET /Payments returns DELETED payments without being asked for them"
    )
    deleted_invoices_listed: bool = Field(
        True, description="GET /Invoices returns DELETED invoices without being asked for them"
    )
    deleted_invoices_bare: bool = Field(
        True, description="a DELETED invoice comes back without most of its fields"
    )
    payment_removal_touches_invoice: bool = Field(
        True, description="the removal of a payment gives its invoice a new time"
    )
    merge_touches_invoices: bool = Field(
        True, description="invoices that a merge gives to another contact get a new time"
    )
    modified_since_bound: Literal["inclusive", "exclusive"] = Field(
        "inclusive", description="If-Modified-Since includes the second that it names, or not"
    )
    modified_since_rfc1123: bool = Field(
        True, description="If-Modified-Since may be an RFC 1123 date; otherwise it is ignored"
    )
    length_message: str = Field(
        "The {field} field must not be longer than {limit} characters.",
        description="text of the refusal of a value that is too long",
    )
    limit_headers_on_errors: bool = Field(
        True, description="401, 403 and 404 carry the limit headers too"
    )
    batch_order: Literal["as_sent", "reversed"] = Field(
        "as_sent", description="order of the elements in the answer to a batch"
    )
    granular_scopes_only: bool = Field(
        True, description="the app was made after 2 March 2026: broad scopes are refused"
    )
    check_scopes: bool = Field(True, description="a call outside the token's scopes gets 401")
    latency_ms: int = Field(0, ge=0, description="every call takes at least so long")
