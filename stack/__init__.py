"""The whole stack on one machine: what the Makefile calls.

Starts and stops PostgreSQL, the ledger sandbox and Airflow, runs one DAG, shows the demo and the
table of the sync rules. Nothing of this runs in production: `docker-compose.yaml` shows that shape.
The package `ledger_sync` never imports this one.
"""
