"""Keeps `shiremoot work` going beside the process that started this one, and ends when that one does."""

import os
import subprocess
import sys
import time

WATCH, PAUSE = 0.5, 2.0


def main(server: int) -> None:
    """Runs until this process is no longer the child of `server`."""
    work = None
    try:
        while os.getppid() == server:
            if work is not None and work.poll() is not None:
                sys.stderr.write("The background work has ended unexpectedly: starting it again.\n")
                time.sleep(PAUSE)
                work = None
            if work is None:
                work = subprocess.Popen([sys.executable, "-m", "shiremoot", "work"])
            time.sleep(WATCH)
    except KeyboardInterrupt:
        pass
    if work is not None:
        work.terminate()
        work.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
