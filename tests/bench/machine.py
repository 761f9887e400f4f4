"""Which machine and which versions a run was made on."""

import os
import platform
import ssl
import sys
from importlib.metadata import version

from cryptography.hazmat.backends.openssl import backend

PACKAGES = ("pyHanko", "cryptography", "Django", "celery", "psycopg", "minio")


def facts() -> dict[str, str]:
    """Processor, cores, memory, load, and what is installed."""
    installed = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores, {_memory()}",
        "Load when the run began": f"{os.getloadavg()[0]:.2f}",
        "System": f"{platform.system()} {platform.release()}, Python {sys.version.split()[0]} "
        f"({'the distribution’s' if sys.base_prefix == '/usr' else 'another build'})",
        "Packages": f"{installed}; {backend.openssl_version_text()}",
        "System OpenSSL": ssl.OPENSSL_VERSION,
    }


def _processor() -> str:
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / 2**30:.0f} GiB"
