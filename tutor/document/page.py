"""The document as one page of HTML that stands alone: no script, nothing loaded, light and dark, good to print."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from tutor.document import words
from tutor.document.story import Moment, Story

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A browser that reads this runs nothing and fetches nothing, whatever else the page says."""
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: .5rem .75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  border-radius: 6px; font: 14px/1.35 ui-monospace, monospace; }
ul { list-style: none; padding-left: 1rem; margin: .25rem 0; }
img { max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
.quiet { opacity: .7; }
h3 { margin-top: 2rem; border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding-top: .5rem; }
"""


def to_html(story: Story, language: str) -> str:
    """The whole page."""
    title = escape(words.title(story.name))
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{title}</h1>
{chr(10).join(_body(story))}
</body>
</html>
"""


def _body(story: Story) -> Iterator[str]:
    for part in story.parts:
        yield f'<h2>{escape(part.title)}</h2>\n<p class="quiet">{escape(words.summary(part))}</p>'
        for visit in part.visits:
            yield f'<h3>{escape(words.step(visit))}</h3>\n<p class="quiet">{escape(words.spent(visit))}</p>'
            yield from map(_moment, visit.moments)


def _moment(moment: Moment) -> str:
    if moment.kind == "ran":
        items = "".join(
            f"<li><code>{escape(sign)}</code> <b>{escape(kind)}</b> {escape(said)}</li>"
            for sign, kind, said in moment.changes or ()
        )
        told = f'<li class="quiet">{escape(words.outcome(moment))}</li>' if words.outcome(moment) else ""
        return f"<pre>{escape(moment.node)}$ {escape(moment.words)}</pre>\n<ul>{told}{items}</ul>"
    if moment.kind == "map":
        return _map(moment)
    told = words.said(moment)
    said = f"{words.hour(moment.at)} {words.sign(moment)} {told}"
    return f"<p>{escape(said)}</p>" if told else ""


def _map(moment: Moment) -> str:
    """A picture in a page can do nothing but be seen, whatever is in its file."""
    if not moment.picture:
        return f"<pre>{escape(moment.words)}</pre>"
    data = b64encode(moment.picture.encode(errors="replace")).decode()
    return f'<p><img src="data:image/svg+xml;base64,{data}" alt="{escape(moment.words)}"></p>'
