"""A learner's own terminal in a node, and given back whole when the node ends before the shell does."""

import signal
import subprocess
import sys
import termios

from tutor.lab.node import SHELL, Node


def run_shell(node: Node) -> int:
    """Open a shell in a node and wait for its end; its exit status."""
    terminal = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
    before = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the shell's
    shell = subprocess.Popen(node.argv(SHELL), env=node.environment())
    status = shell.wait()
    signal.signal(signal.SIGINT, before)
    if status == -signal.SIGKILL:
        if terminal:
            termios.tcsetattr(sys.stdin, termios.TCSANOW, terminal)
        print(f"\r\nnode {node.name} has ended, or been made anew: this shell with it", file=sys.stderr)
    return status if status >= 0 else 128 - status
