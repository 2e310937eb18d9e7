"""Cases themselves: made, read, changed (the PATCH) and deleted."""
