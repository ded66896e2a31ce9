"""Conversations that others held: files of people and of other tools → sessions of the plan."""
