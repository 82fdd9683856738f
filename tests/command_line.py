"""The real command line in a process of its own, with a home of its own."""

import subprocess
import sys
import time
from pathlib import Path

from shiremoot.home import Home
from tests.installation import environment
from tests.permitted import parties, write_files


class CommandLine:
    """`shiremoot …` against one home. Whoever asks sees the output when a command fails."""

    def __init__(self, home: Home) -> None:
        self.environment = environment(home)
        self.home = home

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command, however it ends."""
        return subprocess.run(
            self._command(words), env=self.environment, capture_output=True, text=True, check=False
        )

    def run(self, *words: str) -> str:
        done = self.ask(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run_and_kill(self, *words: str, after: float) -> None:
        """Start a command and kill it (SIGKILL) so many seconds later, if it still runs."""
        with subprocess.Popen(
            self._command(words), env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child:
            time.sleep(after)
            child.kill()

    def permit_linking(self, folder: Path) -> None:
        paths = write_files(self.home, folder)
        for what, command in (("organisations",) * 2, ("assurance",) * 2, ("agreement", "adopt")):
            self.run("gateway", command, str(paths[what]))
        self.run("gateway", "confirm", "linking", "1", *parties(self.home), "--word", "Somebody")

    @staticmethod
    def _command(words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "shiremoot", *words]
