"""Setting a shop up: the settings document, what can be chosen in Exact, and what we would choose."""
