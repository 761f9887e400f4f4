"""Tokens of software: SoftHSM2 (Debian), each a folder that can be taken away like a card."""

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pkcs11 import Attribute, CertificateType, ObjectClass

from signing.keys.software import PrivateKey
from signing.keys.token import Place, certificates
from tests.servers.install import program


@dataclass(frozen=True)
class SoftHsm:
    """One module with a folder of tokens; the folder must be known before the module is loaded."""

    folder: Path

    @property
    def module(self) -> Path:
        return program("softhsm2")

    def begin(self) -> None:
        """Name the folder of tokens to every module this process loads."""
        (self.folder / "tokens").mkdir(parents=True)
        settings = self.folder / "softhsm2.conf"
        settings.write_text(
            f"directories.tokendir = {self.folder}/tokens\nobjectstore.backend = file\n"
            "log.level = ERROR\n"
        )
        os.environ["SOFTHSM2_CONF"] = str(settings)

    def token(self, private: PrivateKey, certificate: bytes, pin: str) -> Place:
        """A new token with this key and certificate in it, the key not to be taken out."""
        label, key = secrets.token_hex(8), secrets.token_hex(4)
        self._util("--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", pin)
        pem = self.folder / "key.pem"
        kind, lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        pem.write_bytes(private.private_bytes(serialization.Encoding.PEM, kind, lock))
        given = ("--token", label, "--label", label, "--id", key)
        self._util("--import", str(pem), *given, "--pin", pin)
        pem.unlink()
        self._put(certificate, label, bytes.fromhex(key), pin)
        return next(each.place for each in certificates(self.module) if each.token == label)

    def _put(self, certificate: bytes, label: str, key: bytes, pin: str) -> None:
        """The certificate beside its key, as the makers of cards do it."""
        parsed = x509.load_pem_x509_certificate(certificate)
        library = pkcs11.lib(str(self.module))
        library.reinitialize()
        with library.get_token(token_label=label).open(rw=True, user_pin=pin) as session:
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.PRIVATE: False,
                    Attribute.LABEL: label,
                    Attribute.ID: key,
                    Attribute.SUBJECT: parsed.subject.public_bytes(),
                    Attribute.VALUE: parsed.public_bytes(serialization.Encoding.DER),
                }
            )

    def take_out(self, place: Place) -> Path:
        """Take the token away; gives where it lies now."""
        for each in (self.folder / "tokens").iterdir():
            if place.serial.encode() in (each / "token.object").read_bytes():
                return Path(shutil.move(each, self.folder / each.name))
        raise LookupError(place.serial)

    def put_in(self, away: Path) -> None:
        """Put a token back."""
        shutil.move(away, self.folder / "tokens" / away.name)

    def _util(self, *words: str) -> None:
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
