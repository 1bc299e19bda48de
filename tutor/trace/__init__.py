"""The path of a packet: predicted from rules, routes, bridges and namespaces, then proved by the kernel itself."""

from tutor.lesson.flow import Flow, FlowError, parse
from tutor.trace.hop import Hop, Path, Standing
from tutor.trace.observers import Observers, observing
from tutor.trace.prove import trace

__all__ = ["Flow", "FlowError", "Hop", "Observers", "Path", "Standing", "observing", "parse", "trace"]
