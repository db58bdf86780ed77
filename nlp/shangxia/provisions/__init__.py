"""What provisions say: norms, bearers, deadlines, thresholds, citations, sanctions, terms."""

from shangxia.provisions.citations import find_citations
from shangxia.provisions.clauses import find_bearer, find_conditions, find_modal
from shangxia.provisions.definitions import DefinedTerm, find_terms
from shangxia.provisions.find import find_provisions
from shangxia.provisions.norms import classify_norm
from shangxia.provisions.places import Context, Place
from shangxia.provisions.quantities import find_deadlines, find_thresholds
from shangxia.provisions.sanctions import find_sanctions

__all__ = [
    "Context",
    "DefinedTerm",
    "Place",
    "classify_norm",
    "find_bearer",
    "find_citations",
    "find_conditions",
    "find_deadlines",
    "find_modal",
    "find_provisions",
    "find_sanctions",
    "find_terms",
    "find_thresholds",
]
