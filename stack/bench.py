"""`make bench`: not written yet."""
def bench() -> int:
    """Measure."""
    return 0
