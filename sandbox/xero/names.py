"""The field names that requests may use, in the spelling of the API; case is not significant."""

from __future__ import annotations

from typing import Any

_TEXT = """
Account AccountCode AccountID AccountNumber Accounts AccountsPayableTaxType
AccountsReceivableTaxType AddToWatchlist AddressLine1 AddressLine2 AddressLine3 AddressLine4
AddressType Addresses AllocationID Allocations Amount AmountCredited AmountDue AmountPaid
AppliedAmount Attachments AttentionTo Balances BankAccountDetails BankAccountNumber
BankAccountType BankAmount BatchPayment BatchPaymentID BatchPayments Bills BrandingTheme
BrandingThemeID CISDeduction CISRate COGSAccountCode City Class Code CompanyNumber Contact
ContactGroups ContactID ContactNumber ContactPersons ContactStatus Contacts Country CreditNote
CreditNoteID CreditNoteNumber CreditNotes CurrencyCode CurrencyRate Date Day DefaultCurrency
DeliveryAddress DeliveryDate DeliveryInstructions Description Details Discount DiscountAmount
DiscountRate DueDate EmailAddress EnablePaymentsToAccount ExpectedArrivalDate ExpectedPaymentDate
FirstName FullyPaidOnDate HasAccount HasAttachments HasErrors HasValidationErrors IncludeInEmails
InventoryAssetAccountCode Invoice InvoiceAddresses InvoiceID InvoiceNumber Invoices IsCustomer
IsDeleted IsDiscounted IsPurchased IsReconciled IsSold IsSupplier IsTrackedAsInventory Item
ItemCode ItemID Items LastName LineAmount LineAmountTypes LineItemID LineItems MergedToContactID
Name Option Overpayment Overpayments Particulars PaymentID PaymentTerms PaymentType Payments
PhoneAreaCode PhoneCountryCode PhoneNumber PhoneType Phones PlannedPaymentDate PostalCode
Prepayment Prepayments PurchaseDescription PurchaseDetails PurchaseOrderID PurchaseOrderNumber
PurchaseOrders PurchasesDefaultAccountCode PurchasesDefaultLineAmountType
PurchasesTrackingCategories Quantity QuantityOnHand Reference Region RemainingCredit
RepeatingInvoiceID ReportingCode ReportingCodeName Sales SalesDefaultAccountCode
SalesDefaultLineAmountType SalesDetails SalesTaxCodeId SalesTrackingCategories SentToContact
ShowInExpenseClaims Status StatusAttributeString SubTotal SystemAccount TaxAmount TaxBreakdown
TaxNumber TaxNumberType TaxType Taxability Telephone Total TotalCostPool TotalDiscount TotalTax
Tracking TrackingCategoryID TrackingCategoryName TrackingCategoryOption TrackingOptionID Type
UnitAmount UnitPrice UpdatedDateUTC UpdatedDateUTCString Url ValidationErrors Warnings Website
XeroNetworkKey
"""

_BY_LOWER_CASE = {name.lower(): name for name in _TEXT.split()}


def canonical(value: Any) -> Any:
    """Return a parsed body with its keys in the spelling of the API."""
    if isinstance(value, dict):
        return {
            _BY_LOWER_CASE.get(key.lower(), key): canonical(item) for key, item in value.items()
        }
    if isinstance(value, list):
        return [canonical(item) for item in value]
    return value
