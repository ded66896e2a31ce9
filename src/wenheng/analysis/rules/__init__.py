"""The rules by which a table may become a sentence: 26 of them, each with its conditions.

A rule looks at the material and drafts statements; judging holds each draft to its gates and says
how strongly it may be printed; nothing that was considered is left out of the ledger.
"""
