"""Quectel EC20."""
