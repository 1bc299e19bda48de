"""Lesson files and what they say: model, pattern, reader, catalogue, fill."""
