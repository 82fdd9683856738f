"""Which records are about the same human being: a table in, tables out."""

from .decisions import Decisions
from .engine import Counts, Linked, link
from .measures import Accuracy, b_cubed, cluster_accuracy, pair_accuracy
from .model import Model
from .model_file import read_model, write_model

__all__ = [
    "Accuracy", "Counts", "Decisions", "Linked", "Model", "b_cubed", "cluster_accuracy", "link",
    "pair_accuracy", "read_model", "write_model",
]  # fmt: skip
