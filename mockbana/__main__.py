"""``python -m mockbana``."""

from mockbana.cli import main

main()
