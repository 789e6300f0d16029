"""Keep Klipboard and the ledgers (Xero, QuickBooks Online) in step.

Rules are data and pure functions; I/O lives at the edges; one ledger is one folder.

    Klipboard --extract--> batch --validate--> accepted --transform--> outbox --load--> ledger
                             `--> quarantine                             `--> links, audit
    Klipboard <--merge (base, ours, theirs)-- inbox <--receive-- ledger

* ``model``, ``errors``, ``rules``: records, failures and rules. Pure.
* ``ledgers``: one folder a ledger, each with the same rooms; ``contract`` says which.
* ``rest``: the HTTP parts that every ledger needs (session, retry, pace, OAuth).
* ``source``: Klipboard's database. ``state``: schema ``sync``. ``quality``: Great Expectations.
* ``steps``: the pipeline; its modules have the names of the boxes in Airflow's graph.
* ``wiring``: where Airflow's connections become ports. ``console``: connect and disconnect by hand.

Imports go one way: wiring, steps, {ledgers, source, state, quality}, {rules, rest}, {model,
errors}. A contract of import-linter holds it.
"""
