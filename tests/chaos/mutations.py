"""Breaks each container once, in the line that its guarantee rests on, and expects a test to notice."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from programs import PATTERNS

# File, what is replaced, by what, and the test that must fail then.
MUTATIONS = (
    (
        "leader-elector.py",
        "self.until = sent + self.renew_deadline",
        "self.until = sent + 100 * self.renew_deadline",
        "test_election.Election.test_faults",
    ),
    (
        "leader-elector.py",
        "return not self.has_history() or ",
        "return True or ",
        "test_election.Election.test_deleted_behind_a_frozen_leader",
    ),
    (
        "leader-elector.py",
        "return self.changed_at + self.duration\n",
        "return self.changed_at + self.duration / 6\n",
        "test_election.Election.test_faults",
    ),
    # Acknowledged when it is delivered, not when it is done.
    (
        "work-queue.py",
        "identifier, fields = streams[0][1][0]",
        'identifier, fields = streams[0][1][0]; self.finish("", identifier, "", "")',
        "test_work_queue.WorkQueue.test_faults",
    ),
    # A result without a look at who was first.
    (
        "work-queue.py",
        "if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end",
        "redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])",
        "test_work_queue.WorkQueue.test_two_workers_finish_one_item",
    ),
    (
        "scatter-root.py",
        "if len(good) < self.settings.least:",
        "if not good:",
        "test_scatter.Scatter.test_least",
    ),
)


def survives(file, old, new, test):
    """Return whether a test passes although the file is broken."""
    with tempfile.TemporaryDirectory(prefix="podpat-mutation-") as directory:
        copy = pathlib.Path(shutil.copytree(PATTERNS, pathlib.Path(directory) / "patterns"))
        text = (copy / file).read_text()
        if text.count(old) != 1:
            raise SystemExit(f"{file} does not hold once: {old}")
        (copy / file).write_text(text.replace(old, new))
        command = [sys.executable, "-m", "unittest", test]
        environment = dict(os.environ, PODPAT_PATTERNS=str(copy), PODPAT_CHAOS="short")
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return ran.returncode == 0


def main():
    """Try all mutations, or those whose file is named."""
    wanted = [mutation for mutation in MUTATIONS if not sys.argv[1:] or mutation[0] in sys.argv[1:]]
    survivors = [mutation for mutation in wanted if survives(*mutation)]
    for file, old, new, test in survivors:
        print(f"{file}: {test} passes with `{new}` in place of `{old}`")
    print(f"{len(wanted) - len(survivors)} of {len(wanted)} mutations were noticed")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
