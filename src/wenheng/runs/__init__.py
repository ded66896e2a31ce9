"""Durable, paced execution: `port` says what an engine does, the ledger says what was done.

`durable` is the engine of a collection: its list is in `tasklist`, DBOS in `scheduler`, the tasks
in hand in `shift`, other workers in `fleet`, a database that is away in `away`. `inline` is one in
memory. `pacing` keeps manners by what `hosts` knows of each host.
"""
