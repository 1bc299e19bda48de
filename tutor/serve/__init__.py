"""The course, or the board of a class, in the browser: a server that gives each visitor a process of their own."""

from tutor.serve.board import ClassBoard
from tutor.serve.course import Course
from tutor.serve.gate import Gate
from tutor.serve.server import serve

__all__ = ["ClassBoard", "Course", "Gate", "serve"]
