"""Lint: what is wrong in a lesson file, found without a host, each with its place."""

from tutor.lint.check import check

__all__ = ["check"]
