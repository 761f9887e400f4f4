"""sign_endesive.py IN OUT P12 PASSWORD TSA: one signature by endesive, a time-stamp with TSA."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from endesive.pdf import cms

source, target, p12, password, tsa = sys.argv[1:]
key, certificate, others = pkcs12.load_key_and_certificates(
    Path(p12).read_bytes(), password.encode()
)
facts = {
    "sigflags": 3,
    "sigpage": 0,
    "sigfield": "Signature1",
    "signaturebox": (330, 380, 530, 450),
    "signature": "Nguyen Van An",
    "location": "An Phu",
    "reason": "Ban hanh",
    "signingdate": datetime.now(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"),
}
content = Path(source).read_bytes()
signed = cms.sign(content, facts, key, certificate, others, "sha256", tspurl=tsa or None)
Path(target).write_bytes(content + signed)
