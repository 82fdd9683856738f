"""A county that exists nowhere, with its agencies' extracts and, apart from them, the truth."""

from .generate import Summary, generate

__all__ = ["Summary", "generate"]
