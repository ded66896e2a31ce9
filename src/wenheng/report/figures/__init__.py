"""Figures as data: from the tables to what is drawn, one function per figure."""
