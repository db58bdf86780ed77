"""One self-contained HTML page: a template with its styles and scripts inside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from shangxia.document import Source
from shangxia.rendering.marks import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "page"


def language_tag(source: Source) -> str:
    """Return the language tag by which a browser chooses the right forms of characters."""
    return f"zh-{source.script}" if source.language == "zh" else source.language


def render_page(
    template: str, *, styles: Sequence[str], scripts: Sequence[str], **context: Any
) -> str:
    """Fill a template that extends ``base.html``.

    The page asks the network for nothing, and its content security policy allows
    only the styles and the scripts given here, by their hashes.

    Args:
        template: a file in the folder ``page``.
        styles: CSS files in that folder, in order.
        scripts: JavaScript files in that folder, in order.
        **context: values of the template; strings are escaped, and their control
            characters are shown as signs.

    Returns:
        The HTML.
    """
    style, script = _joined(tuple(styles)), _joined(tuple(scripts))
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(style, script),
            **context,
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _joined(names: tuple[str, ...]) -> str:
    return "\n" + "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)


def _policy(style: str, script: str) -> str:
    def allowed(content: str) -> str:
        digest = hashlib.sha256(content.encode("utf-8")).digest()
        return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

    return (
        f"default-src 'none'; style-src {allowed(style)}; script-src {allowed(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
