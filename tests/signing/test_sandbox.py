"""The throwaway authority: it says what it is, and OpenSSL accepts what it makes."""

import stat
import subprocess
import threading
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509 import ocsp

from signing import sandbox as authority
from signing.errors import SandboxMissing
from signing.sandbox import Sandbox
from signing.sandbox_server import serve


def openssl(*arguments, cwd):
    command = [str(argument) for argument in ("openssl", *arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_every_certificate_says_it_is_not_trusted(sandbox):
    person = x509.load_pem_x509_certificate(sandbox.issue("An", "UBND xã An Phú")[1])

    for certificate in [person, *map(sandbox.certificate, ("root", "issuing", "tsa", "ocsp"))]:
        assert "NOT TRUSTED" in certificate.subject.rfc4514_string()
        assert "NOT TRUSTED" in certificate.issuer.rfc4514_string()


def test_private_keys_are_for_their_owner_only(sandbox):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in sandbox.folder.glob("*.key")}

    assert modes == {0o600}


def test_creating_twice_keeps_the_first(sandbox):
    again = authority.create(sandbox.folder)

    assert again.root_pem == sandbox.root_pem


def test_opening_an_empty_folder_says_what_to_do(tmp_path):
    with pytest.raises(SandboxMissing, match="create one first"):
        Sandbox.open(tmp_path)


def test_openssl_accepts_the_chain_and_the_lists(sandbox, tmp_path):
    (tmp_path / "an.pem").write_bytes(sandbox.issue("Nguyễn Văn An", "UBND xã An Phú")[1])
    for name, crl in zip(("root", "issuing"), sandbox.crls(), strict=True):
        (tmp_path / f"{name}.crl").write_bytes(crl)
        openssl("crl", "-inform", "DER", "-in", f"{name}.crl", "-out", f"{name}.p", cwd=tmp_path)
    both = (tmp_path / "root.p").read_bytes() + (tmp_path / "issuing.p").read_bytes()
    (tmp_path / "both.pem").write_bytes(both)
    folder = sandbox.folder

    told = openssl(
        *("verify", "-crl_check_all", "-CRLfile", "both.pem", "-CAfile", folder / "root.pem"),
        *("-untrusted", folder / "issuing.pem", "an.pem"),
        cwd=tmp_path,
    )

    assert told.returncode == 0, told.stderr


def test_a_revoked_certificate_is_in_the_next_list_and_in_ocsp(tmp_path):
    own = authority.create(tmp_path / "own")
    good, bad = own.issue("Good", "Unit")[1], own.issue("Bad", "Unit")[1]
    before = own.crls()[1]
    when = datetime.now(UTC) - timedelta(days=1)

    own.revoke(bad, when)

    serial = x509.load_pem_x509_certificate(bad).serial_number
    assert x509.load_der_x509_crl(before).get_revoked_certificate_by_serial_number(serial) is None
    [entry] = x509.load_der_x509_crl(own.crls()[1])
    assert entry.serial_number == serial
    assert [status(own, pem) for pem in (good, bad)] == ["GOOD", "REVOKED"]


def status(own, pem):
    from cryptography.hazmat.primitives import hashes, serialization

    certificate = x509.load_pem_x509_certificate(pem)
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, own.issuing, hashes.SHA1())
    answer = own.ocsp(request.build().public_bytes(serialization.Encoding.DER))
    return ocsp.load_der_ocsp_response(answer).certificate_status.name


def test_lists_are_kept_while_fresh_and_renewed_when_stale(tmp_path):
    moment = [datetime(2026, 11, 1, tzinfo=UTC)]
    own = authority.create(tmp_path, clock=lambda: moment[0])
    first = own.crls()

    moment[0] += timedelta(days=1)
    second = own.crls()
    moment[0] += timedelta(days=10)
    third = own.crls()

    assert second == first
    assert x509.load_der_x509_crl(third[1]).last_update_utc == moment[0]


def test_the_server_serves_lists_and_the_issuing_certificate(sandbox):
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"

    got = [
        urllib.request.urlopen(f"{address}/{name}").read()
        for name in ("root.crl", "issuing.crl", "issuing.crt")
    ]

    server.shutdown()
    server.server_close()
    assert got[:2] == sandbox.crls()
    assert x509.load_der_x509_certificate(got[2]) == sandbox.issuing


def test_openssl_asks_the_servers_ocsp(sandbox, tmp_path):
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "an.pem").write_bytes(sandbox.issue("Nguyễn Văn An", "UBND xã An Phú")[1])
    folder = sandbox.folder

    told = openssl(
        *("ocsp", "-issuer", folder / "issuing.pem", "-cert", "an.pem"),
        *("-CAfile", folder / "root.pem", "-verify_other", folder / "issuing.pem"),
        *("-url", f"http://127.0.0.1:{server.server_port}/ocsp"),
        cwd=tmp_path,
    )

    server.shutdown()
    server.server_close()
    assert "an.pem: good" in told.stdout, told.stderr
    assert "Response verify OK" in told.stderr
