"""The compiled part of matching; everything else about the package stands in pyproject.toml."""

import platform

from Cython.Build import cythonize
from setuptools import Extension, setup

# Every x86 server of the last fifteen years knows v2, and with it how to count bits, which the kernel does a
# lot.
_PROCESSOR = {"x86_64": ["-march=x86-64-v2"], "AMD64": ["-march=x86-64-v2"]}
_OPTIONS = ["-O3", "-g0", "-fopenmp", *_PROCESSOR.get(platform.machine(), [])]

setup(
    ext_modules=cythonize(
        [
            Extension(
                f"shiremoot.matching.{name}",
                [f"src/shiremoot/matching/{name}.pyx"],
                extra_compile_args=_OPTIONS,
                extra_link_args=["-fopenmp"],
            )
            for name in ("strings", "records", "pairs", "groups", "lookup", "merging", "mixing")
        ],
        build_dir="build",
    )
)
