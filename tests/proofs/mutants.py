"""Mutation testing of the decision kernel: every small change to it must make a test fail.

    python -m tests.proofs.mutants [module.py ...]

Writes each mutant into a copy of the package, runs the tests of decisions on it, and lists the survivors.
Those that no test can kill stand in ARGUED, each with its reason.
"""

import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ("kernel.py", "compiled.py", "near.py", "request.py", "predicate.py", "grants.py")
_SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
}  # fmt: skip

# (module, line as it stands) → why a change of it changes nothing that can be seen
ARGUED: dict[tuple[str, str], str] = {
    ("request.py", "if TYPE_CHECKING:"): "imports that types alone need, and types are not evaluated",
}


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Each small change: its line, what it does, the changed module."""
    nodes = list(ast.walk(tree))
    annotations = {id(inner) for node in nodes for inner in _annotation(node)}
    for place, node in enumerate(nodes):
        if id(node) in annotations:
            continue
        for what, change in _changes(node):
            changed = copy.deepcopy(tree)
            change(list(ast.walk(changed))[place])
            yield node.lineno, what, ast.fix_missing_locations(changed)


def _annotation(node: ast.AST) -> list[ast.AST]:
    """Types are not evaluated: a change of them changes nothing."""
    typed = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    return [inner for each in typed if isinstance(each, ast.AST) for inner in ast.walk(each)]


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if other := _SWAPS.get(type(operator)):
                yield f"{type(operator).__name__} to {other.__name__}", _swap_comparison(at, other)
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and (other := _SWAPS.get(type(node.op))):
        yield f"{type(node.op).__name__} to {other.__name__}", _swap_operator(other)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", _drop_not
    elif isinstance(node, ast.If):
        yield "if always", _always(True)
        yield "if never", _always(False)
    elif isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield "returns None", _return_none


def _swap_comparison(at: int, other: type[ast.cmpop]):
    def change(node: ast.Compare) -> None:
        node.ops[at] = other()

    return change


def _swap_operator(other):
    def change(node) -> None:
        node.op = other()

    return change


def _drop_not(node: ast.UnaryOp) -> None:
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)


def _always(value: bool):
    def change(node: ast.If) -> None:
        node.test = ast.Constant(value)

    return change


def _return_none(node: ast.Return) -> None:
    node.value = ast.Constant(None)


def is_killed(package: Path, tests: str) -> bool:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=first failure",
        "-o",
        f"pythonpath={package} {ROOT}",
    ]
    done = subprocess.run(
        [*command, *tests.split()], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    return done.returncode != 0


def main() -> int:
    survivors, tried = [], 0
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder)
        shutil.copytree(ROOT / "src" / "shiremoot", package / "shiremoot")
        files = ("test_predicate.py", "test_kernel.py", "test_parts.py")
        tests = " ".join(f"tests/decisions/{name}" for name in files)
        if is_killed(package, tests):
            print("The tests fail on the kernel as it is.")  # noqa: T201 - its figures are for whoever runs it
            return 1
        for module in sys.argv[1:] or MODULES:
            file = package / "shiremoot" / "decisions" / module
            source = file.read_text(encoding="utf-8")
            for line, what, tree in mutants(ast.parse(source)):
                tried += 1
                file.write_text(ast.unparse(tree), encoding="utf-8")
                text = source.splitlines()[line - 1].strip()
                if not is_killed(package, tests) and (module, text) not in ARGUED:
                    survivors.append(f"{module}:{line} {what}: {text}")
                    print("survived:", survivors[-1], flush=True)  # noqa: T201 - its figures are for whoever runs it
            file.write_text(source, encoding="utf-8")
    print(f"{tried} mutants, {len(survivors)} survived, {len(ARGUED)} lines argued")  # noqa: T201 - its figures are for whoever runs it
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
