"""Copies in each state and a meeting with a paper that was lent, for the matrix."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from docflow import clock
from docflow.circulation import actions as circulation
from docflow.copies import actions as copies
from docflow.copies.models import Copy
from docflow.documents.models import Document
from docflow.outgoing.contents import To
from tests.access.law import Thing
from tests.cast import PIN

STATES = ("draft", "approved", "numbered", "sealed", "refused", "cancelled")
LENT = "registered"
MEMBERS = ("home.assistant", "below.specialist")


def add(world: Any, shown: str) -> None:
    """Copies of the issued paper, made by the clerk; a paper handed to an assistant and below."""
    clerk, leader = world.actor("home.clerk"), world.actor("home.leader")
    issued = Document.objects.get(uid=world.thing("outgoing", "issued").uid)
    world.things["copy"] = []
    for state in STATES:
        copy = copies.make(issued, "SY", by=clerk, recipients=[To(world.units["above"])])
        name = f"copy_{state}"
        subject = f"Bản sao {shown.format(name)}"
        Document.objects.filter(pk=copy.pk).update(subject=subject)
        copy = Copy.objects.get(pk=copy.pk)
        if state == "refused":
            copies.refuse(copy, "Không cần", by=leader)
        elif state == "cancelled":
            copies.cancel(copy, "Sai", by=clerk)
        elif state != "draft":
            copy = copies.approve(copy, by=leader)
            if state != "approved":
                copy = copies.number(copy, by=clerk)
            if state == "sealed":
                copies.seal(copy, pin=PIN, by=clerk)
        world.things["copy"].append(_thing(world, copy, name, state))
    _meeting(world, clerk)


def _thing(_world: Any, copy: Copy, name: str, state: str) -> Thing:
    copy = Copy.objects.get(pk=copy.pk)
    assert copy.state == state
    attachment = copy.document.attachments.order_by("pk").first()
    assert attachment is not None
    return Thing(
        "copy",
        name,
        "home",
        state,
        "home.clerk",
        posts=frozenset({"home.clerk"}),
        uid=str(copy.uid),
        ids={"attachment": attachment.pk, "recipient": copy.recipients.get().pk},
    )


def _meeting(world: Any, clerk: Any) -> None:
    lent = world.thing("incoming", LENT)
    now = clock.now()
    meeting = circulation.hand_round(
        "Họp giao ban",
        now,
        now + timedelta(days=5),
        [world.posts[name] for name in MEMBERS],
        [Document.objects.get(uid=lent.uid)],
        by=clerk,
    )
    place = world.things["incoming"].index(lent)
    world.things["incoming"][place] = replace(
        lent, posts=lent.posts | set(MEMBERS), lent=frozenset(MEMBERS)
    )
    thing = Thing(
        "meeting",
        "meeting",
        "home",
        giver="home.clerk",
        posts=frozenset(MEMBERS),
        uid=str(meeting.uid),
    )
    world.things["meeting"] = [thing]
    world.things["kept meeting"] = [replace(thing, kind="kept meeting")]
