"""A language model as one more rater: what it is shown, and what of its answers is accepted.

Pure: asking is done by `wenheng.actions.judging`. Nothing that a model says is trusted before it
has passed `verdict`; nothing that a reply says reaches the model but as data.
"""
