"""A small, faithful ledger of our own over real HTTP, for the demo and the tests.

What the ledgers share lies here: server, clock, faults, request log, control API. One ledger is
one folder (`xero/`, `quickbooks/`). Not for production: state lives in memory and ends with the
process.
"""
