"""Run one target of ``tests/fuzz/targets.py`` under atheris (coverage-guided fuzzing).

    python scripts/fuzz.py read_docx --seconds 60
    python scripts/fuzz.py --list

The corpus of each target is kept in ``.fuzz/TARGET``, which git ignores, and is
where the next run begins.  A finding is written to ``.fuzz/TARGET-crash-…``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Bytes of an input; seconds after which one input counts as a hang.
LONGEST, HANG = 4_096, 60


def main() -> None:
    """Run a target for some seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true", help="print the names of the targets")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.list or not options.target:
        from tests.fuzz.targets import TARGETS

        sys.stdout.write("\n".join(TARGETS) + "\n")
        return
    import atheris

    with atheris.instrument_imports(include=["shangxia"]):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[options.target]
        # Imports inside the target are instrumented too.
        target(b"")
    corpus = ROOT / ".fuzz" / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    arguments = [
        sys.argv[0], str(corpus), f"-max_total_time={options.seconds}", f"-max_len={LONGEST}",
        f"-timeout={HANG}", "-rss_limit_mb=4096", f"-artifact_prefix={corpus}-",
        "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup(arguments, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
