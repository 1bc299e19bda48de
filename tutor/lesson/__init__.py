"""Lesson files and what they say, and where they are found: the course, packs, single files."""
