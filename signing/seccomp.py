"""Forbid a process new sockets, programs and files to write, by a kernel filter (seccomp)."""

import ctypes
import errno
import platform
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # prctl(2)
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # classic BPF instructions
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32  # offsets in struct seccomp_data
_UNIX, _IO_URING = 1, 425  # a family of sockets, a call
_WRITES = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC

# Numbers of: socket, connect, bind, listen, execve, execveat, ptrace, kill, tkill, tgkill,
# unlink, rename, mkdir, rmdir, link, symlink, chmod, truncate and their newer forms.
_X86_64 = """
    41 42 49 50 59 322 101 62 200 234 87 263 82 264 316 83 258 84 86 265 88 266 90 91 268 76 85
    133 259 425 437 272 165 310 311
"""
_AARCH64 = """
    198 203 200 201 221 281 117 129 130 131 35 38 276 34 37 36 52 53 45 33 425 437 97 40 270 271
"""
_TABLES = {
    "x86_64": (0xC000003E, _X86_64, {2: _SECOND, 257: _THIRD}),
    "aarch64": (0xC00000B7, _AARCH64, {56: _THIRD}),
}


def forbid() -> bool:
    """Put the filter in place for good; False where this machine has no table or no seccomp."""
    table = _TABLES.get(platform.machine())
    if table is None:
        return False
    return _put(_program(*table))


def forbid_network() -> bool:
    """Refuse every new socket that is not between processes of this machine; for good."""
    table = _TABLES.get(platform.machine())
    if table is None:
        return False
    architecture, refused, _ = table
    return _put(_without_network(architecture, int(refused.split()[0])))


def _put(program: list[bytes]) -> bool:
    code = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, header, 0, 0) == 0)


def _program(architecture: int, refused: str, opens: dict[int, int]) -> list[bytes]:
    """Another architecture is killed, refused calls give EACCES, opening is for reading only."""
    code = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    for number in map(int, refused.split()):
        code += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE)]
    for number, offset in opens.items():
        code += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, offset),
            _step(_ANY_BIT, _WRITES, 0, 1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return [*code, _step(_RETURN, _ALLOW)]


def _without_network(architecture: int, socket: int) -> list[bytes]:
    """Sockets of another family than Unix give EACCES, and so does io_uring."""
    return [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
        _step(_EQUAL, _IO_URING, 3, 0),
        _step(_EQUAL, socket, 0, 3),
        _step(_LOAD, _FIRST),
        _step(_EQUAL, _UNIX, 1, 0),
        _step(_RETURN, _REFUSE),
        _step(_RETURN, _ALLOW),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
