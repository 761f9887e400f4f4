"""Gives every test process its own data folder, before the settings are read."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="docflow-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
(DATA / "static").mkdir()
os.environ["DOCFLOW_DATA"] = str(DATA)
os.environ.setdefault("DOCFLOW_TRUST", "sandbox")
os.environ.setdefault("DOCFLOW_LANGUAGE", "en")
