"""A document in the forms people read; no writer computes a number."""
