"""Play the sample story from an empty installation to the rates."""

import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db.models import Q

from docflow import clock
from docflow.audit.checkpoints import sign_heads
from docflow.audit.verify import verify
from docflow.commands import Answer, Answering, Exit, WrongUse
from docflow.demo import worker
from docflow.demo.scenes import Stage
from docflow.demo.seed import Cast, seed
from docflow.demo.story import play, working_days
from docflow.demo.telling import Teller
from docflow.errors import Refused
from docflow.exchange.actions import statuses_seen
from docflow.exchange.models import Delivery
from docflow.outgoing.models import Outgoing
from docflow.people.actor import System
from docflow.reports import rates
from docflow.reports.definitions import RATES
from docflow.reports.tasks import follow_log
from docflow.signatures import checking
from docflow.signatures.intake import take_in
from docflow.units.models import Unit
from docflow.wording import count, percent
from storage import blobs


class Command(Answering):
    help = (
        "Play the sample story with the real actions and a real worker. Exit code 0: played; "
        "1: the file was refused, or the log is not whole; 3: not in the sandbox, or not empty."
    )
    nothing: ClassVar[dict[str, Any]] = {
        "units": None,
        "files": [],
        "deliveries": [],
        "rates": None,
        "audit": None,
        "root": None,
    }

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--pdf", type=Path, help="your own file, as the first commune's report")
        parser.add_argument("--levels", type=int, choices=(2, 3), default=3)

    def answer(self, *, pdf: Path | None, levels: int, json: bool, **_: Any) -> Answer:
        if not settings.DOCFLOW_SANDBOX:
            raise WrongUse("not_the_sandbox", "The sample story is only played in the sandbox.")
        tell = Teller(sys.stdout, quiet=json)
        call_command("migrate", verbosity=0)
        if Unit.objects.exists():
            raise WrongUse("not_empty", "This installation holds units already; use an empty one.")
        refusal = _refusal(pdf) if pdf else None
        if refusal:
            return self.without_answer(Exit.BAD, refusal.code, str(refusal))
        tell.plain(f"The sample province of Thanh Hóa, {levels} levels of units")
        days = working_days()
        clock.set_to(clock.at(days[0], 7))
        cast = seed(levels, tell)
        stage = Stage(tell)
        with worker.working():
            play(cast, stage, days, pdf)
        answer = _ending(cast, stage, days[0])
        return Answer(Exit.GOOD if answer["audit"]["whole"] else Exit.BAD, answer)


def _refusal(pdf: Path) -> Refused | None:
    """Why the file cannot be used for the story, before anything is played."""
    try:
        take_in(pdf, by=System())
    except Refused as refusal:
        return refusal
    return None


def _ending(cast: Cast, stage: Stage, first_day: date) -> dict[str, Any]:
    """Rates, the proof of the log, and the signed files."""
    tell = stage.tell
    figures = _rates(cast, tell, first_day)
    sign_heads()
    proof = verify()
    tell.scene("The log")
    tell.plain(
        f"  {count(proof.entries)} entries in {len(proof.heads)} chains: "
        + ("whole" if proof.whole else f"NOT WHOLE, {proof.first_bad}")
    )
    files = _signed_files(stage)
    here = os.path.relpath(settings.DOCFLOW_DATA)
    tell.scene(f"Played in {tell.seconds():.0f} s; everything is in {here}")
    tell.plain(f"  The sandbox's root: {here}/sandbox/root.pem")
    run = f"DOCFLOW_DATA={here} .venv/bin/python manage.py"
    tell.plain(f"  Check any file: {run} check_pdf FILE")
    code, last = cast.top.unit.code("local"), clock.today()
    tell.plain(
        f"  The rates again: {run} rates --unit {code} --tree --from {first_day} --to {last}"
    )
    return {
        "units": Unit.objects.count(),
        "files": files,
        "deliveries": [_delivery(each) for each in Delivery.objects.order_by("pk")],
        "rates": figures,
        "audit": {"whole": proof.whole, "entries": proof.entries},
        "root": str(Path(settings.DOCFLOW_DATA) / "sandbox" / "root.pem"),
    }


def _rates(cast: Cast, tell: Teller, first_day: date) -> dict[str, Any]:
    follow_log()
    report = rates.rates_of_tree(cast.top.unit, first_day, clock.today())
    tell.scene(f"Rates of {cast.top.unit} and all below it, {first_day:%d/%m/%Y} to today")
    for rate in RATES:
        figure = report.figures[rate.id]
        share = percent(figure.numerator, figure.denominator)
        counted = f"{count(figure.numerator)}/{count(figure.denominator)}"
        tell.plain(f"  {rate.id:4}{rate.name.en:58}{counted:>7} {share:>9}")
    return {
        name: {"numerator": figure.numerator, "denominator": figure.denominator}
        for name, figure in report.figures.items()
    }


def _signed_files(stage: Stage) -> list[dict[str, Any]]:
    """Copies of the signed files under names people know, each checked once more."""
    tell = stage.tell
    folder = Path(settings.DOCFLOW_DATA) / "signed"
    folder.mkdir(exist_ok=True)
    tell.scene("The signed files")
    files: list[dict[str, Any]] = []
    for paper in Outgoing.objects.filter(Q(state="issued")).order_by("pk"):
        path = folder / _file_name(paper)
        current = paper.document.current
        assert current is not None
        with blobs.open_blob(current.digest) as source:
            path.write_bytes(source.read())
        verdict = checking.check_file(path)
        tell.plain(f"  {verdict.indication}  {os.path.relpath(path)}")
        files.append(
            {
                "code": paper.document.code,
                "unit": str(paper.unit.uid),
                "path": str(path),
                "indication": str(verdict.indication),
                "signatures": len(verdict.signatures),
            }
        )
    return [*files, _tampered(tell, folder, Path(files[0]["path"]))]


def _tampered(tell: Teller, folder: Path, signed: Path) -> dict[str, Any]:
    """One of them with a byte appended: the same check must say no."""
    path = folder.parent / "tampered.pdf"
    path.write_bytes(signed.read_bytes() + b"\n")
    verdict = checking.check_file(path)
    tell.plain(f"  {verdict.indication}  {os.path.relpath(path)}: {verdict.problems[0].text}")
    return {"code": None, "unit": None, "path": str(path), "indication": str(verdict.indication)}


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "uid": str(delivery.uid),
        "document": delivery.document.code,
        "to": delivery.name,
        "channel": delivery.channel,
        "state": delivery.state,
        "statuses": statuses_seen(delivery),
    }


def _file_name(paper: Outgoing) -> str:
    unit = paper.unit.name_on(clock.today()).short_name
    return re.sub(r"[^\w.-]+", "-", f"{paper.document.code}-{unit}.pdf")
