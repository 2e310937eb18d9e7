"""Kills a process while it writes its state, again and again, and looks at what is left.

    python -m tests.serve.killer FILE ROUNDS

Writes how often the file was found with each number of cases.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from random import Random

from mockbana.harness.fixtures.loader import load
from mockbana.harness.fixtures.writer import state_chunks
from mockbana.kibana.deployment import Deployment
from mockbana.serve.state_file import write_atomically


def deployment(cases: int) -> Deployment:
    made = Deployment()
    load(made, {"cases": [{"title": f"Case {number}"} for number in range(cases)]})
    return made


def main(file: Path, rounds: int) -> None:
    small, large = deployment(100), deployment(400)
    write_atomically(file, state_chunks(small))
    random, found = Random(1), Counter[int]()
    for _ in range(rounds):
        child = os.fork()
        if child == 0:
            for state in cycle([large, small]):
                write_atomically(file, state_chunks(state))
        time.sleep(random.uniform(0.001, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found[len(json.loads(file.read_bytes())["cases"])] += 1
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
