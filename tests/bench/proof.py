"""Whether what was measured is valid: by our check, by pyHanko and by openssl."""

import hashlib
import re
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from signing.check import Registered, check
from tests.bench.bureau import Bureau

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)")
_OPENSSL = "openssl cms -verify -binary -purpose any -inform DER -in cms.der -out /dev/null"


@dataclass(frozen=True)
class Proven:
    """How many signatures there are, and what three programs say of them."""

    signatures: int
    ours: str
    pyhanko: int
    openssl: int

    @property
    def holds(self) -> bool:
        """Whether all three agree that every signature is valid."""
        return self.ours == "TOTAL_PASSED" and self.signatures == self.pyhanko == self.openssl > 0

    def told(self) -> str:
        """One line."""
        return f"ours {self.ours}, pyHanko {self.pyhanko} and openssl {self.openssl} valid"


def prove(bureau: Bureau, path: Path) -> Proven:
    """Ask all three."""
    content = path.read_bytes()
    ranges = [tuple(map(int, found)) for found in _RANGE.findall(content)]
    registered = Registered(_digest(path), waiting_for=("Seal",))
    anchors = [bureau.sandbox.root_pem]
    crls = bureau.sandbox.crls()
    ours = check(path, anchors=anchors, crls=crls, registered=registered)
    return Proven(
        len(ranges),
        str(ours.indication),
        pyhanko_validates(bureau, path),
        sum(_openssl(bureau, content, numbers) for numbers in ranges),
    )


def pyhanko_validates(bureau: Bureau, path: Path) -> int:
    """How many signatures pyHanko's own validation accepts, revocation and changes included."""
    root = x509.Certificate.load(pem.unarmor(bureau.sandbox.root_pem)[2])
    accepted = 0
    with path.open("rb") as stream:
        for each in PdfFileReader(stream, strict=False).embedded_signatures:
            context = ValidationContext(
                trust_roots=[root],
                crls=bureau.sandbox.crls(),
                revocation_mode="hard-fail",
                moment=datetime.now(UTC),
            )
            accepted += validate_pdf_signature(each, context).bottom_line
    return accepted


def _openssl(bureau: Bureau, content: bytes, numbers: tuple[int, ...]) -> bool:
    first, length, second, rest = numbers
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        signed = content[first : first + length] + content[second : second + rest]
        (here / "signed").write_bytes(signed)
        value = bytes.fromhex(content[length + 1 : second - 1].decode())
        (here / "cms.der").write_bytes(value)
        root = bureau.sandbox.folder / "root.pem"
        command = [*_OPENSSL.split(), "-CAfile", str(root), "-content", "signed"]
        return subprocess.run(command, cwd=here, capture_output=True, check=False).returncode == 0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
