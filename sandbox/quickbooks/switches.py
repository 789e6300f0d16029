"""What nobody could verify about QuickBooks, each as a switch with a default.

Every name says what may be otherwise; the description is shown by the control API and the README.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """QuickBooks' call limits, for each company."""

    model_config = ConfigDict(extra="forbid")

    second: int = Field(10, ge=0, description="calls in a second")
    minute: int = Field(500, ge=0, description="calls in a fixed window of 60 seconds")
    batches: int = Field(40, ge=0, description="batch calls in a fixed window of 60 seconds")
    batch_items: int = Field(30, ge=1, description="items in one batch")


class Switches(BaseModel):
    """Named choices for what QuickBooks does not document, and for the sandbox's own pace."""

    model_config = ConfigDict(extra="forbid")

    # The frame: identity, limits, batch, errors.
    refresh_token_kept: int = Field(
        86_400, ge=0, description="seconds after which a refresh gives another refresh token"
    )
    old_refresh_token_grace: int = Field(
        0, ge=0, description="seconds for which a refresh token still works after its rotation"
    )
    items_count_against_minute: bool = Field(
        False, description="every item of a batch counts as a call of the minute"
    )
    gateway_errors_as_xml: bool = Field(
        False, description="401, 403 and 429 come in XML, whatever the caller accepts"
    )
    retry_after_header: bool = Field(False, description="a 429 carries Retry-After")
    shuffle_batches: bool = Field(
        True, description="the answers of a batch come in another order than its items"
    )
    request_id_replays: bool = Field(
        True, description="a requestid that was used gets the first answer again"
    )
    batch_request_id_replays: bool = Field(
        True, description="so do the items of a batch; otherwise each that is known answers 6000"
    )
    request_id_keeps_refusals: bool = Field(
        False, description="a refused request is remembered under its requestid too"
    )
    revoked_access_tokens_work: bool = Field(
        False, description="an access token outlives the grant that was taken back"
    )
    latency_ms: int = Field(0, ge=0, description="every call takes at least so long")

    # Names, documents and payments.
    duplicate_doc_numbers: Literal["accept", "reject"] = Field(
        "accept", description="an invoice number that another invoice has"
    )
    sub_customer_names: Literal["global", "per_parent"] = Field(
        "global", description="where the name of a sub-customer must be unique"
    )
    illegal_name_code: Literal["2180", "6000"] = Field(
        "2180", description="code for a colon, a tab or a line break in a name"
    )
    inactive_reference: Literal["2500", "610"] = Field(
        "2500", description="code for a reference to something inactive"
    )
    reactivation_restores_name: bool = Field(
        True, description="Active true alone takes (deleted) off a name again"
    )
    inactive_with_balance: Literal["accept", "refuse"] = Field(
        "accept", description="making a customer inactive who still owes something"
    )
    rename_touches_children: bool = Field(
        False, description="a renamed parent gives its sub-customers a new version too"
    )
    comma_separated_emails: Literal["accept", "refuse"] = Field(
        "accept", description="several e-mail addresses in one field"
    )
    non_inventory_accounts: Literal["either", "expense", "both"] = Field(
        "either", description="which account a non-stock item needs, income or expense"
    )
    missing_item: Literal["default_item", "ignore_amount"] = Field(
        "default_item", description="a sales line without ItemRef"
    )
    missing_tax_code: Literal["accept", "refuse"] = Field(
        "accept", description="a line without a tax code, outside the US"
    )
    inclusive_amounts: Literal["gross", "detail"] = Field(
        "gross",
        description="under TaxInclusive the line's Amount, or its TaxInclusiveAmt, is gross",
    )
    sent_total_tax: Literal["ignored", "kept"] = Field(
        "ignored", description="a TotalTax that the request states"
    )
    customer_term_inherited: bool = Field(
        True, description="an invoice without terms takes those of its customer"
    )
    due_without_terms: Literal["net_30", "same_day"] = Field(
        "net_30", description="when an invoice without any terms is due"
    )
    paid_invoice_void: Literal["refuse", "unlink"] = Field(
        "refuse", description="voiding or deleting an invoice that has payments"
    )
    void_answer_in_capitals: bool = Field(
        True, description="the answer to a void has its enumerations in capitals"
    )
    bookkeeper_void_status: bool = Field(
        False, description="what the bookkeeper voids carries the status Voided"
    )
    payment_moves_sync_token: bool = Field(
        True, description="a payment gives its invoices a new SyncToken, not only a new time"
    )
    parent_pays_for_jobs: bool = Field(
        True, description="a payment of a parent customer may settle invoices of sub-customers"
    )

    # Reading.
    cdc_inactive: Literal["object", "deleted"] = Field(
        "object", description="how change data capture shows what was made inactive"
    )
    cdc_placeholders: bool = Field(
        True, description="an entity without changes gets an empty object in its place"
    )
    cdc_too_old: Literal["refuse", "cut"] = Field(
        "refuse", description="changedSince of more than 30 days ago: refused, or as if 30 days"
    )
    cdc_objects: int = Field(
        1000, ge=1, description="objects in one change data capture answer; the rest is left out"
    )
    query_above_maximum: Literal["refuse", "cap"] = Field(
        "refuse", description="MAXRESULTS above 1000"
    )
    query_star_shows_sku: bool = Field(
        False, description="SELECT * FROM Item shows Sku without naming it"
    )
