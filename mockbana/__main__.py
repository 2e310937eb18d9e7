"""``python -m mockbana``."""

from .cli import main

main()
