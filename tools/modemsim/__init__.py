"""Simulated cellular modules, written from the manuals alone."""
