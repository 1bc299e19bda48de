"""The course in the browser: a server that gives each visitor a journal and a lab of their own."""

from tutor.serve.course import Course
from tutor.serve.gate import Gate
from tutor.serve.server import serve

__all__ = ["Course", "Gate", "serve"]
