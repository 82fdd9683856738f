"""`python -m shiremoot`"""

from shiremoot.cli import run

run()
