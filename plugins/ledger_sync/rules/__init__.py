"""The accounting and matching rules: pure functions over values. No I/O, no clock, no environment."""
