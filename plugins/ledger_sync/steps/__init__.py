"""The pipeline. The modules have the names of the boxes in Airflow's graph.

A step takes ports and small references and gives back a small reference. It knows neither Airflow
nor which ledger it works for: what a ledger does stands in ``ledgers/contract``.
"""
