"""Figures made from the history of the cases alone."""
