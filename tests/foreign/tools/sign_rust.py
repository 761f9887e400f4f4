"""sign_rust.py IN OUT P12 PASSWORD LEVEL TSA: one signature by the Rust engine of pdfsignerpy."""

import sys

import pdfsigner

source, target, p12, password, level, tsa = sys.argv[1:]
pdfsigner.sign_pdf(
    source,
    target,
    p12,
    password,
    level=level,
    tsa_url=tsa or None,
    reason="Ban hanh",
    signtext="Nguyen Van An",
    x=330,
    y=380,
)
