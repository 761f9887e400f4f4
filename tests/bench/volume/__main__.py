"""Fill the installation of the environment: python -m tests.bench.volume 100000 [--communes N]."""

import argparse
import json
import sys
from dataclasses import asdict


def main(arguments: list[str]) -> None:
    """Print what was written as JSON."""
    parser = argparse.ArgumentParser(prog="tests.bench.volume", description=__doc__)
    parser.add_argument("documents", type=int)
    parser.add_argument("--communes", type=int, default=166)
    chosen = parser.parse_args(arguments)
    from tests.bench.setup import installed

    installed()
    from tests.bench.volume.filling import Filling

    filled = Filling(communes=chosen.communes).by_chance(chosen.documents)
    print(json.dumps(asdict(filled)))


if __name__ == "__main__":
    main(sys.argv[1:])
