"""Measures the pipeline: ledger calls, rows to the outbox, parse time. `make bench` runs all of it.

Counts are promises and are checked; seconds and bytes are told, beside the machine that they were
measured on. Nothing of the product imports this.
"""
