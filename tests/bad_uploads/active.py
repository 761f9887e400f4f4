"""Files that do something, open something or fetch something."""

from collections.abc import Iterator

from tests.bad_uploads.writing import ACROFORM, Bad, added, document, packed, stream

SITE = b"http://127.0.0.1:00000"
"""Replaced by an address as long, where a listener waits."""
JS = b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:00000'\\)) >>"
RECT = b"/Rect [10 10 90 30]"
FILE = b"<< /Type /Filespec /F (run.exe) /EF << /F 11 0 R >> >>"
PROGRAM = stream(b"MZ\x90\x00 a program", b"/Type /EmbeddedFile")
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /F 4 " + RECT + b" %s >>"


def files() -> Iterator[Bad]:
    """Each with its name and its code."""
    for name, code, content in (*_scripts(), *_actions(), *_carried(), *_fetched()):
        yield Bad(name, code, content)


def _link(action: bytes, *, subtype: bytes = b"Link") -> bytes:
    mark = b"<< /Type /Annot /Subtype /%s /F 4 %s /A %s >>" % (subtype, RECT, action)
    return document(page=b"/Annots [10 0 R]", more={10: mark})


def _annotated(mark: bytes, more: dict[int, bytes] | None = None) -> bytes:
    return document(page=b"/Annots [10 0 R]", more={10: mark, **(more or {})})


def _scripts() -> Iterator[tuple[str, str, bytes]]:
    names = b"/Names << /JavaScript << /Names [(a) 10 0 R] >> >>"
    yield "script_in_names", "javascript", document(names, more={10: JS})
    yield "script_when_opened", "javascript", document(b"/OpenAction " + JS)
    yield "script_of_the_page", "javascript", document(page=b"/AA << /O " + JS + b" >>")
    field = FIELD % (b"/AA << /K " + JS + b" >>")
    yield "script_of_a_field", "javascript", document(ACROFORM, b"/Annots [10 0 R]", {10: field})
    mark = b"<< /Type /Annot /Subtype /Link " + RECT + b" /AA << /E " + JS + b" >> >>"
    yield "script_of_a_mark", "javascript", _annotated(mark)
    direct = b"/Annots [<< /Type /Annot /Subtype /Link " + RECT + b" /A " + JS + b" >>]"
    yield "script_of_a_mark_within_the_page", "javascript", document(page=direct)
    outline = {
        10: b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
        11: b"<< /Title (a) /Parent 10 0 R /A " + JS + b" >>",
    }
    yield "script_of_a_bookmark", "javascript", document(b"/Outlines 10 0 R", more=outline)
    yield (
        "script_in_a_stream",
        "javascript",
        document(
            b"/OpenAction << /S /JavaScript /JS 10 0 R >>", more={10: packed(b"app.alert(1)")}
        ),
    )
    yield (
        "script_spelt_in_numbers",
        "javascript",
        document(b"/OpenAction << /#53 /J#61vaScript /#4aS (1) >>"),
    )
    chain = b"<< /S /GoTo /D [3 0 R /Fit] /Next << /S /GoTo /D [3 0 R /Fit] /Next " + JS + b" >> >>"
    yield "script_behind_two_places", "javascript", _link(chain)
    yield "script_overwritten_since", "javascript", added(document(more={10: JS}), {10: b"null"})
    yield (
        "script_in_a_rendition",
        "javascript",
        _link(b"<< /S /Rendition /JS (1) /OP 0 >>", subtype=b"Screen"),
    )
    yield "script_in_packed_objects", "javascript", _in_packed_objects()


def _in_packed_objects() -> bytes:
    parts = {1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + JS + b" >>"}
    body = parts[1]
    held = b"1 0 " + body
    whole = document()
    head, rest = (
        whole[: whole.index(b"1 0 obj")],
        whole[whole.index(b"2 0 obj") : whole.index(b"xref\n")],
    )
    out = bytearray(head + rest)
    places = {number: out.index(b"%d 0 obj" % number) for number in (2, 3, 4, 5)}
    places[6] = len(out)
    out += b"6 0 obj\n" + packed(held, b"/Type /ObjStm /N 1 /First 4") + b"\nendobj\n"
    start = places[7] = len(out)
    rows = b"\0\0\0\0\xff" + b"\2" + (6).to_bytes(3, "big") + b"\0"
    rows += b"".join(b"\1" + places[number].to_bytes(3, "big") + b"\0" for number in range(2, 8))
    terms = b"/Type /XRef /W [1 3 1] /Size 8 /Root 1 0 R"
    out += b"7 0 obj\n" + packed(rows, terms) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _actions() -> Iterator[tuple[str, str, bytes]]:
    yield "prints_when_opened", "open_action", document(b"/OpenAction << /S /Named /N /Print >>")
    yield (
        "saves_by_itself",
        "additional_actions",
        document(b"/AA << /WS << /S /Named /N /SaveAs >> >>"),
    )
    for name, code, action in (
        ("starts_a_program", "launch", b"<< /S /Launch /F (/bin/sh) /NewWindow true >>"),
        ("starts_a_windows_program", "launch", b"<< /S /Launch /Win << /F (cmd.exe) /P (/c) >> >>"),
        (
            "sends_the_form",
            "submit_form",
            b"<< /S /SubmitForm /F << /FS /URL /F (http://127.0.0.1:00000) >> >>",
        ),
        ("takes_data_in", "import_data", b"<< /S /ImportData /F (http://127.0.0.1:00000/x.fdf) >>"),
        ("link_to_a_local_file", "dangerous_link", b"<< /S /URI /URI (file:///etc/passwd) >>"),
        (
            "link_that_is_a_script",
            "dangerous_link",
            b"<< /S /URI /URI (javascript:alert\\(1\\)) >>",
        ),
        ("link_to_a_share", "dangerous_link", b"<< /S /URI /URI (\\\\\\\\127.0.0.1\\\\x) >>"),
        ("opens_another_file", "remote_goto", b"<< /S /GoToR /F (x.pdf) /D [0 /Fit] >>"),
        ("opens_an_embedded_file", "remote_goto", b"<< /S /GoToE /D (d) /T << /R /C /N (a) >> >>"),
        ("follows_a_thread_elsewhere", "remote_goto", b"<< /S /Thread /F (x.pdf) /D 0 >>"),
        ("plays_a_sound", "rich_media", b"<< /S /Sound /Sound 11 0 R >>"),
        ("plays_a_film", "rich_media", b"<< /S /Movie /T (a) >>"),
        ("runs_rich_media", "rich_media", b"<< /S /RichMediaExecute /TA 10 0 R >>"),
        ("hides_parts", "other_action", b"<< /S /Hide /T (a) >>"),
        ("changes_layers", "other_action", b"<< /S /SetOCGState /State [/OFF 11 0 R] >>"),
        ("empties_the_form", "other_action", b"<< /S /ResetForm >>"),
    ):
        yield name, code, _link(action)


def _carried() -> Iterator[tuple[str, str, bytes]]:
    for name, subtype in (
        ("rich_media", b"RichMedia"),
        ("three_dimensions", b"3D"),
        ("film", b"Movie"),
        ("sound", b"Sound"),
        ("screen", b"Screen"),
    ):
        mark = b"<< /Type /Annot /Subtype /%s /F 4 %s >>" % (subtype, RECT)
        yield name, "rich_media", _annotated(mark)
    xfa = b"/AcroForm << /Fields [] /XFA 10 0 R >>"
    yield "xfa_form", "xfa", document(xfa, more={10: stream(b"<xdp:xdp/>")})
    embedded = b"/Names << /EmbeddedFiles << /Names [(a) 10 0 R] >> >>"
    yield "program_embedded", "embedded_file", document(embedded, more={10: FILE, 11: PROGRAM})
    mark = b"<< /Type /Annot /Subtype /FileAttachment /F 4 %s /FS 12 0 R >>" % RECT
    yield "program_pinned_to_a_page", "embedded_file", _annotated(mark, {12: FILE, 11: PROGRAM})
    yield (
        "program_associated",
        "embedded_file",
        document(b"/AF [10 0 R]", more={10: FILE, 11: PROGRAM}),
    )
    folder = b"/Collection << /View /T >> " + embedded
    yield "portfolio", "embedded_file", document(folder, more={10: FILE, 11: PROGRAM})


def _fetched() -> Iterator[tuple[str, str, bytes]]:
    outside = b"/F << /FS /URL /F (http://127.0.0.1:00000/page) >>"
    yield "content_from_elsewhere", "external_data", document(more={4: stream(b"", outside)})
    picture = b"/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    yield (
        "picture_from_elsewhere",
        "external_data",
        document(more={10: stream(b"", picture + outside)}),
    )
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
    other = form + b"/Ref << /F (http://127.0.0.1:00000/x.pdf) /Page 0 >>"
    yield "page_from_elsewhere", "external_data", document(more={10: stream(b"", other)})
    prints = (
        form + b"/OPI << /2.0 << /Type /OPI /Version 2.0 /F (http://127.0.0.1:00000/x.tif) >> >>"
    )
    yield "print_picture_from_elsewhere", "external_data", document(more={10: stream(b"", prints)})
    yield (
        "postscript",
        "postscript",
        document(more={10: stream(b"(x) run", b"/Type /XObject /Subtype /PS")}),
    )
