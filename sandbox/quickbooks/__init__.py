"""QuickBooks Online as the sandbox imitates it: OAuth 2, the Accounting API v3, a bookkeeper."""
