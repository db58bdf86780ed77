"""Build models/neural: the neural judge of lying-flat clues beside the linear tagger.

    python scripts/finetune_clues.py [--encoder neural] [--data ../shared/data/reports]

Learns from the same reports as ``train_clues.py`` and all labelled petitions.  Takes a
quarter of an hour on one core; on a GPU it is the linear part that takes the time.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import train_clues
from shangxia.coding.codebook import load_codebook
from shangxia.resources import model
from shangxia.tagging.neural_storage import save_neural
from shangxia.tagging.neural_training import train_neural

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "reports")
    parser.add_argument("--encoder", default="neural", help="neural, a folder or a hub name")
    parser.add_argument("--out", type=Path, default=model("neural"))
    options = parser.parse_args()
    examples = train_clues.written() + train_clues.petitions(options.data)
    began = time.perf_counter()
    trained = train_neural(
        examples,
        load_codebook("clues"),
        encoder=options.encoder,
        name="clues-neural",
        on_epoch=lambda *told: print(*told, flush=True),
    )
    facts = {
        "encoder": Path(options.encoder).name,
        "reports": len(examples),
        "seconds": round(time.perf_counter() - began),
    }
    save_neural(trained, options.out, facts)


if __name__ == "__main__":
    main()
