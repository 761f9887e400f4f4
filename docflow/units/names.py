"""Names of units as people write them: tidied, compared, and put into a sentence.

Two names are one when they differ only in where a tone stands (Hoá, Hóa) or in capitals; the tone
itself always counts, as Hoằng Đông and Hoằng Đồng are two communes.
"""

import re
import unicodedata

TERRITORIES = ("thành phố", "thị xã", "thị trấn", "quận", "huyện", "phường", "xã", "tỉnh")

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LOOKALIKES = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """The text in composed form (NFC), its spaces single, letters that look like Đ made Đ."""
    composed = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", composed).strip().translate(_LOOKALIKES)


def same_key(name: str) -> str:
    """What two spellings of one name have in common: each tone stands at the end of its word."""
    return " ".join(_tone_last(word) for word in tidy(name).casefold().split(" "))


def in_sentence(territory: str) -> str:
    """A territory within a longer name: "Phường Ba Đình" becomes "phường Ba Đình"."""
    kind, name = split(territory)
    return f"{kind} {name}".strip()


def split(territory: str) -> tuple[str, str]:
    """The kind of territory in small letters and its bare name; without a known kind, no kind."""
    for kind in TERRITORIES:
        if territory.casefold().startswith(f"{kind} "):
            return kind, territory[len(kind) + 1 :]
    return "", territory


def foreign_letter(text: str) -> str | None:
    """The first letter that is not Latin, or invisible character; None if all are well."""
    for each in text:
        category = unicodedata.category(each)
        if category[0] == "L" and not unicodedata.name(each, "").startswith("LATIN"):
            return each
        if category[0] == "C":
            return each
    return None


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(each for each in letters if each in _TONES)
    rest = "".join(each for each in letters if each not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones
