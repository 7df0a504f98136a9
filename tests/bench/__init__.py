"""Figures, each a ratio or a count taken in one run: ``make bench`` writes docs/figures.md."""
