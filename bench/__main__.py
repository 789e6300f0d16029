"""The door: `python -m bench`, as `make bench` calls it."""

from bench.run import main

main()
