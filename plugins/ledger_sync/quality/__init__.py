"""Data-quality checks with Great Expectations: suites as files, findings as values, Data Docs.

Great Expectations takes ten seconds to import and pandas two, so no module here imports either of
them at its top: a DAG file may reach any of them while it is parsed. What is *not* here: who is
held of a colliding group (``rules/collisions``) and where held records are kept (``state``).
"""
