"""The JSON schemas in docs/commands.md, and whether an answer fits one.

Stricter than JSON Schema in one thing: a key the schema does not name is a fault, so that nothing
is printed that is not documented.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COMMANDS = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
KNOWN = {
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "pattern",
    "additionalProperties",
    "propertyNames",
}
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def sections() -> dict[str, str]:
    """The text about each command, by its name."""
    parts = re.split(r"^## (\w+)\n", COMMANDS.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def schema(command: str) -> dict[str, Any]:
    """The schema of a command's answer."""
    [block] = re.findall(r"```json\n(.*?)```", sections()[command], flags=re.DOTALL)
    return json.loads(block)


def faults(value: Any, rule: dict[str, Any], where: str = "$") -> Iterator[str]:
    """Where a value does not fit; ValueError for a rule this function does not know."""
    if set(rule) - KNOWN:
        raise ValueError(f"{where}: unknown rules {set(rule) - KNOWN}")
    if "type" in rule and not _is_one_of(value, rule["type"]):
        yield f"{where} is {value!r}, no {rule['type']}"
    elif "enum" in rule and value not in rule["enum"]:
        yield f"{where} is {value!r}, none of {rule['enum']}"
    elif isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        yield f"{where} is {value!r}, not like {rule['pattern']}"
    elif isinstance(value, dict):
        yield from _of_object(value, rule, where)
    elif isinstance(value, list):
        for order, each in enumerate(value):
            yield from faults(each, rule["items"], f"{where}[{order}]")


def _of_object(value: dict[str, Any], rule: dict[str, Any], where: str) -> Iterator[str]:
    named = rule.get("properties", {})
    yield from (f"{where}.{key} is missing" for key in rule.get("required", []) if key not in value)
    for key, each in value.items():
        yield from faults(key, rule.get("propertyNames", {}), f"{where}, the key {key}")
        if key in named:
            yield from faults(each, named[key], f"{where}.{key}")
        elif "additionalProperties" in rule:
            yield from faults(each, rule["additionalProperties"], f"{where}.{key}")
        else:
            yield f"{where}.{key} is not documented"


def _is_one_of(value: Any, names: str | list[str]) -> bool:
    kinds = [TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    return type(value) in kinds
