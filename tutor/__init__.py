"""Tutor: learn what Docker does to a host's network, in a private Docker host."""

__version__ = "0.1.0"
