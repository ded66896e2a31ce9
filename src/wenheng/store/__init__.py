"""What was observed, kept for ever: a Django app used as a library.

`workspace.Workspace.open` first; then `run`, `record`, `sessions`, `ratings`, `events`, `verify`.
Nothing is imported here, as Django imports this package while it is being set up.
"""
