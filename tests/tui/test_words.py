"""Every word that a learner reads on the screen or at the plain door goes through gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor

PACKAGE = Path(tutor.__file__).parent
FILES = [*sorted((PACKAGE / "tui").rglob("*.py")), PACKAGE / "cli" / "plain.py"]
TRANSLATORS = {"_", "_n", "mark"}
SENTENCE = re.compile(r"[A-Za-z]{2,}[,.:]? +[A-Za-z]{2,}|^[A-Z][a-z]+$")
NO_WORDS = {"Tutor", "English", "Session", "Split", "from=outside to=host:8080"}
"""Names, which are the same in every language, and a flow."""
STYLES = re.compile(r"\$|bold|reverse|@click|^LessonPanel|^Starting|^MapPanel|DataTable")
COMMANDS = "by_hand.py"


def untranslated(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts in the code that look like words for people, and are not translated."""
    passed = {id(child) for call in ast.walk(tree) if _is_translated(call) for child in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) and _is_documentation(node):
            passed |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            text = node.value
            if SENTENCE.search(text) and not STYLES.search(text) and text.strip() not in NO_WORDS:
                yield node.lineno, text


def _is_translated(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATORS


def _is_documentation(node: ast.Expr | ast.Assign | ast.AnnAssign) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return isinstance(target, ast.Name) and target.id.endswith("CSS")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_is_left_untranslated(path: Path) -> None:
    found = (
        []
        if path.name == COMMANDS and path.parent.name == "tui"
        else list(untranslated(ast.parse(path.read_text())))
    )
    assert not found


def test_the_rule_finds_what_it_is_for() -> None:
    tree = ast.parse('yield Static("Hello there")\nBinding("q", "leave", "Quit")\nStatic(_("Hello you"))')
    assert {text for _, text in untranslated(tree)} == {"Hello there", "Quit"}
