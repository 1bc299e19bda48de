"""Facts that act: what a lesson wants tried is tried from inside a namespace, and the outcome is a row.

Containers have no tools to rely on, so the packets are the observer's own. A socket belongs to the
namespace that it was made in, so the observer is in there only for the moment of making it.
"""
