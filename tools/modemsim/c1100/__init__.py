"""Longsung C1100, from "C1100 application flows V1.5": a manual whose figures are lost, see guesses.py."""
