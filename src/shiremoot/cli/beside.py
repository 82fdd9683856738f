"""Keeps `shiremoot work` going beside the process that started this one, and ends when that one does."""

import os
import subprocess
import sys
import time


def main() -> None:
    server = os.getppid()
    work = None
    try:
        while os.getppid() == server:
            if work is None or work.poll() is not None:
                if work is not None:
                    sys.stderr.write("The background work has ended unexpectedly: starting it again.\n")
                work = subprocess.Popen([sys.executable, "-m", "shiremoot", "work"])
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    if work is not None:
        work.terminate()
        work.wait()


if __name__ == "__main__":
    main()
