"""`python -m wenheng` is the command `wenheng`."""

from wenheng.faces.cli import main

main()
