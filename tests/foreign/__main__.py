"""Make tests/samples/signed anew: python -m tests.foreign TOOLS [ONLY]."""

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

from signing import sandbox
from signing.sandbox_server import serve
from tests.foreign import national
from tests.foreign.people import Person, person, person_in_plain_letters, person_with_curve
from tests.foreign.programs import PADES, Programs, pyhanko, stamper
from tests.signing.paper import draw_report

TARGET = Path(__file__).parent.parent / "samples" / "signed"
SAMPLES = TARGET.parent


@dataclass(frozen=True)
class Maker:
    """The authority, the people and the tools with which the files are made."""

    work: Path
    tools: Programs
    authority: sandbox.Sandbox

    @cached_property
    def leader(self) -> Person:
        return person(self.authority, self.work, "Nguyễn Văn An")

    @cached_property
    def custodian(self) -> Person:
        return person(self.authority, self.work, "Ủy ban nhân dân xã An Phú")

    @cached_property
    def on_curve(self) -> Person:
        return person_with_curve(self.authority, self.work, "Nguyễn Văn An")

    @cached_property
    def report(self) -> Path:
        return draw_report(self.work / "report.pdf")

    @cached_property
    def in_plain_letters(self) -> Person:
        return person_in_plain_letters(self.authority, self.work, "Nguyen Van An")

    @cached_property
    def linear(self) -> Path:
        """The report, linearised."""
        return self._saved("linear.pdf", linearize=True)

    @cached_property
    def packed(self) -> Path:
        """The report with object streams."""
        return self._saved("packed.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)

    @cached_property
    def with_field(self) -> Path:
        """The report with an empty signature field."""
        target = self.work / "field.pdf"
        with pikepdf.open(self.report) as pdf:
            page = pdf.pages[0].obj
            widget = pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Sig,
                    T="Leader",
                    F=4,
                    Rect=[370, 380, 490, 450],
                    P=page,
                )
            )
            page.Annots = pdf.make_indirect(pikepdf.Array([widget]))
            form = pikepdf.Dictionary(Fields=[widget], SigFlags=1)
            pdf.Root.AcroForm = pdf.make_indirect(form)
            pdf.save(target)
        return target

    def _saved(self, name: str, **form: Any) -> Path:
        with pikepdf.open(self.report) as pdf:
            pdf.save(self.work / name, **form)
        return self.work / name


def of_programs(make: Maker, out: Path) -> dict[str, Callable[[], object]]:
    """What makes each file of another program, by the file's name."""
    tools, leader, seal, report = make.tools, make.leader, make.custodian, make.report
    half = make.work / "half.pdf"
    crls, stamps = make.authority.crls(), stamper(tools.time_stamps)
    plain, linear, packed = make.in_plain_letters, make.linear, make.packed
    return {
        "poppler": lambda: tools.poppler(report, out / "poppler.pdf", leader),
        "poppler-field": lambda: tools.poppler(
            make.with_field, out / "poppler-field.pdf", leader, "Leader"
        ),
        "signpdf": lambda: tools.signpdf(report, out / "signpdf.pdf", plain),
        "signpdf-pades": lambda: tools.signpdf(report, out / "signpdf-pades.pdf", plain, PADES),
        "signpdf-letters": lambda: tools.signpdf(report, out / "signpdf-letters.pdf", leader),
        "endesive": lambda: tools.endesive(report, out / "endesive.pdf", leader),
        "endesive-stamped": lambda: tools.endesive(
            report, out / "endesive-stamped.pdf", leader, stamped=True
        ),
        "rust": lambda: tools.rust(report, out / "rust.pdf", leader),
        "rust-lta": lambda: tools.rust(report, out / "rust-lta.pdf", leader, "blta"),
        "pdfbox": lambda: tools.pdfbox(report, out / "pdfbox.pdf", leader),
        "pdfbox-linearised": lambda: tools.pdfbox(linear, out / "pdfbox-linearised.pdf", leader),
        "pdfbox-hybrid": lambda: tools.pdfbox(
            SAMPLES / "word-365.pdf", out / "pdfbox-hybrid.pdf", leader
        ),
        "itext": lambda: (
            tools.itext(report, half, leader),
            tools.itext(half, out / "itext.pdf", seal, field="Seal"),
        ),
        "itext-certified": lambda: (
            tools.itext(report, half, leader, standard="CADES", certify=True, stamped=True),
            tools.itext(
                half,
                out / "itext-certified.pdf",
                seal,
                field="Seal",
                standard="CADES",
                stamped=True,
            ),
        ),
        "itext-packed": lambda: tools.itext(packed, out / "itext-packed.pdf", leader),
        "itext-sha1": lambda: tools.itext(report, out / "itext-sha1.pdf", leader, digest="SHA-1"),
        "pyhanko": lambda: pyhanko(report, out / "pyhanko.pdf", leader, crls, None, lta=False),
        "pyhanko-lta": lambda: pyhanko(
            report, out / "pyhanko-lta.pdf", leader, crls, stamps, lta=True
        ),
    }


def main(arguments: list[str]) -> None:
    """Write every file, the anchor, the lists and the moment at which they are to be checked."""
    parser = argparse.ArgumentParser(prog="tests.foreign", description=__doc__)
    parser.add_argument("tools", type=Path, help="the folder that holds the programs")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        authority = sandbox.create(work / "authority")
        server = serve(authority)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/tsa"
        make = Maker(work, Programs(chosen.tools.resolve(), address), authority)
        out = work / "out"
        out.mkdir()
        for name, program in of_programs(make, out).items():
            program()
            sys.stdout.write(f"{name}\n")
        for name, content in national.files(make.report.read_bytes(), make):
            (out / f"{name}.pdf").write_bytes(content)
            sys.stdout.write(f"{name}\n")
        server.shutdown()
        (out / "root.pem").write_bytes(authority.root_pem)
        for name, crl in zip(("root", "issuing"), authority.crls(), strict=True):
            (out / f"{name}.crl").write_bytes(crl)
        (out / "moment.json").write_text(json.dumps({"at": datetime.now(UTC).isoformat()}) + "\n")
        for path in [*TARGET.glob("*.pdf")]:
            path.unlink()
        for path in out.iterdir():
            shutil.move(path, TARGET / path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
