"""What several commands have printed, each part behind the command that it is of."""

PROMPT = "$ "


def mark_commands(output: str, text: str) -> str:
    """The output of ``bash -v``, with a prompt before each line that is a line of the commands themselves.

    Such a line may stand right behind what a command printed without an end of line.
    """
    marked: list[str] = []
    awaited = [line for line in text.splitlines() if line.strip()]
    for line in output.splitlines():
        if awaited and line.endswith(awaited[0]):
            before = line.removesuffix(awaited.pop(0))
            marked += [before] * bool(before) + [PROMPT + line[len(before) :]]
        else:
            marked.append(line)
    return "\n".join(marked)
