"""Gives every test process its own data folder and bucket, before the settings are read."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

DATA = Path(tempfile.mkdtemp(prefix="docflow-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
(DATA / "static").mkdir()
os.environ["DOCFLOW_DATA"] = str(DATA)
if "STORAGE_URL" in os.environ:
    address = urlsplit(os.environ["STORAGE_URL"])
    os.environ["STORAGE_URL"] = urlunsplit(address._replace(path=f"{address.path}-{os.getpid()}"))
os.environ.setdefault("DOCFLOW_TRUST", "sandbox")
os.environ.setdefault("DOCFLOW_LANGUAGE", "en")
