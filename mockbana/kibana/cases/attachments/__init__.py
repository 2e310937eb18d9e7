"""Comments, alerts and files of a case."""
