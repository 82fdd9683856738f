"""Errors meant for the person at the keyboard: shown as they are, never with a traceback."""


class UserError(Exception):
    """Something the user can mend. `message` says what is wrong, `next_step` what to do about it."""

    exit_code = 2

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(f"{message}\n{next_step}" if next_step else message)
        self.message = message
        self.next_step = next_step


class NothingShown(UserError):
    """What every look needs cannot be done just now, so nothing is shown to anybody."""
