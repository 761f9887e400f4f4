"""The file of a copy: the pages of the original written anew, before the agency signs it."""

import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from docflow.copies.conditions import must_be_sharp
from docflow.documents.models import Version
from docflow.errors import Refused
from docflow.incoming.handing_out import sizes, unavailable
from docflow.signatures.intake import File
from docflow.signatures.signing_words import told
from signing.child import ChildFailed
from signing.errors import UnreadablePdf
from signing.plain_copy import coarse_pages, make_plain
from signing.upload import look
from storage import blobs
from storage.errors import StoreError


def page_count(version: Version) -> int:
    """How many pages the file has; 0 where it cannot be read."""
    return len(sizes(version))


def rendition(version: Version, pages: tuple[int, ...] = (), scan: File | None = None) -> File:
    """Make and store the file of a copy: of a new scan, where one is given, of its paper.

    Made outside any transaction: it asks the store and the limited child. Raises Refused
    `scan_too_coarse`, `not_copied`, `file_unavailable`.
    """
    source = scan.digest if scan else version.digest
    try:
        with blobs.local_path(source) as path, tempfile.TemporaryDirectory() as folder:
            if version.role == Version.Role.SCAN:
                must_be_sharp(coarse_pages(path))
            target = Path(folder) / "copy.pdf"
            make_plain(path, target, pages)
            seen = look(target)
            stored = blobs.put(target)
    except (UnreadablePdf, ChildFailed) as failure:
        raise Refused(
            "not_copied", _("The copy was not made: %(reason)s"), reason=told(str(failure))
        ) from failure
    except StoreError as error:
        raise unavailable() from error
    facts: dict[str, Any] = {"pdf_version": seen.pdf_version, "pages_mm": seen.pages_mm}
    return File(stored.digest, stored.size, "", facts)
