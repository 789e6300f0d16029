"""The accounting and matching rules: pure functions. No I/O, no clock, no environment."""
