"""V.250 and 3GPP 27.007: states and commands that more than one module has. A vendor takes, replaces or leaves them row by row."""
