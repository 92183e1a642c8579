"""V.250 and 3GPP 27.007: states and commands of more than one module. A vendor takes, replaces or leaves them row by row."""
