"""Xero as the sandbox imitates it: OAuth 2, the Accounting API 2.0, and a bookkeeper's hand."""
