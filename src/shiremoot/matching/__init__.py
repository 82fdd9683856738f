"""Which records are about the same human being: a table in, tables out."""

from .advancing import Advanced, advance
from .decisions import Decisions
from .engine import link
from .finding import Candidate, Finder
from .found import Counts, Linked
from .leaving import build
from .measures import Accuracy, b_cubed, cluster_accuracy, pair_accuracy
from .model import Model
from .model_file import read_model, write_model
from .standing import Base

__all__ = [
    "Accuracy", "Advanced", "Base", "Candidate", "Counts", "Decisions", "Finder", "Linked", "Model",
    "advance", "b_cubed", "build", "cluster_accuracy", "link", "pair_accuracy", "read_model", "write_model",
]  # fmt: skip
