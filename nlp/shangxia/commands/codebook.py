"""``shangxia codebook``: list, show, validate and export codebooks."""

from __future__ import annotations

from pathlib import Path

from shangxia.coding import (
    Code,
    Codebook,
    list_codebooks,
    load_codebook,
    validate_codebook,
)
from shangxia.commands.console import say
from shangxia.errors import UsageError

ENDINGS = (".yaml", ".xlsx", ".qdc")


def list_all() -> str:
    """Return a line for each bundled codebook: id, number of codes, title."""
    books = [load_codebook(name) for name in list_codebooks()]
    return "\n".join(
        f"{book.id:12} {len(book):4} codes  {book.title.get('en', '')}" for book in books
    )


def show(name: str, language: str) -> str:
    """Return a codebook for a person to read.

    Args:
        name: a bundled codebook or the path of a codebook file.
        language: the language of names and definitions.
    """
    book = load_codebook(name)
    title = book.title.get(language) or next(iter(book.title.values()), book.id)
    return "\n".join([f"{book.id}: {title}", f"source: {book.source}", *_shown(book, language)])


def _shown(book: Codebook, language: str) -> list[str]:
    lines: list[str] = []
    for code in book:
        lines += ["", f"{code.id}  {code.name(language)}{_standing(code)}"]
        if definition := code.definition(language):
            lines.append(f"    {definition}")
        for link in code.correspondences:
            note = f" ({link.note})" if link.note else ""
            place = f"{link.codebook}:" if link.codebook else ""
            target = f"{place}{link.code}" if link.code else f"nothing {place.strip(':')}".strip()
            lines.append(f"    {link.fit} to {target}{note}")
    return lines


def _standing(code: Code) -> str:
    standing = ", ".join(part for part in (code.status, code.mark) if part)
    return f"  [{standing}]" if standing else ""


def validate(path: Path) -> int:
    """Check a codebook file and print what is wrong with it.

    Returns:
        The exit code: 0 where it holds, 2 where it does not.
    """
    problems = validate_codebook(path)
    for problem in problems:
        say(f"shangxia: {problem}")
    if not problems:
        book = load_codebook(path)
        say(f"{path}: a valid codebook of {len(book)} codes")
    return 2 if problems else 0


def export(name: str, output: Path, language: str) -> None:
    """Write a codebook as YAML, XLSX or REFI-QDA, by the ending of the file.

    Args:
        name: a bundled codebook or the path of a codebook file.
        output: a file that ends in .yaml, .xlsx or .qdc.
        language: the language of the names in REFI-QDA, which holds one only.

    Raises:
        UsageError: another ending.
    """
    from shangxia.coding.export import to_xlsx, to_yaml
    from shangxia.coding.qdc import to_qdc
    from shangxia.rendering.files import atomic_write

    if output.suffix not in ENDINGS:
        raise UsageError(f"{output}: a codebook is exported to {', '.join(ENDINGS)}")
    book = load_codebook(name)
    if output.suffix == ".xlsx":
        data = to_xlsx(book)
    else:
        data = (
            to_yaml(book).encode() if output.suffix == ".yaml" else to_qdc(book, language=language)
        )
    with atomic_write(output, mode="wb") as file:
        file.write(data)
