"""Other programs that sign: each a call of its command, found under one folder of tools."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.foreign.people import PASSWORD, Person

HERE = Path(__file__).parent / "tools"
DETACHED, PADES = "adbe.pkcs7.detached", "ETSI.CAdES.detached"


@dataclass(frozen=True)
class Programs:
    """The tools of a folder: node/, endesive/, rust/ and root/ (unpacked Debian packages)."""

    folder: Path
    time_stamps: str
    """The address of a time-stamping authority on this machine."""

    def signpdf(self, source: Path, target: Path, who: Person, kind: str = DETACHED) -> None:
        self._run(
            ["node", HERE / "sign.cjs", source, target, who.p12, PASSWORD, kind],
            NODE_PATH=str(self.folder / "node/node_modules"),
        )

    def endesive(self, source: Path, target: Path, who: Person, *, stamped: bool = False) -> None:
        python = self.folder / "endesive/bin/python"
        script = HERE / "sign_endesive.py"
        address = self.time_stamps if stamped else ""
        self._run([python, script, source, target, who.p12, PASSWORD, address])

    def rust(self, source: Path, target: Path, who: Person, level: str = "bb") -> None:
        python = self.folder / "rust/bin/python"
        address = "" if level == "bb" else self.time_stamps
        script = HERE / "sign_rust.py"
        self._run([python, script, source, target, who.p12, PASSWORD, level, address])

    def itext(
        self,
        source: Path,
        target: Path,
        who: Person,
        *,
        field: str = "Leader",
        standard: str = "CMS",
        digest: str = "SHA-256",
        certify: bool = False,
        stamped: bool = False,
    ) -> None:
        self._java(
            "Itext",
            *(source, target, who.p12, PASSWORD, field, standard, digest),
            *("certify" if certify else "", self.time_stamps if stamped else ""),
        )

    def pdfbox(self, source: Path, target: Path, who: Person, kind: str = DETACHED) -> None:
        self._java("Pdfbox", source, target, who.p12, PASSWORD, kind)

    def poppler(self, source: Path, target: Path, who: Person, field: str = "") -> None:
        """Pdfsig signs with a key from a database of NSS, in a new field or in this one."""
        database = who.p12.parent / "nss"
        if not database.exists():
            database.mkdir()
            pin = database / "pin"
            pin.write_text(PASSWORD)
            tools = self.folder / "root/usr/bin"
            self._run([tools / "certutil", "-N", "-d", database, "-f", pin])
            given = ("-i", who.p12, "-W", PASSWORD, "-d", database, "-k", pin)
            self._run([tools / "pk12util", *given])
        where = ["-sign", field] if field else ["-add-signature"]
        given = ["-nssdir", f"sql:{database}", "-nss-pwd", PASSWORD, "-nick", "signer"]
        self._run(["pdfsig", *where, *given, "-reason", "Ban hanh", source, target])

    def _java(self, name: str, *arguments: object) -> None:
        jars = self.folder / "root/usr/share/java"
        wanted = ("itext5", "pdfbox2", "fontbox2", "commons-logging", "bcprov", "bcpkix", "bcutil")
        path = os.pathsep.join(str(jars / f"{each}.jar") for each in wanted)
        self._run(["java", "-cp", path, HERE / f"{name}.java", *arguments])

    def _run(self, command: list[object], **environment: str) -> None:
        told = subprocess.run(
            [str(each) for each in command],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if told.returncode:
            raise RuntimeError(f"{command[0]}: {told.stdout}{told.stderr}")


def pyhanko(
    source: Path, target: Path, who: Person, crls: list[bytes], stamper: object, *, lta: bool
) -> None:
    """Stock pyHanko: PAdES B-B, or B-LTA with what a later check needs."""
    pem = [who.certificate_file, who.chain_file]
    signer = signers.SimpleSigner.load(who.key_file, pem[0], ca_chain_files=[pem[1]])
    assert signer is not None
    roots = [each for each in signer.cert_registry if each.issuer == each.subject]
    terms = signers.PdfSignatureMetadata(
        field_name="Signature1",
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        embed_validation_info=lta,
        use_pades_lta=lta,
        validation_context=ValidationContext(
            trust_roots=roots,
            other_certs=list(signer.cert_registry),
            crls=crls,
            revocation_mode="hard-fail",
        )
        if lta
        else None,
    )
    assert isinstance(signer.cert_registry, SimpleCertificateStore)
    with source.open("rb") as given, target.open("wb") as out:
        signers.sign_pdf(
            IncrementalPdfFileWriter(given), terms, signer, timestamper=stamper, output=out
        )


def stamper(address: str) -> timestamps.HTTPTimeStamper:
    """Whoever time-stamps for pyHanko."""
    return timestamps.HTTPTimeStamper(address)
