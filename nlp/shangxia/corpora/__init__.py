"""Corpora and result tables as ``datasets``, with types.

>>> import shangxia as sx
>>> sx.corpora.load("codebooks")["codes"].column_names[:3]      # doctest: +SKIP
['codebook', 'code', 'position']

Needs the extra ``neural``, which brings the library ``datasets``.  Nothing is fetched:
what is loaded lies in this package or where you say.
"""

from shangxia.corpora.bundled import NAMES, load
from shangxia.corpora.labelled import load_labelled
from shangxia.corpora.regulations import load_regulations
from shangxia.corpora.results import load_results

__all__ = ["NAMES", "load", "load_labelled", "load_regulations", "load_results"]
