"""The HTTP parts that every ledger needs: session, retry, pace, OAuth. Knows no ledger."""
