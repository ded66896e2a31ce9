"""Commands for those who design a study."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
