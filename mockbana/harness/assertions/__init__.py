"""What was sent: filters, assertions, near misses, waiting."""
