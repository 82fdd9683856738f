"""spopt with HiGHS on an estate from a file; run by bench/hubs.py in an environment of its own."""

import sys
import time

import numpy as np


def main(path: str, k: int) -> None:
    import pulp
    from spopt.locate import PMedian

    estate = np.load(path)
    begin = time.perf_counter()
    model = PMedian.from_cost_matrix(estate["distances"], estate["people"], p_facilities=k)
    built = time.perf_counter() - begin
    model = model.solve(pulp.HiGHS(msg=False))
    seconds = time.perf_counter() - begin
    value = pulp.value(model.problem.objective)
    print(f"  spopt with HiGHS: {value:,.0f}, {seconds:.1f} s, of which building {built:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
