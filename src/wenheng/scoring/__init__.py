"""Ratings → cells → indicators → composite scores → ranks and grades; pure, table to table."""
