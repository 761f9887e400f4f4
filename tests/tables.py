"""Write docs/tables.md from the code: events, permissions by role, moves; and docs/api.md.

python -m tests.tables, or make docs.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TABLES = Path(__file__).resolve().parent.parent / "docs" / "tables.md"
HEAD = "Written from the code by `make docs`; change the code, not this page."


def text() -> str:
    """The whole page."""
    from django.utils.translation import override

    from docflow.copies.models import Copy
    from docflow.dossiers.models import Catalogue, Dossier
    from docflow.exchange.models import Delivery
    from docflow.incoming.models import Extension, Incoming
    from docflow.outgoing.models import Outgoing
    from docflow.people.models import RightsChange
    from docflow.recalls.models import Recall, Request
    from docflow.reporting.models import Report, ReportRequest

    with override("vi"):
        lines = ["# Tables", "", HEAD, "", *_events(), *_permissions(), *_roles()]
        for title, life in (
            ("The life of an outgoing document", Outgoing),
            ("The life of an incoming document", Incoming),
            ("The life of a delivery", Delivery),
            ("The life of a catalogue of dossiers", Catalogue),
            ("The life of a dossier", Dossier),
            ("The life of a copy", Copy),
            ("The life of a recall, at the sender", Recall),
            ("The life of a recall, at the recipient", Request),
            ("The life of a request for more time", Extension),
            ("The life of a change of rights", RightsChange),
            ("The life of a periodic report", Report),
            ("The life of what was asked for in periodic reports", ReportRequest),
        ):
            lines += ["", f"## {title}", "", *_states(life), "", *_moves(life), "", *_drawing(life)]
    return "\n".join(lines) + "\n"


def _events() -> Iterator[str]:
    from docflow.audit.events import Event

    things: dict[str, list[str]] = {}
    for event in Event:
        thing, _, done = event.value.partition(".")
        things.setdefault(thing, []).append(f"`{done}`")
    yield from ("## Events", "", "Each is written `thing.done`.", "")
    yield from _table(("thing", "what happens to it"), _joined(things))


def _permissions() -> Iterator[str]:
    from docflow.permissions import GRANTS, Permission, Role

    yield from ("", "## Permissions", "")
    yield from _table(
        ("permission", "in Vietnamese", "roles"),
        (
            (
                f"`{permission}`",
                str(permission.label),
                ", ".join(f"`{role}`" for role in Role if permission in GRANTS[role]),
            )
            for permission in Permission
        ),
    )


def _roles() -> Iterator[str]:
    from docflow.permissions import GRANTS, Permission, Role

    yield from ("", "## Roles", "")
    yield from _table(
        ("role", "in Vietnamese", "may"),
        (
            (
                f"`{role}`",
                str(role.label),
                ", ".join(f"`{each}`" for each in Permission if each in GRANTS[role]),
            )
            for role in Role
        ),
    )


def _states(life: Any) -> Iterator[str]:
    choices = life._meta.get_field("state").choices
    return _table(
        ("state", "in Vietnamese"), ((f"`{state}`", str(label)) for state, label in choices)
    )


def _moves(life: Any) -> Iterator[str]:
    """One row for each move; what else must hold stands beside the permission."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for verb, source, target, permission in _in_order(life):
        rows.setdefault((verb, target, permission.value), []).append(f"`{source}`")
    return _table(
        ("move", "from", "to", "who may", "and if not, it is refused as"),
        (
            (
                f"`{verb}`",
                ", ".join(sources),
                f"`{target}`",
                f"`{permission}`",
                ", ".join(f"`{code}`" for code in _guards(life, verb)),
            )
            for (verb, target, permission), sources in rows.items()
        ),
    )


def _drawing(life: Any) -> Iterator[str]:
    steps = list(_in_order(life))
    targets = {target for _, _, target, _ in steps}
    sources = {source for _, source, _, _ in steps}
    yield from ("```mermaid", "stateDiagram-v2")
    yield f"    [*] --> {life._meta.get_field('state').default.value}"
    yield from (f"    {source} --> {target} : {verb}" for verb, source, target, _ in steps)
    yield from (f"    {state} --> [*]" for state in sorted(targets - sources))
    yield "```"


def _in_order(life: Any) -> list[tuple[str, str, str, Any]]:
    """The moves in the order in which their states are declared."""
    from docflow.lifecycle import moves

    place = {state: order for order, (state, _) in enumerate(life._meta.get_field("state").choices)}
    return sorted(moves(life), key=lambda step: (place[step[1]], place[step[2]], step[0]))


def _guards(life: Any, verb: str) -> list[str]:
    steps = life._meta.get_field("state").get_all_transitions(life)
    needed = next(step.custom["needs"] for step in steps if step.name == verb)
    return [guard.code for guard in needed]


def _joined(things: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((f"`{thing}`", ", ".join(words)) for thing, words in things.items())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    TABLES.write_text(text())

    from tests import api_page

    api_page.PAGE.write_text(api_page.text())
