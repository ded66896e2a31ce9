"""Durable, paced execution: `port` says what an engine does, the ledger says what was done."""
