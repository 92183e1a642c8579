"""Yuge YM310."""
