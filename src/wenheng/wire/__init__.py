"""What goes over the wire, shared by those who collect and those who judge.

Streams put together, busy and private hosts, secrets kept out of records, chat completions read.
"""
