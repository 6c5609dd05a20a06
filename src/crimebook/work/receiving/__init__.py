"""Receiving: what the intake does with what people bring, between its pages and its spool.

`intake` is an intake with its keys and its spool, `reports` hands reports in, `files` takes files while they
come, `mailbox` is for those who return with twelve words, `keeping` is done every hour, `checking` tells an
operator what is missing. Nothing here opens a report, and nothing here could.
"""
