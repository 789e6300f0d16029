"""What the sync itself remembers: schema ``sync``, one module a concern.

Functions take an open SQLAlchemy connection, so that callers decide what is one transaction.
"""
