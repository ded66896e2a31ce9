"""What can be done with a study: each action is one file, called by every face and from Python.

The way of a session: `collect` finds what is missing and makes tasks of it (`tasks`); the engine
(`wenheng.runs`) schedules them; `holding` holds the sessions of a task; `recording` writes them
into the ledger; `collected` counts what came of the call. Beside it: `standing` looks on,
`steering` pauses and cancels, `braking` stops in time, `patience` waits for the database.

Before it stand `design` and `handbook`; after it `links`, `evaluate` (with `checks`) and
`publish`; what people work with is `exporting` and `screenshots`, what they bring `importing`.
`freezing` keeps a wave for good, `comparing` sets two beside each other (`comparison` writes the
report of it). `opened` and `writing` are what all of these open and write to; `check_ledger` proves
that nothing has changed, `recomputing` that the numbers of a release follow.
"""
