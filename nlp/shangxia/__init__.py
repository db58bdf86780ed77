r"""shangxia: officials moving up and down, read from regulations, news and reports.

>>> import shangxia as sx
>>> doc = sx.parse("第一条　为了规范管理，制定本规定。\n第二条　本规定自发布之日起施行。")
>>> [node.number for node in doc if node.kind == "article"]
['1', '2']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shangxia.comparison import Comparison
from shangxia.document import Document
from shangxia.errors import ShangxiaError
from shangxia.labels import Tagging

if TYPE_CHECKING:
    from shangxia import corpora
    from shangxia.alignment.compare import compare, compare_many
    from shangxia.alignment.similarity import similarity
    from shangxia.extraction import parse, read, read_many
    from shangxia.rendering import write
    from shangxia.tagging import redact, tag_file
    from shangxia.tagging.estimator import Tagger

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Document",
    "ShangxiaError",
    "Tagger",
    "Tagging",
    "compare",
    "compare_many",
    "corpora",
    "parse",
    "read",
    "read_many",
    "redact",
    "similarity",
    "tag_file",
    "write",
]

#: Where each public name lives; imported when it is first asked for, to start fast.
_HOMES = {
    "Tagger": "shangxia.tagging.estimator",
    "compare": "shangxia.alignment",
    "compare_many": "shangxia.alignment",
    "parse": "shangxia.extraction",
    "read": "shangxia.extraction",
    "read_many": "shangxia.extraction",
    "redact": "shangxia.tagging",
    "similarity": "shangxia.alignment",
    "tag_file": "shangxia.tagging",
    "write": "shangxia.rendering",
}


def __getattr__(name: str) -> Any:
    if name == "corpora":
        return import_module("shangxia.corpora")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'shangxia' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
