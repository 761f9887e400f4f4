"""Marks of state secrecy: found as marks on a paper or in a name, never as parts of words.

State secrets have no place in this system: Decision 28/2018/QĐ-TTg leaves them out of electronic
exchange, and Law 117/2025/QH15 keeps them off machines that reach the Internet. Running text that
speaks of secrecy ("bảo mật", "mật khẩu", "bí mật kinh doanh") is not a mark.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import filterfalse, pairwise


class Level(StrEnum):
    """How secret; UNCLEAR is a declared value nobody knows, treated as secret."""

    CONFIDENTIAL = "confidential"
    SECRET = "secret"
    TOP_SECRET = "top_secret"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """The mark as the law words it."""
        return _LABELS[self]


_LABELS = {
    Level.CONFIDENTIAL: "Mật",
    Level.SECRET: "Tối mật",
    Level.TOP_SECRET: "Tuyệt mật",
    Level.UNCLEAR: "không rõ",
}


@dataclass(frozen=True)
class Mark:
    """A mark that was found: its level and the words that make it, nothing of what is around."""

    level: Level
    text: str


# The letters of a mark, everything else taken out. The last six are what is left of the words
# in files made with the fonts used before Unicode (TCVN 5712 "ABC" and VNI).
_WORDS = {
    "mật": Level.CONFIDENTIAL,
    "tốimật": Level.SECRET,
    "tuyệtmật": Level.TOP_SECRET,
    "mat": Level.CONFIDENTIAL,
    "toimat": Level.SECRET,
    "tuyetmat": Level.TOP_SECRET,
    "mët": Level.CONFIDENTIAL,
    "tèimët": Level.SECRET,
    "tuyötmët": Level.TOP_SECRET,
    "maät": Level.CONFIDENTIAL,
    "toáimaät": Level.SECRET,
    "tuyeätmaät": Level.TOP_SECRET,
}
_OLD_FONT_LETTERS = frozenset("ËëÖöÄä")

# Words that make another word of "mật", or of "mat" where accents are left out, and given names.
_WORDS_BEFORE = """
cơ thân độ dấu chu mã kín văn thị
co than do dau chu ma kin van thi duong giai ra tien gap be vang kham truoc bo dan doi
trong ngoai hai hoa ngot vien soc ve moi nuoc rua guong khuon bien thieu
"""
_WORDS_AFTER = """
khẩu độ mã ong vụ thiết nghị ngọt thư
khau do ma ong vu thiet nghi ngot thu bang tran trai hang nuoc duong phang na troi dat tien
cat can chat vong tich
"""
_WRAPPED = frozenset(["bảo", "bí", "bao", "bi"])
_BEFORE = _WRAPPED.union(_WORDS_BEFORE.split())
_SMALL_WORDS = ("văn", "thị")  # part of a given name only with a capital: "Nguyễn Văn MẬT"
_AFTER = frozenset(_WORDS_AFTER.split())

_LEVEL = r"(?:tuyệt\s+mật|tối\s+mật|mật|tuyet\s+mat|toi\s+mat|mat)"
_FILLED_IN = re.compile(
    rf"\b(?:độ|do)\s+(?:bảo\s+|bao\s+)?(?:mật|mat)\s*[:=]\s*[\"'“]?({_LEVEL})\b"
    rf"(?!\s*[,/;]\s*{_LEVEL}\b)(?!\s+(?:khẩu|khau|mã)\b)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[({<【]([^\[\](){}<>【】]{1,40})[\])}>】]")
_COLUMNS = re.compile(r"\s{3}|\|")
_DASHES = re.compile(r"\s[-–—]\s")
_SIGNS = re.compile(r"\s[-–—]\s|[/:;|_]")
_FILE_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_LONGEST_MARK = 60


def find_mark(text: str) -> Mark | None:
    """The first secrecy mark in a title or in the text of a page, or None.

    A mark is a line, a column or a dashed-off piece that says nothing else, a bracketed word, a
    filled-in "Độ mật:", or a word in capitals at either end of a line in small letters. Its letters
    may be spaced out, decomposed or, in capitals, without accents.
    """
    previous = ""
    for line in _normal(text).splitlines():
        if not line.strip():
            continue
        wrapped = _last_word(previous) in _WRAPPED and _level(line)
        if not wrapped and (mark := _in_line(line)):
            return mark
        previous = line
    return None


def find_mark_in_name(name: str) -> Mark | None:
    """The secrecy mark in a file name, or None; the folder and the ending do not count."""
    stem = _FILE_ENDING.sub("", re.split(r"[/\\]", _normal(name).strip())[-1])
    words = [word for word in re.findall(r"[^\W_]+", stem) if _letters(word)]
    return find_mark(stem) or _double_word(words) or _outer_word(words)


def declared(value: str | int | None) -> Mark | None:
    """The mark that a declared secrecy value stands for; None for a paper that is not secret.

    Knows the Vietnamese words, codes such as "TOI_MAT" and the numbers 0 to 3. Anything else is
    UNCLEAR, so that an unknown value is asked about and never let through.
    """
    key = "" if value is None else _bare(_normal(str(value)))
    if key in _DECLARED_NORMAL:
        return None
    return Mark(_DECLARED_LEVELS.get(key, Level.UNCLEAR), str(value)[:_LONGEST_MARK])


_DECLARED_NORMAL = frozenset(["", "0", "thuong", "khong", "khongmat", "normal", "none"])
_DECLARED_LEVELS = {
    "1": Level.CONFIDENTIAL,
    "2": Level.SECRET,
    "3": Level.TOP_SECRET,
    "mat": Level.CONFIDENTIAL,
    "toimat": Level.SECRET,
    "tuyetmat": Level.TOP_SECRET,
    "confidential": Level.CONFIDENTIAL,
    "secret": Level.SECRET,
    "topsecret": Level.TOP_SECRET,
}


def _in_line(line: str) -> Mark | None:
    checks = (_stamp, _column, _dashed_off, _between_signs, _bracketed, _filled_in, _at_an_edge)
    return next((mark for check in checks if (mark := check(line))), None)


def _stamp(line: str) -> Mark | None:
    """The line holds the mark and nothing else."""
    return _mark(line) if _written_as_mark(line) else None


def _column(line: str) -> Mark | None:
    """A stamp that stands beside other text."""
    pieces = _COLUMNS.split(line)
    return next(
        (
            _mark(piece)
            for before, piece in zip(["", *pieces], pieces, strict=False)
            if _written_as_mark(piece) and _last_word(before) not in _WRAPPED
        ),
        None,
    )


def _dashed_off(line: str) -> Mark | None:
    """ "Kế hoạch A - Mật"; a line that begins with a dash is an item of a list."""
    pieces = _DASHES.split(line)
    if line.lstrip()[:1] in "-–—" or len(pieces) == 1:
        return None
    return next((_mark(end) for end in (pieces[0], pieces[-1]) if _written_as_mark(end)), None)


def _between_signs(line: str) -> Mark | None:
    """ "KHẨN/MẬT", "KH_TỐI MẬT_2026": in capitals; without accents only as first or last."""
    pieces = [piece for piece in _SIGNS.split(line) if _letters(piece)]
    for place, piece in enumerate(pieces):
        outer = place in (0, len(pieces) - 1)
        if piece.isupper() and _level(piece) and (outer or not piece.isascii()):
            before, after = ["", *pieces][place], [*pieces, ""][place + 1]
            if _last_word(before) not in _BEFORE and _first_word(after) not in _AFTER:
                return _mark(piece)
    return None


def _bracketed(line: str) -> Mark | None:
    for inside in _BRACKETED.findall(line):
        clear = not inside.isascii() or inside.isupper() or " " in inside.strip()
        if clear and (mark := _mark(inside)):
            return mark
    return None


def _filled_in(line: str) -> Mark | None:
    found = _FILLED_IN.search(line)
    return _mark(found[1]) if found else None


def _at_an_edge(line: str) -> Mark | None:
    """Capitals that open or close a line written in small letters: "Phương án A TUYỆT MẬT"."""
    if not any(letter.islower() for letter in line):
        return None
    words = line.rstrip(" .!").split()
    for count in (2, 1):
        if _bare_capitals(words[:count]) and _first_word(" ".join(words[count:])) not in _AFTER:
            return _mark(" ".join(words[:count]))
        before = " ".join(words[:-count])
        if _bare_capitals(words[-count:]) and (
            _last_word(before) not in _BEFORE or before.endswith(_SMALL_WORDS)
        ):
            return _mark(" ".join(words[-count:]))
    return None


def _bare_capitals(words: list[str]) -> bool:
    """Whether the words are a mark in capitals with its accents, without quotes around it."""
    text = "".join(words)
    return text.isalpha() and text.isupper() and not text.isascii() and _level(text) is not None


def _double_word(words: list[str]) -> Mark | None:
    """ "tối mật" or "tuyệt mật" anywhere in a file name, in any spelling."""
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return next((_mark(pair) for pair in pairs if _level(pair)), None)


def _outer_word(words: list[str]) -> Mark | None:
    """ "Mật", or "MAT" in capitals, as first or last word of a file name."""
    if len(words) == 1 and not words[0].isascii():
        return _mark(words[0])
    if words and _written_as_mark(words[-1]):
        before = words[-2] if len(words) > 1 else ""
        given_name = before[:1].isupper() and not words[-1].isupper()
        if _last_word(before) not in _BEFORE and not given_name:
            return _mark(words[-1])
    if words and _written_as_mark(words[0]) and _first_word(words[1]) not in _AFTER:
        return _mark(words[0])
    return None


def _mark(words: str) -> Mark | None:
    level = _level(words)
    return Mark(level, words.strip()) if level else None


def _level(piece: str) -> Level | None:
    """The level a piece stands for when it holds a mark and nothing else but signs and spaces."""
    if len(piece) > _LONGEST_MARK or any(sign.isdigit() for sign in piece):
        return None
    return _WORDS.get(_letters(piece).casefold())


def _written_as_mark(piece: str) -> bool:
    """Whether a piece is a mark by itself: with a capital, and in capitals if accents are missing.

    A word in small letters is the wrapped end of a sentence, a comma or semicolon an item of a
    list. The capital fonts before Unicode held small letters, so there letter case says nothing.
    """
    letters, text = _letters(piece), piece.strip()
    if _level(piece) is None or text[-1] in ",;":
        return False
    if letters.isascii():
        return letters.isupper()
    return letters[0].isupper() or (bool(_OLD_FONT_LETTERS & {*letters}) and text[-1] != ".")


def _letters(piece: str) -> str:
    return "".join(sign for sign in piece if sign.isalpha())


def _first_word(text: str) -> str:
    return _letters((text.split() or [""])[0]).casefold()


def _last_word(text: str) -> str:
    return _letters((text.split() or [""])[-1]).casefold()


def _bare(text: str) -> str:
    """Text without case, accents, spaces and underscores."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return re.sub(r"[\s_]", "", "".join(filterfalse(unicodedata.combining, decomposed)))


def _normal(text: str) -> str:
    """Composed text with plain spaces, of which never more than three stand together."""
    composed = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).replace("\t", "   ")
    return re.sub(r"[^\S\r\n\v\f\x1c-\x1e\x85\u2028\u2029]{4,}", "   ", composed)
