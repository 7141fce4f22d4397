"""Cross-checks as text: `women_attending <= attending`, kept in the database with the form.

A small part of Python's own grammar, read by its parser and walked by hand: numbers, indicator
codes, + - *, comparisons, and / or / not, `filled(code)`. Nothing else can be written, so nothing
else can run. A blank makes every comparison it stands in unknown; the unknown fails no check.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Answers = Mapping[str, int | str | None]

_ARITHMETIC: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class BadExpression(ValueError):
    """The text is not a check that the portal can read."""


@lru_cache(maxsize=1000)
def parse(text: str) -> ast.expr:
    """The syntax tree of one check; BadExpression when it holds anything else."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise BadExpression(text) from error
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise BadExpression(f"{type(node).__name__} in: {text}")
    _value(tree, {})  # visits every node: what cannot be walked is refused before it is published
    return tree


_ALLOWED = (
    ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Name, ast.Load, ast.Constant,
    ast.And, ast.Or, ast.Not, *_ARITHMETIC, *_COMPARISONS,
)  # fmt: skip


def codes(text: str) -> list[str]:
    """The indicators a check speaks of, in the order of their first mention."""
    names = [node for node in ast.walk(parse(text)) if isinstance(node, ast.Name)]
    names.sort(key=lambda node: node.col_offset)
    return list(dict.fromkeys(node.id for node in names if node.id != "filled"))


def holds(text: str, answers: Answers) -> bool:
    """Whether the check holds, or cannot be decided for want of an answer."""
    return _value(parse(text), answers) is not False


def _value(node: ast.expr, answers: Answers) -> Any:
    """The node's value; None when a blank makes it unknown (Kleene's three values)."""
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.Name(id=code):
            answer = answers.get(code)
            return answer if isinstance(answer, int) else None
        case ast.Call(func=ast.Name(id="filled"), args=[ast.Name(id=code)], keywords=[]):
            return answers.get(code) not in (None, "")
        case ast.BinOp():
            return _of_both(_ARITHMETIC[type(node.op)], node.left, node.right, answers)
        case ast.Compare(ops=[comparison]):
            return _of_both(_COMPARISONS[type(comparison)], node.left, node.comparators[0], answers)
        case ast.UnaryOp(op=ast.Not()):
            inner = _value(node.operand, answers)
            return None if inner is None else not inner
        case ast.BoolOp():
            return _joined(
                [_value(part, answers) for part in node.values], isinstance(node.op, ast.Or)
            )
    raise BadExpression(ast.unparse(node))


def _of_both(
    op: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr, answers: Answers
) -> Any:
    one, other = _value(left, answers), _value(right, answers)
    return None if one is None or other is None else op(one, other)


def _joined(parts: list[Any], decisive: bool) -> Any:
    """`or` is decided by a True, `and` by a False; else by an unknown, else the other way."""
    if any(part is decisive for part in parts):
        return decisive
    return None if any(part is None for part in parts) else not decisive
