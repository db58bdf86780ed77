"""Run the command line as ``python -m shangxia``."""

from shangxia.cli import main

main()
