"""`python -m stack <command>`: the door that the Makefile uses."""

from stack.cli import main

main()
