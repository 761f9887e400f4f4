"""The limited child in which untrusted files are read.

A warm parent has everything imported and forks one child per file: six seconds of work within
45 of the clock, 512 MB of address space, no network, no writing. The file comes in as an open
descriptor. Whatever happens in the child, its parent lives and the asker gets an answer.
"""

import atexit
import ctypes
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

SECONDS = 6  # of work; with the start of a command around it (two), an answer comes within ten
PATIENCE = 45  # seconds of the clock: on a busy machine a good file waits for its turn
MEMORY = 512 * 1024 * 1024  # bytes of address space
LARGEST_ANSWER = 128 * 1024 * 1024  # bytes
_HEADER = struct.Struct(">Q")
_FINE, _FAULT = b"+", b"-"


_LIMITS = {
    "timeout": "The file takes too long to read; save it as PDF again.",
    "killed": "The file takes too much time to read; save it as PDF again.",
    "memory": "The file takes too much memory to read; save it as PDF again.",
    "nesting": "The file is nested too deeply; save it as PDF again.",
}


class ChildFailed(Exception):
    """The child gave no answer; `reason` is a code: timeout, memory, killed, or an error's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _LIMITS.get(reason, f"The file could not be read within its limits ({reason}).")
        )
        self.reason = reason


def run(task: str, path: Path, **arguments: Any) -> Any:
    """Do a named task of `signing.child_tasks` on a file in a limited child; gives its result.

    ChildFailed when the child runs out of time or memory, is killed, or the task fails.
    """
    with path.open("rb") as file:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                _nursery().send(theirs.fileno(), file.fileno())
            return _asked(ours, pickle.dumps((task, arguments)))


def _asked(line: socket.socket, request: bytes) -> Any:
    line.settimeout(PATIENCE + 1)
    try:
        line.sendall(_HEADER.pack(len(request)) + request)
        answer = _all_of(line)
    except TimeoutError:
        raise ChildFailed("timeout") from None
    except OSError:
        raise ChildFailed("killed") from None
    if answer[:1] == _FINE:
        return pickle_free(answer[1:])
    if answer[:1] == _FAULT:
        raise ChildFailed(answer[1:].decode(errors="replace"))
    raise ChildFailed("killed")


def pickle_free(answer: bytes) -> Any:
    """The answer as text or bytes: a child is not trusted, so nothing it says is unpickled."""
    kind, content = answer[:1], answer[1:]
    return content if kind == b"b" else content.decode()


def _all_of(line: socket.socket) -> bytes:
    parts, length = [], 0
    while chunk := line.recv(1 << 20):
        parts.append(chunk)
        length += len(chunk)
        if length > LARGEST_ANSWER:
            raise ChildFailed("answer_too_large")
    return b"".join(parts)


class _Nursery:
    """The warm parent process, as seen from the process that asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        self._control = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "signing.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=Path(__file__).resolve().parent.parent,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
            )

    def send(self, *descriptors: int) -> None:
        with self._lock:
            socket.send_fds(self._control, [b"x"], list(descriptors))

    def lives(self) -> bool:
        return self._process.poll() is None

    def forget(self) -> None:
        """Let go of a warm parent that is dead, or that belongs to the process forked from."""
        self._control.close()
        self._process.returncode = self._process.poll() or 0

    def close(self) -> None:
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)


_nurseries: dict[int, _Nursery] = {}
_making = threading.Lock()


def _nursery() -> _Nursery:
    """One warm parent per process; a forked worker gets its own, a dead one is replaced."""
    with _making:
        nursery = _nurseries.get(os.getpid())
        if nursery is None or not nursery.lives():
            for old in _nurseries.values():
                old.forget()
            _nurseries.clear()
            nursery = _nurseries[os.getpid()] = _Nursery()
        return nursery


def warm_up() -> None:
    """Start the warm parent now rather than at the first file."""
    _nursery()


def close() -> None:
    """End this process's warm parent."""
    nursery = _nurseries.pop(os.getpid(), None)
    if nursery:
        nursery.close()


atexit.register(close)


def _serve(control: socket.socket, task: Callable[..., bytes | str]) -> None:
    """The warm parent's life: fork a child for each pair of descriptors that comes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        word, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not word:
            return
        if os.fork() == 0:
            control.close()
            _live(descriptors[0], descriptors[1], task)
        for descriptor in descriptors:
            os.close(descriptor)


def _live(line_number: int, file_number: int, task: Callable[..., bytes | str]) -> None:
    """The child's life: limits first, then the task, then the answer; it never returns."""
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    code = 1
    with suppress(BaseException):
        line = socket.socket(fileno=line_number)
        length = _HEADER.unpack(_exactly(line, _HEADER.size))[0]
        name, arguments = pickle.loads(_exactly(line, length))  # noqa: S301 - from our own parent
        _close_all_but(line_number, file_number)
        confine()
        line.sendall(_answer(task, name, file_number, arguments))
        code = 0
    os._exit(code)


def _answer(
    task: Callable[..., bytes | str], name: str, file_number: int, arguments: dict[str, Any]
) -> bytes:
    try:
        with os.fdopen(file_number, "rb", closefd=False) as file:
            answer = task(name, file, **arguments)
    except MemoryError:
        return _FAULT + b"memory"
    except RecursionError:
        return _FAULT + b"nesting"
    except Exception as error:
        return _FAULT + type(error).__name__.encode()
    if isinstance(answer, bytes):
        return _FINE + b"b" + answer
    return _FINE + b"t" + answer.encode()


def _exactly(line: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        chunk = line.recv(min(length - len(content), 1 << 20))
        if not chunk:
            raise EOFError
        content += chunk
    return bytes(content)


def _close_all_but(*kept: int) -> None:
    """Leave the child its line, its file and the standard streams, nothing else."""
    for descriptor in sorted(int(name) for name in os.listdir("/proc/self/fd")):
        if descriptor > 2 and descriptor not in kept:
            with suppress(OSError):
                os.close(descriptor)


def confine() -> None:
    """Take from this process memory, time, network, files to write and programs to start."""
    import resource

    from signing import seccomp

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seccomp.forbid()


def _main(descriptor: int) -> None:
    from signing import child_tasks

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: end with the asker
    _serve(socket.socket(fileno=descriptor), child_tasks.do)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
