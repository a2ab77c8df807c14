"""CPU time of a process and of all that it started, exited ones too, from /proc."""

import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def seconds(root: int) -> float:
    """User and system time of the tree below `root`. What exits is counted by the parent that waited for it."""
    stats = dict(_stats())
    children: dict[int, list[int]] = {}
    for pid, (parent, _ticks) in stats.items():
        children.setdefault(parent, []).append(pid)
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += stats.get(pid, (0, 0))[1]
        waiting += children.get(pid, [])
    return total * TICK


def _stats() -> list[tuple[int, tuple[int, int]]]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.append((int(folder.name), (int(fields[1]), sum(map(int, fields[11:15])))))
    return found
