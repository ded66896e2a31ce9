"""How the actions are reached: so far from the command line."""
