"""Dossiers of the home unit in every state, its catalogues, a file made of one, and a hold."""

from dataclasses import replace
from typing import Any

from docflow import clock
from docflow.documents import hold_actions
from docflow.documents.models import Document
from docflow.dossiers import actions, catalogue_actions, reading_actions
from docflow.dossiers.entries import Entry
from docflow.dossiers.models import Dossier, Export
from tests.access.law import Thing

KEEPER = "home.specialist"
STATES = ("planned", "open", "closed", "handed_in")


def entry(world: Any, name: str) -> Entry:
    """A line of the catalogue for the specialist."""
    return Entry(f"01.{name}"[:20], f"Việc {name}", 20, world.posts[KEEPER])


def build(world: Any) -> None:
    """All of it, in the home unit."""
    clerk, keeper = world.actor("home.clerk"), world.actor(KEEPER)
    head, year = world.actor("home.leader"), clock.today().year
    this = catalogue_actions.begin_catalogue(year, by=clerk)
    for name in (*STATES, "frozen"):
        catalogue_actions.plan(this, entry(world, name), by=clerk)
    catalogue_actions.approve(this, by=head)
    following = catalogue_actions.begin_catalogue(year + 1, by=clerk)
    world.things["catalogue"] = [
        Thing("catalogue", state, "home", state, number=each.year)
        for each, state in ((this, "approved"), (following, "draft"))
    ]
    lying = Document.objects.get(uid=world.thing("outgoing", "draft").uid)
    world.things["dossier"], world.things["filled"] = [], []
    for name in STATES:
        dossier = Dossier.objects.told().get(catalogue=this, notation=f"01.{name}")
        if name != "planned":
            dossier = actions.put_in(dossier, lying, by=keeper)
        if name in ("closed", "handed_in"):
            dossier = actions.close(dossier, clock.today(), by=keeper)
        if name == "handed_in":
            dossier = actions.hand_in(dossier, by=keeper)
        _keep(world, dossier, name, lying)
    filled = Dossier.objects.get(catalogue=this, notation="01.open")
    page = world.files["page"]
    export = Export.objects.create(
        dossier=filled, by=world.posts[KEEPER], due=None, digest=page.digest, size=page.size
    )
    world.things["export"] = [
        Thing("export", "export", "home", drafter=KEEPER, uid=str(export.uid))
    ]
    frozen = Dossier.objects.told().get(catalogue=this, notation="01.frozen")
    hold = hold_actions.give_hold("QĐ 01", "Tòa án", by=head, folders=[frozen.folder])
    world.things["hold"] = [Thing("hold", "hold", "home", uid=str(hold.uid))]


def _keep(world: Any, dossier: Dossier, name: str, lying: Document) -> None:
    reader = None
    if name != "planned":
        taker, clerk = world.posts["home.leader"], world.actor("home.clerk")
        reader = reading_actions.add_reader(dossier, taker, by=clerk)
    thing = Thing(
        "dossier",
        name,
        "home",
        name,
        drafter=KEEPER,
        posts=frozenset({KEEPER, "home.leader"}) if reader else frozenset(),
        uid=str(dossier.uid),
        ids={"lying": str(lying.uid), "reader": reader.pk if reader else 0},
    )
    world.things["dossier"].append(thing)
    if reader:
        world.things["filled"].append(replace(thing, kind="filled"))
