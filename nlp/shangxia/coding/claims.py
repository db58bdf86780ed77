"""What a text asserts about instruments and places, checked against itself."""

from __future__ import annotations

from collections.abc import Sequence

from shangxia.document import Claim, Language, Mention, Node


def find_claims(
    text: str, nodes: Sequence[Node], language: Language, mentions: Sequence[Mention]
) -> tuple[Claim, ...]:
    """Find the claims of a text.

    Args:
        text: any text.
        nodes: its tree.
        language: ``zh``, ``vi`` or ``en``.
        mentions: what ``find_mentions`` found in it.

    Returns:
        The claims in text order.
    """
    return ()
