"""Lint: what is wrong in a lesson file, found without a host, each with its place."""

from tutor.lint.check import check, check_twins

__all__ = ["check", "check_twins"]
