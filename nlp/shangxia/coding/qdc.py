"""REFI-QDA codebooks: what NVivo, MAXQDA and ATLAS.ti exchange.

``.qdc`` is the codebook exchange format of the Rotterdam Exchange Format
Initiative (QDA-XML 1.0, namespace ``urn:QDA-XML:codebook:1.0``): ``CodeBook``
holds ``Codes`` and, if there are any, ``Sets``; a ``Code`` needs ``guid``,
``name`` and ``isCodable`` and holds a ``Description`` and then narrower codes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

from shangxia.coding.values import LANGUAGES, Code, Codebook

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
#: The codes of a codebook keep their guid over versions: it is made of their ids.
_FAMILY = uuid.uuid5(uuid.NAMESPACE_URL, "urn:shangxia:codebook")
#: What neither XML 1.0 nor a spreadsheet can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_qdc(codebook: Codebook, *, language: str = "en") -> bytes:
    """Return a codebook as a REFI-QDA codebook (``.qdc``).

    Args:
        codebook: the codebook.
        language: language of the names; descriptions hold all languages.

    Returns:
        The UTF-8 bytes of the XML file.
    """
    from lxml import etree

    spaces: Any = {None: _NAMESPACE, "xsi": _SCHEMA}
    root = etree.Element(f"{{{_NAMESPACE}}}CodeBook", nsmap=spaces)
    root.set("origin", f"shangxia {codebook.id} {codebook.version}")
    root.set(f"{{{_SCHEMA}}}schemaLocation", f"{_NAMESPACE} Codebook.xsd")
    codes = etree.SubElement(root, f"{{{_NAMESPACE}}}Codes")
    names = _unique_names(codebook, language)
    parents: dict[str, Any] = {}
    waiting = list(codebook.codes)
    while waiting:  # a code goes below its first broader code, which may come later
        ready = [code for code in waiting if not code.broader or code.broader[0] in parents]
        for code in ready:
            parent = parents[code.broader[0]] if code.broader else codes
            parents[code.id] = _element(parent, code, names[code.id], codebook)
        waiting = [code for code in waiting if code.id not in parents]
    _add_sets(root, codebook)
    etree.indent(root, "  ")
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return xml


def code_guid(codebook_id: str, code_id: str) -> str:
    """Return the guid of a code, the same in every export."""
    return str(uuid.uuid5(_FAMILY, f"{codebook_id}/{code_id}")).upper()


def corresponding(code: Code) -> str:
    """Return the counterparts of a code as lines of text."""
    return "\n".join(
        "/".join(part for part in (pair.codebook, pair.code or "–") if part)
        + f" ({pair.fit})"
        + (f": {pair.note}" if pair.note else "")
        for pair in code.correspondences
    )


def clean(text: str) -> str:
    """Return a text without characters that files for others cannot hold."""
    return _CONTROL.sub(" ", text)


def _unique_names(codebook: Codebook, language: str) -> dict[str, str]:
    """Return the names; programs that import them want no two alike."""
    names = {code.id: code.name(language) for code in codebook.codes}
    often = list(names.values())
    return {
        code: f"{name} ({code})" if often.count(name) > 1 else name for code, name in names.items()
    }


def _element(parent: Any, code: Code, name: str, codebook: Codebook) -> Any:
    from lxml import etree

    element = etree.SubElement(
        parent,
        f"{{{_NAMESPACE}}}Code",
        guid=code_guid(codebook.id, code.id),
        name=clean(name),
        isCodable="true",
    )
    description = clean("\n\n".join(_described(code)))
    if description:
        etree.SubElement(element, f"{{{_NAMESPACE}}}Description").text = description
    return element


def _described(code: Code) -> Iterator[str]:
    """Yield what a coder in another program should read about a code."""
    yield "\n".join(
        f"{language}: {code.names[language]} – {code.definitions.get(language, '')}".rstrip(" –")
        for language in LANGUAGES
        if language in code.names
    )
    for title, texts in (("Include", code.inclusion), ("Exclude", code.exclusion)):
        if texts:
            yield f"{title}: " + "\n".join(texts.values())
    for title, lists in (("Examples", code.examples), ("Not", code.counter_examples)):
        quotes = [f"“{text}”" for part in lists.values() for text in part]
        if quotes:
            yield f"{title}: " + "\n".join(quotes)
    if code.correspondences:
        yield "Corresponds to: " + corresponding(code)
    yield f"id: {code.id}" + "".join(
        f"; {name}: {value}"
        for name, value in (("status", code.status), ("mark", code.mark), ("source", code.source))
        if value
    )


def _add_sets(root: Any, codebook: Codebook) -> None:
    """Add one set per source, where the codes come from more than one."""
    from lxml import etree

    sources = list(dict.fromkeys(code.source for code in codebook.codes if code.source))
    if len(sources) < 2:
        return
    sets = etree.SubElement(root, f"{{{_NAMESPACE}}}Sets")
    for source in sources:
        guid = str(uuid.uuid5(_FAMILY, f"{codebook.id}#{source}")).upper()
        group = etree.SubElement(sets, f"{{{_NAMESPACE}}}Set", guid=guid, name=clean(source))
        for code in codebook.codes:
            if code.source == source:
                member = code_guid(codebook.id, code.id)
                etree.SubElement(group, f"{{{_NAMESPACE}}}MemberCode", guid=member)
