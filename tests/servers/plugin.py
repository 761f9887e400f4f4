"""A stand-in for the state's signing plug-in: its own process, a WebSocket, its faults by argument.

It takes a call as the path and its input as JSON, fetches the file, signs it whole in the field
that MetaData names, fills the texts named there, sends it to FileUploadHandler and answers.
"""

import argparse
import asyncio
import io
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from aiohttp import ClientSession, FormData, web
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds
PORT = free_port()
CALLS = {"vgca_sign_approved", "vgca_sign_issued", "vgca_sign_appendix", "vgca_sign_copy"}
FAULTS = (
    *("lost_callback", "wrong_file", "closed_window", "late", "twice", "another_after"),
    *("own_place", "draws_over", "wrong_number", "without_lock"),
)


@dataclass
class Plugin:
    """The plug-in, listening."""

    process: subprocess.Popen[str]
    port: int

    @classmethod
    def begin(cls, p12: Path, password: str, fault: str = "", port: int = 0) -> "Plugin":
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", "tests.servers.plugin", str(p12), password]
        process = subprocess.Popen(
            [*command, "--fault", fault, "--port", str(port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        found = re.search(r"\d+", process.stdout.readline())
        assert found, "it does not start"
        return cls(process, int(found[0]))

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)


def signed(content: bytes, asked: dict[str, Any], signer: signers.Signer, fault: str) -> bytes:
    """The file with one revision more, as the plug-in writes it."""
    told = {each["Key"]: each["Value"] for each in asked["MetaData"]}
    if fault == "wrong_file":
        with pikepdf.open(io.BytesIO(content)) as pdf:
            out = io.BytesIO()
            pdf.save(out)
            content = out.getvalue()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    for entry in writer.root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        text = told.get(f"Text:{field['/T']}")
        if text is not None:
            _fill(writer, field, "99/XX" if fault == "wrong_number" else text)
        if fault == "without_lock" and field["/T"] == told["SignatureField"]:
            del field["/Lock"]
            writer.update_container(field)
    if fault == "draws_over":
        stream = generic.StreamObject(stream_data=b"0 0 200 200 re f")
        writer.add_stream_to_page(0, writer.add_object(stream))
    name = "Plugin1" if fault == "own_place" else told["SignatureField"]
    metadata = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    out = signers.PdfSigner(metadata, signer).sign_pdf(writer)
    return bytes(out.getbuffer())


def _fill(writer: IncrementalPdfFileWriter, field: Any, text: str) -> None:
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    font = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Times-Roman"),
        }
    )
    fonts = generic.DictionaryObject({pdf_name("/F"): font})
    shown = text.encode("ascii", "replace").decode()
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(
                generic.FloatObject(edge) for edge in (0, 0, right - left, top - bottom)
            ),
            pdf_name("/Resources"): generic.DictionaryObject({pdf_name("/Font"): fonts}),
        },
        stream_data=f"BT /F 12 Tf 0 3 Td ({shown}) Tj ET".encode(),
    )
    field[pdf_name("/V")] = generic.TextStringObject(text)
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)})
    writer.update_container(field)


async def _carried_out(asked: dict[str, Any], signer: Any, fault: str) -> dict[str, Any] | None:
    """What the page is called back with; None: nothing."""
    if fault == "closed_window":
        return {"Status": 2, "Message": "The window was closed.", "FileServer": ""}
    async with ClientSession() as session:
        async with session.get(asked["FileName"]) as answer:
            if answer.status != 200:
                return {"Status": 1, "Message": f"No file: {answer.status}", "FileServer": ""}
            content = await answer.read()
        files = [await asyncio.to_thread(signed, content, asked, signer, fault)]
        if fault == "late":
            await asyncio.sleep(1)
        if fault == "twice":
            files *= 2
        if fault == "another_after":
            files.append(await asyncio.to_thread(signed, content, asked, signer, ""))
        told = [await _sent(session, asked, each) for each in files]
    if fault == "lost_callback":
        return None
    return {**told[-1], "Answers": told}


async def _sent(session: ClientSession, asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    form = FormData()
    form.add_field("uploadfile", content, filename="signed.pdf", content_type="application/pdf")
    async with session.post(asked["FileUploadHandler"], data=form) as answer:
        if answer.content_type != "application/json":
            return {"Status": 1, "Message": f"Not taken: {answer.status}"}
        return dict(await answer.json())


async def _serve(signer: Any, fault: str, port: int) -> None:
    async def called(request: web.Request) -> web.WebSocketResponse:
        if request.match_info["call"] not in CALLS:
            raise web.HTTPNotFound
        line = web.WebSocketResponse()
        await line.prepare(request)
        back = await _carried_out(await line.receive_json(), signer, fault)
        if back is not None:
            await line.send_json(back)
        await line.close()
        return line

    app = web.Application()
    app.router.add_get("/{call}", called)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("p12", type=Path)
    parser.add_argument("password")
    parser.add_argument("--fault", choices=["", *FAULTS], default="")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    key = signers.SimpleSigner.load_pkcs12(given.p12, passphrase=given.password.encode())
    asyncio.run(_serve(key, given.fault, given.port))
