"""The journal as a document to take home or hand in: as Markdown, a page of HTML, or JSON; signed if asked for."""

from tutor.document.story import Story, tell_story

__all__ = ["Story", "tell_story"]
