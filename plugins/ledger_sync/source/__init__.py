"""Klipboard's database: what is read from it, what the sync writes into it, and the hook."""
