"""Proof of the course: plays lessons in fresh labs, with right and wrong attempts, and holds them to its rules."""

from tutor.verify.course import Course
from tutor.verify.report import Proof, Report

__all__ = ["Course", "Proof", "Report"]
