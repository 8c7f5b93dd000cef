"""Default deny: nothing at the desk is done for an officer without asking what they may."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DESK = sorted((ROOT / "handlers" / "desk").glob("*.py"))
GATES = {"require", "may_see", "must_see"}
# What acts for an officer: itself, or what carries them.
CARRIERS = {"Signed", "Act"}
# Functions that need no gate, and why.
OPEN = {
    "access.require": "the gate itself",
    "access.may_see": "the gate itself",
    "access.must_see": "the gate itself",
    "canned_replies.usable": "texts of the officer's own organ, below a question that was gated",
    "case_hands.doer": "says whose hand it is, touches nothing",
    "case_hands.hands_of": "says which hands an officer has; the table of acts decides",
    "case_hands.open_acts": "buttons below a case that was gated",
    "editing.note": "only records",
    "entry_pages.rows": "draws rows its caller chose",
    "history.mark": "names the officer, touches nothing",
    "masking.saw": "only records",
    "moves.acting": "opens the transaction of a move, which is gated",
    "moves.record": "only records",
    "moves.refuse_if_others": "refuses, after `locked`",
    "passing_on.targets": "colleagues' names and organs, below a question that was gated",
    "phone.bound": "everybody's own account",
    "phone.offer": "everybody's own account",
    "phone.unbind": "everybody's own account",
    "question.may": "buttons below a question that was gated",
    "queue.listed": "draws rows its caller chose by `sight`",
    "queue.sight": "says what an officer may see; the query filters by it",
}

Function = ast.FunctionDef


@cache
def functions() -> dict[str, Function]:
    """Every top-level function and method of the desk, as `module.name`."""
    found = {}
    for path in DESK:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, Function):
                found[f"{path.stem}.{node.name}"] = node
    return found


def is_for_officers(function: Function) -> bool:
    arguments = [*function.args.args, *function.args.kwonlyargs]
    named = {
        node.id
        for argument in arguments
        if argument.annotation is not None
        for node in ast.walk(argument.annotation)
        if isinstance(node, ast.Name)
    }
    return bool(named & CARRIERS)


def called(name: str) -> set[str]:
    """The functions a function calls, as far as they are the desk's own or a gate."""
    module, found = name.split(".")[0], set()
    for node in ast.walk(functions()[name]):
        match node:
            case ast.Call(func=ast.Name(id=other)) if other in GATES:
                found.add(other)
            case ast.Call(func=ast.Attribute(attr=other)) if other in GATES:
                found.add(other)
            case ast.Attribute(value=ast.Name(id=owner), attr=other):
                found.add(f"{owner}.{other}")
            case ast.Name(id=other):
                found.add(f"{module}.{other}")
    return found


def is_gated(name: str, seen: frozenset[str] = frozenset()) -> bool:
    if name in GATES:
        return True
    if name not in functions() or name in seen:
        return False
    return any(is_gated(other, seen | {name}) for other in called(name))


FOR_OFFICERS = sorted(
    name
    for name, function in functions().items()
    if is_for_officers(function) and not function.name.startswith("_")
)


@pytest.mark.parametrize("name", FOR_OFFICERS)
def test_function_of_the_desk_asks_what_the_officer_may(name: str) -> None:
    assert is_gated(name) or name in OPEN


def test_list_of_open_functions_holds_nothing_that_is_gone_or_gated() -> None:
    assert set(OPEN) <= set(FOR_OFFICERS)
    assert [name for name in OPEN if is_gated(name) and not name.startswith("access.")] == []
