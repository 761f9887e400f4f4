"""Mutations that know nothing of PDF: bytes and blocks changed, moved, cut and added."""

from random import Random


def flip_a_bit(content: bytes, chance: Random) -> bytes:
    """One bit somewhere."""
    at = chance.randrange(len(content))
    return replaced(content, at, bytes([content[at] ^ (1 << chance.randrange(8))]))


def change_some_bytes(content: bytes, chance: Random) -> bytes:
    """Two to forty bytes anywhere."""
    changed = bytearray(content)
    for _ in range(chance.randint(2, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def change_a_space(content: bytes, chance: Random) -> bytes:
    """One white-space character for another: PDF readers take them for the same."""
    places = [at for at, byte in enumerate(content) if byte in b" \r\n\t"]
    return replaced(content, chance.choice(places), bytes([chance.choice(b" \r\n\t\x00\x0c%")]))


def swap_blocks(content: bytes, chance: Random) -> bytes:
    """Two blocks change places."""
    size = chance.choice((1, 8, 64, 1024))
    first, second = sorted(chance.sample(range(len(content) - size), 2))
    if second - first < size:
        return cut_a_block(content, chance)
    return b"".join(
        (
            content[:first],
            content[second : second + size],
            content[first + size : second],
            content[first : first + size],
            content[second + size :],
        )
    )


def cut_a_block(content: bytes, chance: Random) -> bytes:
    """A block is missing."""
    at, size = _block(content, chance)
    return content[:at] + content[at + size :]


def double_a_block(content: bytes, chance: Random) -> bytes:
    """A block stands twice, or again somewhere else."""
    at, size = _block(content, chance)
    where = chance.choice((at, chance.randrange(len(content)), len(content)))
    return content[:where] + content[at : at + size] + content[where:]


def blank_a_block(content: bytes, chance: Random) -> bytes:
    """A block is overwritten with one character."""
    at, size = _block(content, chance)
    return replaced(content, at, bytes([chance.choice(b"\x00 0f<%")]) * size)


def truncate(content: bytes, chance: Random) -> bytes:
    """The end is missing: anywhere, a few bytes, or back to the end of a revision."""
    ends = [at + 5 for at in _all(content, b"%%EOF")]
    end = chance.choice((chance.randrange(len(content)), len(content) - chance.randint(1, 9)))
    return content[: chance.choice([end, *ends])][: len(content) - 1]


def append(content: bytes, chance: Random) -> bytes:
    """Something follows the end."""
    tails = (b"\n", b"\r\n\r\n", b"\x00", b"%", b"\n%%EOF\n", b"startxref\n0\n%%EOF\n")
    random_tail = chance.randbytes(chance.randint(1, 5000))
    again = content[chance.choice(_all(content, b"%%EOF")) :]
    return content + chance.choice([*tails, random_tail, again, content, b" " * 5000])


def prepend(content: bytes, chance: Random) -> bytes:
    """Something stands before the beginning: all offsets shift."""
    return chance.choice((b"\n", b"\x00" * 10, b"%PDF-1.3\n", b"<html>", content)) + content


def replaced(content: bytes, at: int, new: bytes) -> bytes:
    """The content with as many bytes overwritten as `new` has."""
    return content[:at] + new + content[at + len(new) :]


def _block(content: bytes, chance: Random) -> tuple[int, int]:
    size = chance.choice((1, 2, 20, 200, 3000))
    return chance.randrange(max(len(content) - size, 1)), size


def _all(content: bytes, wanted: bytes) -> list[int]:
    found, at = [], content.find(wanted)
    while at >= 0:
        found.append(at)
        at = content.find(wanted, at + 1)
    return found


ALL = (
    flip_a_bit,
    change_some_bytes,
    change_a_space,
    swap_blocks,
    cut_a_block,
    double_a_block,
    blank_a_block,
    truncate,
    append,
    prepend,
)
