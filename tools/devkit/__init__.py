"""The parts of tools/dev.py: one file, one job."""
