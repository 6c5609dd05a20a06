"""The folder of one book on this machine: its name, its zone, its secret, and where everything else lies."""
