"""The append-only event log: one SQLite file, chained by hashes, guarded against every change.

The store owns the file and what it proves. It does not know what an entry means: a payload is an
opaque mapping, written as canonical JSON. The way in is `opening.open_log`; `verify` and `export`
read a log file without ever writing to it.
"""
