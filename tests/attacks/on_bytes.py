"""Attacks on signature values and byte ranges, incremental saving, signature wrapping."""

import re
from collections.abc import Callable, Sequence

from tests.attacks.signed_files import (
    RANGE,
    VALUE,
    SignedFiles,
    by_hand,
    last,
    overwritten,
    rewritten,
)

PAGE_TEXT = b"q 1 g 60 560 480 120 re f 0 g BT /F1 13 Tf 85 600 Td (Doi so) Tj ET Q"


def value_missing(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(VALUE, files.sealed), b"")


def value_null(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(VALUE, files.sealed), b"/Contents null")


def value_empty(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(VALUE, files.sealed), b"/Contents <>")


def value_zero(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(VALUE, files.sealed), b"/Contents <00>")


def value_all_zeros(files: SignedFiles) -> bytes:
    return rewritten(files.sealed, lambda value: value.__setitem__(slice(None), bytes(len(value))))


def value_a_number(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(VALUE, files.sealed), b"/Contents 0")


def range_missing(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(RANGE, files.sealed), b"")


def range_null(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(RANGE, files.sealed), b"/ByteRange null")


def range_empty(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(RANGE, files.sealed), b"/ByteRange []")


def range_of_words(files: SignedFiles) -> bytes:
    return overwritten(files.sealed, last(RANGE, files.sealed), b"/ByteRange [/a /b /c /d]")


def range_of_two_numbers(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first))


def range_negative(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first, -1, rest))


def range_of_the_whole_file(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, second + rest, second + rest, 0))


def range_beyond_the_file(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first, second, rest + 9))


def range_overlapping(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, second + 9, second, rest))


def range_with_a_gap(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first - 8, second, rest))


def range_with_a_gap_behind(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first, second + 8, rest - 8))


def range_not_from_the_start(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (1, first - 1, second, rest))


def range_short_of_the_end(files: SignedFiles) -> bytes:
    return _ranged(files, lambda first, second, rest: (0, first, second, rest - 3))


def bytes_behind_the_end(files: SignedFiles) -> bytes:
    return files.sealed + b"% and what is more\n"


def line_end_behind_the_end(files: SignedFiles) -> bytes:
    return files.sealed + b"\n"


def zip_behind_the_end(files: SignedFiles) -> bytes:
    return files.sealed + b"PK\x05\x06" + bytes(18)


def page_before_the_beginning(files: SignedFiles) -> bytes:
    return b"<html><script>1</script>\n" + files.sealed


def saved_with_table_and_trailer(files: SignedFiles) -> bytes:
    return by_hand(files.sealed, _other_page(files))


def saved_with_trailer_alone(files: SignedFiles) -> bytes:
    return by_hand(files.sealed, _other_page(files), table=False)


def saved_without_trailer(files: SignedFiles) -> bytes:
    return by_hand(files.sealed, _other_page(files), end=False)


def saved_with_the_signature_again(files: SignedFiles) -> bytes:
    number, body = _signature_object(files.sealed)
    return by_hand(files.sealed, _other_page(files) | {number: body}, end=False)


def saved_with_the_signature_and_a_table(files: SignedFiles) -> bytes:
    number, body = _signature_object(files.sealed)
    return by_hand(files.sealed, _other_page(files) | {number: body})


def wrapped(files: SignedFiles) -> bytes:
    """The second signed part moved back; its own table's place taken by one of the attacker's."""
    content = files.sealed
    found = last(RANGE, content)
    first, second, rest = (int(number) for number in found[1].split()[1:])
    number, body = _signature_object(content)
    table = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    previous = re.findall(rb"/Prev (\d+)", content)[-1]
    root = re.findall(rb"/Root (\d+ \d+ R)", content)[-1]
    signature = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    page, drawn = next(iter(_other_page(files).items()))
    other = b"%d 0 obj\n%s\nendobj\n" % (page, drawn)
    ours = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (
        page,
        second,
        number,
        table + 512,
    )
    ours += b"trailer\n<< /Size 999 /Root %s /Prev %s >>\n" % (root, previous)
    inserted = other.ljust(table - second) + ours.ljust(512) + signature
    moved = second + len(inserted)
    told = b"/ByteRange [0 %d %d %d]" % (first, moved, rest)
    inserted = RANGE.sub(told.ljust(found.end() - found.start()), inserted, count=1)
    return content[:second] + inserted.ljust(moved - second) + content[second:]


def value_of_the_other_signature(files: SignedFiles) -> bytes:
    values = list(VALUE.finditer(files.sealed))
    spelt = values[0][1][: len(values[-1][1])].ljust(len(values[-1][1]), b"0")
    content, place = files.sealed, values[-1]
    return content[: place.start(1)] + spelt + content[place.end(1) :]


def room_behind_the_value_filled(files: SignedFiles) -> bytes:
    return rewritten(files.sealed, lambda value: value.__setitem__(slice(-4, None), b"data"))


def letters_of_the_value_small(files: SignedFiles) -> bytes:
    value = last(VALUE, files.sealed)
    return files.sealed[: value.start(1)] + value[1].lower() + files.sealed[value.end(1) :]


def letters_of_the_time_stamp_small(files: SignedFiles) -> bytes:
    value = last(VALUE, files.stamped)
    return files.stamped[: value.start(1)] + value[1].swapcase() + files.stamped[value.end(1) :]


def issuer_named_in_other_letters(files: SignedFiles) -> bytes:
    """Names are the same to RFC 5280 in small and capital letters, and no signature covers this."""
    value = last(VALUE, files.sealed)
    at = value[1].rfind(b"Docflow".hex().upper().encode())
    spelt = value[1][:at] + b"docFLOW".hex().upper().encode() + value[1][at + 14 :]
    return files.sealed[: value.start(1)] + spelt + files.sealed[value.end(1) :]


def a_space_inside_the_value(files: SignedFiles) -> bytes:
    value = last(VALUE, files.sealed)
    spelt = value[1][:-1] + b" "
    return files.sealed[: value.start(1)] + spelt + files.sealed[value.end(1) :]


def cut_back_before_the_seal(files: SignedFiles) -> bytes:
    return files.sealed[: len(files.led)]


def cut_in_the_middle(files: SignedFiles) -> bytes:
    return files.sealed[: len(files.sealed) // 2]


def _ranged(files: SignedFiles, change: Callable[[int, int, int], Sequence[int]]) -> bytes:
    found = last(RANGE, files.sealed)
    numbers = change(*(int(number) for number in found[1].split()[1:]))
    told = b"/ByteRange [" + b" ".join(b"%d" % number for number in numbers) + b"]"
    return overwritten(files.sealed, found, told)


def _other_page(files: SignedFiles) -> dict[int, bytes]:
    """The first page's content in other words."""
    number = int(re.findall(rb"/Contents (\d+) 0 R", files.sealed)[0])
    return {number: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(PAGE_TEXT), PAGE_TEXT)}


def _signature_object(content: bytes) -> tuple[int, bytes]:
    value = last(VALUE, content)
    start = list(re.finditer(rb"(\d+) 0 obj\s", content[: value.start()]))[-1]
    end = content.index(b"endobj", value.end())
    return int(start[1]), content[start.end() : end].strip()
