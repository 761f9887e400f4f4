"""Mutations of PDF's written form: numbers, names, tables, ranges, values, whole objects."""

import re
from random import Random

from tests.fuzz.bytes_changed import replaced

_OBJECT = re.compile(rb"(?<!\d)(\d{1,6}) (\d) obj\b.*?\bendobj", re.DOTALL)
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_RANGE = re.compile(rb"/ByteRange\s*\[([\d ]+)\]")
_VALUE = re.compile(rb"/Contents\s*<([0-9a-fA-F]{1000,})>")
_NAME = re.compile(rb"/[A-Za-z]{2,20}")
_NUMBER = re.compile(rb"(?<![0-9A-Fa-f])\d{1,7}(?![0-9A-Fa-f])")


def change_a_number(content: bytes, chance: Random) -> bytes:
    """One written number becomes another of the same length."""
    found = chance.choice(list(_NUMBER.finditer(content)))
    digits = b"".join(b"%d" % chance.randrange(10) for _ in found.group())
    return replaced(content, found.start(), digits)


def change_a_name(content: bytes, chance: Random) -> bytes:
    """One name becomes another one that stands in the file."""
    names = list(_NAME.finditer(content))
    found, other = chance.sample(names, 2)
    return content[: found.start()] + other.group() + content[found.end() :]


def change_a_table_entry(content: bytes, chance: Random) -> bytes:
    """An entry of a cross-reference table leads elsewhere, or an object becomes free."""
    entries = list(_ENTRY.finditer(content))
    if not entries:
        return change_the_start(content, chance)
    found, other = chance.choice(entries), chance.choice(entries)
    changed = chance.choice(
        (
            other.group(),
            b"%010d %s n" % (chance.randrange(len(content)), found.group(2)),
            found.group()[:-1] + (b"f" if found.group(3) == b"n" else b"n"),
            b"%s %05d n" % (found.group(1), chance.randrange(9)),
        )
    )
    return replaced(content, found.start(), changed)


def change_the_start(content: bytes, chance: Random) -> bytes:
    """`startxref` or `/Prev` leads elsewhere."""
    pointers = list(re.finditer(rb"(?:startxref\s+|/Prev )(\d+)", content))
    found = chance.choice(pointers)
    others = [each.group(1) for each in pointers] + [b"%d" % chance.randrange(len(content))]
    new = chance.choice(others)
    return content[: found.start(1)] + new + content[found.end(1) :]


def change_a_range(content: bytes, chance: Random) -> bytes:
    """A signature claims to cover other bytes."""
    found = chance.choice(list(_RANGE.finditer(content)))
    numbers = [int(number) for number in found.group(1).split()]
    place = chance.randrange(4)
    numbers[place] += chance.choice((-1, 1, -2, 2, -16, 16, 1000, -numbers[place]))
    if chance.random() < 0.3:
        numbers[1:3] = numbers[2:0:-1]
    new = b"/ByteRange [" + b" ".join(b"%d" % max(each, 0) for each in numbers) + b"]"
    return replaced(content, found.start(), new.ljust(len(found.group()))[: len(found.group())])


def change_a_value(content: bytes, chance: Random) -> bytes:
    """A signature's value is spelt or filled otherwise, or is that of another signature."""
    values = list(_VALUE.finditer(content))
    found, other = chance.choice(values), chance.choice(values)
    value = found.group(1)
    at = chance.randrange(len(value))
    digit = b"%x" % ((int(value[at : at + 1], 16) + chance.randint(1, 15)) % 16)
    changed = chance.choice(
        (
            replaced(value, at, digit),
            replaced(value, at, digit),
            replaced(value, at, value[at : at + 1].swapcase()),
            value.swapcase(),
            replaced(value, len(value) - 2, b"01"),
            replaced(value, at, b" "),
            other.group(1)[: len(value)].ljust(len(value), b"0"),
            b"0" * len(value),
            value[: at // 2 * 2] + b">",
        )
    )
    return replaced(content, found.start(1), changed)


def change_inside_a_value(content: bytes, chance: Random) -> bytes:
    """A few bytes of the newest signature's CMS change: what no other signature covers."""
    found = list(_VALUE.finditer(content))[-1]
    value = bytearray.fromhex(found.group(1).decode())
    end = len(value.rstrip(b"\0"))
    for _ in range(chance.randint(1, 3)):
        value[chance.randrange(end)] = chance.randrange(256)
    return replaced(content, found.start(1), value.hex().upper().encode())


def change_an_object(content: bytes, chance: Random) -> bytes:
    """Inside one object a number, a name or some letters change; its length stays."""
    found = chance.choice(list(_OBJECT.finditer(content)))
    at = chance.randrange(found.start(), found.end() - 4)
    new = chance.choice((b"null", b"true", b"<<>>", b"[]", b"()", b"1 0 R", b"0", b"/V", b"/Sig"))
    return replaced(content, at, new)


def double_an_object(content: bytes, chance: Random) -> bytes:
    """An object stands a second time, changed, before or after the first, in no table."""
    found = chance.choice(list(_OBJECT.finditer(content)))
    twin = change_a_number(found.group(), chance)
    at = chance.choice((found.start(), found.end() + 1, len(content)))
    return content[:at] + twin + b"\n" + content[at:]


def swap_objects(content: bytes, chance: Random) -> bytes:
    """Two objects change numbers."""
    first, second = chance.sample(list(_OBJECT.finditer(content)), 2)
    changed = content
    for found, number in ((first, second.group(1)), (second, first.group(1))):
        width = found.end(1) - found.start(1)
        changed = replaced(changed, found.start(1), number[:width].rjust(width))
    return changed


def append_a_changed_object(content: bytes, chance: Random) -> bytes:
    """A revision by hand: a valid table that puts a changed object in the place of another."""
    found = chance.choice(list(_OBJECT.finditer(content)))
    other = chance.choice(list(_OBJECT.finditer(content)))
    body = chance.choice((change_a_number(found.group(), chance), found.group()))
    if chance.random() < 0.3:
        body = body.replace(found.group(1), other.group(1), 1)
    return content + _revision(content, body, len(content))


def drop_a_revision(content: bytes, chance: Random) -> bytes:
    """One revision is missing, or two stand in the other order."""
    ends = [found.end() for found in re.finditer(rb"%%EOF[\r\n]{0,2}", content)]
    parts = [content[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    first, second = chance.sample(range(len(parts)), 2)
    if chance.random() < 0.5:
        del parts[first]
    else:
        parts[first], parts[second] = parts[second], parts[first]
    return b"".join(parts)


def _revision(content: bytes, body: bytes, offset: int) -> bytes:
    number = int(re.match(rb"\d+", body).group())  # type: ignore[union-attr]
    previous = re.findall(rb"startxref\s+(\d+)", content)[-1]
    root = re.findall(rb"/Root (\d+ \d+ R)", content)[-1]
    table = offset + len(body) + 2
    return b"\n".join(
        (
            b"",
            body,
            b"xref",
            b"%d 1" % number,
            b"%010d 00000 n " % (offset + 1),
            b"trailer << /Size 9999 /Root %s /Prev %s >>" % (root, previous),
            b"startxref",
            b"%d" % table,
            b"%%EOF\n",
        )
    )


ALL = (
    change_a_number,
    change_a_name,
    change_a_table_entry,
    change_the_start,
    change_a_range,
    change_a_value,
    change_inside_a_value,
    change_inside_a_value,
    change_inside_a_value,
    change_an_object,
    double_an_object,
    swap_objects,
    append_a_changed_object,
    drop_a_revision,
)
