"""A line to type in, which takes its keys in their order."""

from textual import events
from textual.widgets import Input


class TypedLine(Input):
    """An input whose editing keys act at once, like its letters.

    Textual's own has the bound ones act when they have come up to the app: a line that comes in one piece, as over
    a slow connection, would be typed first and then wiped out by the ``Ctrl+U`` before it.
    """

    async def _on_key(self, event: events.Key) -> None:
        await super()._on_key(event)
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return
