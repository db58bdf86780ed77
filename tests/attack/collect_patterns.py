"""Print every regular expression that the package compiles, one JSON list a line.

Run in a process of its own: ``re.compile`` is watched from before the package is
imported, every module is imported, and every layer runs in every language.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

SAMPLES = {
    "zh": "云溪市规定\n（2022年9月8日）\n第一章 总则\n第一条 机关应当在十日内办理，不得超过百分之三十。\n"
    "列出了15种情形，包括不担当、不作为等。一是拖，二是推。\n",
    "vi": "QUYẾT ĐỊNH\nSố: 12/2022/QĐ-UBND\nChương I\nĐiều 1. Phạm vi\n1. Cán bộ phải từ chức trong 10 ngày.\n"
    "a) Từ 50% trở lên;\nCó 15 trường hợp, gồm: A, B và C.\n",
    "en": "Regulation\nArticle 1. Officials shall act within 10 days.\nFirst, a. Second, b.\n"
    "It lists 15 situations, including A, B and C.\n",
}


def main() -> None:
    """Collect and print."""
    found: dict[tuple[str, int, str], None] = {}
    original = re.compile

    def compile_(pattern: Any, flags: Any = 0) -> Any:
        compiled = original(pattern, flags)
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if caller.startswith("shangxia.") and isinstance(compiled.pattern, str):
            found[compiled.pattern, compiled.flags, caller] = None
        return compiled

    re.compile = compile_
    import shangxia

    for module in pkgutil.walk_packages(shangxia.__path__, "shangxia."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _exercise()
    for pattern, flags, caller in found:
        sys.stdout.write(json.dumps([pattern, flags, caller]) + "\n")


def _exercise() -> None:
    import shangxia as sx
    from shangxia.coding import list_codebooks
    from tests.reading.builders import docx, paragraph, pdf

    documents = [
        sx.parse(text, language=language, codebooks=list_codebooks())
        for language, text in SAMPLES.items()
    ]
    for a in documents:
        for b in documents:
            sx.compare(a, b)
    sx.Tagger.load("clues").tag(list(SAMPLES.values()))
    for text in SAMPLES.values():
        sx.redact(f"{text} 我叫张三，电话13812345678。Tôi tên là Lê Văn A")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in {
            "a.docx": docx(paragraph("第一条 规定", number=1, level=0)),
            "a.pdf": pdf([[(72, 700, 12, "第一条 规定")]]),
            "a.html": "<html><p>第一条<br>规定</p></html>".encode(),
        }.items():
            path = Path(folder, name)
            path.write_bytes(data)
            sx.read(path)


if __name__ == "__main__":
    main()
