"""Small faults that can be put into a Python file, one at a time.

A comparison turned or moved to its boundary, sums and products exchanged, ``and``
for ``or``, a condition negated, a constant changed, a slice without an end, a
value not returned, a step left out.  What is left alone has no part in what a
function does: annotations, decorators, docstrings, the words of an error,
``strict=`` of ``zip`` (a guard against ourselves), protocols.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault.

    Attributes:
        line: where it is, from 1.
        around: first and last line of the statement, or of its head.
        text: that line as it stands, without its indentation.
        before: what is replaced, on one line.
        after: what stands there instead.
        source: the whole file with the fault.
    """

    line: int
    around: tuple[int, int]
    text: str
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the fault however the lines above it move."""
        return self.text, self.before, self.after


def mutants(source: str) -> list[Mutant]:
    """Return every fault that this module knows for a file, in the order of the file."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    data = source.encode()
    found = []
    for old, new, around in _in_body(ast.parse(source).body):
        # Column offsets of ast count bytes.
        start = starts[old.lineno - 1] + old.col_offset
        end = starts[old.end_lineno - 1] + old.end_col_offset
        after = ast.unparse(ast.fix_missing_locations(new))
        written = f"({after})" if isinstance(old, ast.expr) and not _bare(old) else after
        changed = (data[:start] + written.encode() + data[end:]).decode()
        text = lines[old.lineno - 1].strip()
        found.append(Mutant(old.lineno, around, text, ast.unparse(old), after, changed))
    return [one for one in found if _compiles(one.source)]


def sample(found: list[Mutant], size: int, seed: str) -> list[Mutant]:
    """Return as many faults as wanted; a change elsewhere in the file keeps the choice."""
    ranked = sorted(found, key=lambda one: hashlib.sha256(repr((seed, one.key)).encode()).digest())
    return sorted(ranked[:size], key=lambda one: one.line)


def _bare(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.Subscript)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


Found = Iterator[tuple[ast.stmt | ast.expr, ast.AST, tuple[int, int]]]


def _in_body(body: list[ast.stmt]) -> Found:
    for statement in body:
        yield from _in_statement(statement)


def _in_statement(node: ast.stmt) -> Found:
    """Give the faults of a statement and of all inside it, with the lines of its head."""
    if isinstance(node, ast.FunctionDef):
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            yield from _in_expression(default, (default.lineno, default.end_lineno))
        yield from _in_body(node.body)
        return
    if isinstance(node, ast.ClassDef):
        if not any(ast.unparse(base) in ("Protocol", "NamedTuple") for base in node.bases):
            yield from _in_body(node.body)
        return
    inner = getattr(node, "body", None)
    around = (node.lineno, max(node.lineno, inner[0].lineno - 1) if inner else node.end_lineno)
    for new in _changed_statement(node):
        yield node, new, around
    if isinstance(node, ast.Raise) or _is_docstring(node) or _is_for_types(node):
        return
    for name, child in _children(node):
        if isinstance(child, ast.stmt):
            yield from _in_statement(child)
        elif isinstance(child, ast.ExceptHandler):
            yield from _in_body(child.body)
        elif isinstance(child, ast.withitem):
            yield from _in_expression(child.context_expr, around)
        elif isinstance(child, ast.expr) and name not in ("annotation", "targets", "target"):
            yield from _in_expression(child, around, asked=name == "test")


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield name, child


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _in_expression(node: ast.expr, around: tuple[int, int], *, asked: bool = False) -> Found:
    """Give the faults of an expression; ``asked`` where it is a condition."""
    if isinstance(node, ast.JoinedStr):
        return
    for new in _changed(node):
        yield node, new, around
    if asked and isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
        yield node, ast.UnaryOp(ast.Not(), node), around
    for name, child in _children(node):
        if isinstance(child, ast.keyword):
            if child.arg != "strict":
                yield from _in_expression(child.value, around)
        elif isinstance(child, ast.comprehension):
            yield from _in_expression(child.iter, around)
            for condition in child.ifs:
                yield from _in_expression(condition, around, asked=True)
        elif isinstance(child, ast.expr):
            yield from _in_expression(child, around, asked=name == "test")


def _changed_statement(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.AugAssign) and type(node.op) in _CALCULATED:
        yield ast.AugAssign(node.target, _CALCULATED[type(node.op)](), node.value)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in _COMPARED[type(operator)]:
                turned = copy.copy(node)
                turned.ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
                yield turned
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.BinOp) and type(node.op) in _CALCULATED and _is_sum(node):
        yield ast.BinOp(node.left, _CALCULATED[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _other_constant(node.value)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        part = node.slice
        if part.lower is not None:
            whole = ast.Slice(None, part.upper, part.step)
            yield ast.Subscript(node.value, whole, ast.Load())
        if part.upper is not None:
            whole = ast.Slice(part.lower, None, part.step)
            yield ast.Subscript(node.value, whole, ast.Load())


def _is_sum(node: ast.BinOp) -> bool:
    """Tell joined paths, strings and types, where any other operator raises at once, from sums."""
    return not any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        or (isinstance(side, ast.Name) and side.id in ("str", "int", "float", "dict", "list"))
        or (isinstance(node.op, ast.Div) and ast.unparse(side).endswith(("folder", "parent")))
        for side in (node.left, node.right)
    )


def _other_constant(value: object) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant("" if value else "§")
    elif isinstance(value, bytes):
        yield ast.Constant(b"" if value else b"#")
