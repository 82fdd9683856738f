"""Which records are about the same human being: a table in, tables out."""

from .engine import Counts, Linked, link
from .measures import Accuracy, b_cubed, cluster_accuracy, pair_accuracy

__all__ = ["Accuracy", "Counts", "Linked", "b_cubed", "cluster_accuracy", "link", "pair_accuracy"]
