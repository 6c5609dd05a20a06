"""The folder of one intake: who it says it is, and the public keys it seals to. Nothing secret lies there."""
