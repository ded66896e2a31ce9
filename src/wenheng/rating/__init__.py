"""Transcripts → ratings: facts matched against references, levels by rules, ratings from files.

`judge.judge_reply` judges one reply, `rate.rate` whole tables, `presence.presence` says which
platforms have an assistant. Rules are pure: they read no clock and ask no model.
"""
