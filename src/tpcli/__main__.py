"""Run the program as `python -m tpcli`."""

from tpcli.cli import main

main()
