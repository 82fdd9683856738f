"""A process whose clock is so many days ahead: for servers and commands of tests, on a home of their own."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=int(os.environ["DAYS_AHEAD"])), tick=True).start()
