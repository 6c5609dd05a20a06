"""The unsealing room: what opens sealed reports, and what signs a key manifest.

Only ``work.opening`` imports it. Nothing that the intake side runs may: a contract says so, and a test.
"""
