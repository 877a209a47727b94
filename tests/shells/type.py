"""Types lines into an interactive shell with the Tab key, and looks at what the shell writes: SHELL PODPAT CASES."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

SHELL, PODPAT, CASES = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
# How long a shell may take on a busy machine.
PATIENCE = 60
CONTROL = re.compile(
    r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x07\r]"
)
SETUP = {
    "bash": [
        "PS1='READY> '",
        "bind 'set show-all-if-ambiguous on'; bind 'set completion-query-items 0'; bind 'set page-completions off'",
        "bind 'set enable-bracketed-paste off'",
        "source <(COMPLETE=bash podpat)",
    ],
    "zsh": [
        "PROMPT='READY> '; unsetopt PROMPT_SP ZLE_BRACKETED_PASTE; LISTMAX=9999; setopt NO_BEEP",
        "autoload -U compinit; compinit -u",
        "source <(COMPLETE=zsh podpat)",
    ],
    "fish": [],
}
START = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


def environment() -> dict:
    path = f"{PODPAT.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TERM": "dumb", "COLUMNS": "200", "LINES": "200", "LC_ALL": "C.UTF-8"}


class Terminal:
    """A shell at one end of a terminal."""

    def __init__(self) -> None:
        ours, theirs = pty.openpty()
        self.ours = ours
        self.shell = subprocess.Popen(
            START[SHELL], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), start_new_session=True
        )
        os.close(theirs)

    def read(self, wanted, what: str) -> str:
        """Return what the shell writes until something is there."""
        text, end = "", time.monotonic() + PATIENCE
        while not wanted(text):
            if time.monotonic() > end:
                raise SystemExit(f"{SHELL}: {what}: {text!r}")
            if select.select([self.ours], [], [], 0.2)[0]:
                text += CONTROL.sub("", os.read(self.ours, 1 << 16).decode(errors="replace"))
        return text

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def close(self) -> None:
        self.shell.kill()
        self.shell.wait()
        os.close(self.ours)


def typed() -> None:
    terminal = Terminal()
    for number, line in enumerate(SETUP[SHELL]):
        terminal.type(f"{line}; echo DONE-{number}-$((1 + 1))\n")
        terminal.read(lambda text, number=number: f"DONE-{number}-2" in text, line)
    for line, expected in CASES:
        terminal.type("\x15" + line + "\t")
        begin = line.rsplit(" ", 1)[0]

        def is_there(text: str, expected=expected, begin=begin) -> bool:
            answer = text.split(begin, 1)[-1]
            return all(word in answer for word in expected)

        terminal.read(is_there, line)
        terminal.type("\x15\n")
        terminal.read(lambda text: "READY>" in text, "the prompt")
    terminal.close()


def asked() -> None:
    """Ask fish, which says without a terminal what it would offer."""
    for line, expected in CASES:
        script = f"COMPLETE=fish podpat | source; complete -C '{line}'"
        ran = subprocess.run(
            ["fish", "--no-config", "-c", script], env=environment(), capture_output=True, text=True, check=True
        )
        missing = [word for word in expected if word not in ran.stdout]
        if missing:
            raise SystemExit(f"fish: {line}: no {missing} in {ran.stdout!r} {ran.stderr!r}")


if SHELL == "fish":
    asked()
else:
    typed()
