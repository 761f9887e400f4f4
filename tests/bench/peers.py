"""The same signature by others: stock pyHanko, pyHanko tuned, and the bare key."""

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import TextStampStyle

from signing.lettering import FACES, FOLDER
from tests.bench.bureau import Bureau

ROOM = 40_000  # hexadecimal digits the tuned one reserves, so that nothing is estimated


class PyHanko:
    """pyHanko used as its documentation shows: a signer and a time-stamper made once.

    `tuned` holds the key open instead of loading it for each signature, and reserves room instead
    of signing once more to learn how much is needed.
    """

    def __init__(self, bureau: Bureau, name: str, *, stamped: bool, tuned: bool = False) -> None:
        self.signer: Signer = bureau.key(name) if tuned else _from_files(bureau, name)
        self.stamper = HTTPTimeStamper(bureau.tsa_url) if stamped else None
        self.room = ROOM if tuned else None
        self.field = name.capitalize()
        font = FOLDER / FACES["Regular"]
        letters = TextBoxStyle(font=GlyphAccumulatorFactory(str(font)), font_size=9)
        text = "Ký số bởi\n%(signer)s\n%(ts)s"
        self.style = TextStampStyle(stamp_text=text, text_box_style=letters)
        self.box = (300, 100, 476, 154) if name == "leader" else (100, 100, 276, 154)

    def sign(self, source: Path, target: Path) -> None:
        """A visible PAdES signature into a new field."""
        metadata = PdfSignatureMetadata(
            field_name=self.field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        signer = PdfSigner(
            metadata,
            self.signer,
            timestamper=self.stamper,
            stamp_style=self.style,
            new_field_spec=SigFieldSpec(self.field, on_page=0, box=self.box),
        )
        with source.open("rb") as stream, target.open("w+b") as output:
            writer = IncrementalPdfFileWriter(stream, strict=False)
            signer.sign_pdf(writer, output=output, bytes_reserved=self.room)


def bare(bureau: Bureau, source: Path) -> None:
    """The floor: SHA-256 of the file and one RSA-2048 signature, nothing else."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    _private(bureau).sign(digest, padding.PKCS1v15(), hashes.SHA256())


_keys: dict[Path, object] = {}


def _private(bureau: Bureau) -> object:
    if bureau.folder not in _keys:
        content = bureau.file("leader.key").read_bytes()
        _keys[bureau.folder] = load_pem_private_key(content, password=None)
    return _keys[bureau.folder]


def _from_files(bureau: Bureau, name: str) -> SimpleSigner:
    chain = [bureau.sandbox.folder / f"{each}.pem" for each in ("issuing", "root")]
    loaded = SimpleSigner.load(
        str(bureau.file(f"{name}.key")),
        str(bureau.file(f"{name}.pem")),
        ca_chain_files=[str(path) for path in chain],
    )
    assert loaded
    return loaded
