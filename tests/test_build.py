"""What is compiled when a wheel is built."""

import ast
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def constant(name: str) -> Any:
    """A constant of the build hook, which only the build itself can import."""
    tree = ast.parse((ROOT / "hatch_build.py").read_text("utf-8"))
    return next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == name
        and node.value
    )


def test_what_is_compiled_exists() -> None:
    missing = [name for name in constant("COMPILED") if not (ROOT / "src" / "wireparse" / f"{name}.py").is_file()]

    assert missing == []


def test_every_rule_is_compiled() -> None:
    names = {path.stem for path in (ROOT / "src" / "wireparse" / "rules").glob("*.py")} - {"__init__", "rule"}

    left_out = {name for name in names if f"rules/{name}" not in constant("COMPILED")}

    assert left_out == {"context", "parts", "words"}, "patterns and names alone, with no code to compile"
