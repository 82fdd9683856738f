"""A fictional county, for the demonstration, the tests and the benchmarks. No other room may import it."""

from pathlib import Path

_CONTRACTS = Path(__file__).parent / "contracts"


def contract_files() -> dict[str, Path]:
    """The contract of each of the county's datasets, by dataset id."""
    return {path.name.removesuffix(".odcs.yaml"): path for path in sorted(_CONTRACTS.glob("*.odcs.yaml"))}
