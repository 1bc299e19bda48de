"""The live network as a drawing: a state becomes a scene, and painters put the scene on paper.

``build`` says what is there, ``compare`` what came, changed and went between two scenes; ``text``,
``svg``, ``mermaid`` and ``dot`` draw one, each in a file of its own.
"""

from tutor.map.build import build
from tutor.map.marks import Highlight, Mark, compare
from tutor.map.scene import Id, Scene

__all__ = ["Highlight", "Id", "Mark", "Scene", "build", "compare"]
