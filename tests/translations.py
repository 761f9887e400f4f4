"""Write the Vietnamese catalogue anew from the code: python -m tests.translations.

Every sentence marked in docflow/ with _(), gettext(), gettext_lazy() or gettext_noop(), or in its
templates with translate and blocktranslate, and every fixed sentence of signing/, which knows no
Django. What the code no longer says goes out of the
catalogue; what is new comes in without a translation, and tests/architecture tells which.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

HOME = Path(__file__).resolve().parent.parent
CATALOGUE = HOME / "docflow" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
CALL = re.compile(r"""(?:gettext|_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
SENTENCE = re.compile(r"[A-Z].* .*\.", re.DOTALL)
HEADER = {
    "Project-Id-Version": "Docflow",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


DESK = HOME / "signing" / "desk"
"""It runs on machines without our catalogues, and brings its words in both languages."""


def sentences() -> dict[str, list[str]]:
    """Every message with the files that say it."""
    found: dict[str, set[str]] = {}
    for folder, said in (("docflow", marked), ("signing", plain)):
        for path in sorted((HOME / folder).rglob("*.py")):
            if path.parent == DESK:
                continue
            for message in said(ast.parse(path.read_text())):
                found.setdefault(message, set()).add(str(path.relative_to(HOME)))
    for path in templates():
        for message in in_template(path.read_text()):
            found.setdefault(message, set()).add(str(path.relative_to(HOME)))
    return {message: sorted(found[message]) for message in sorted(found)}


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted((HOME / "docflow").glob("*/templates/**/*.html"))


def in_template(source: str) -> Iterator[str]:
    """What a template marks for translation."""
    for text in CALL.findall(templatize(source)):
        yield ast.literal_eval(text)


def marked(tree: ast.Module) -> Iterator[str]:
    """The arguments of the marking functions; ValueError when one is no plain text."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or _name(call.func) not in MARKS:
            continue
        text = call.args[0] if call.args else None
        if not isinstance(text, ast.Constant):
            if _is_variable(text):
                continue
            raise ValueError(f"Line {call.lineno}: only a plain text can be translated.")
        yield text.value


def plain(tree: ast.Module) -> Iterator[str]:
    """Fixed sentences: texts that begin with a capital and end with a stop, not docstrings."""
    left_out = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            left_out |= {id(part) for part in each.values}
    texts = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    for text in texts:
        if id(text) not in left_out and SENTENCE.fullmatch(str(text.value)):
            yield str(text.value)


def filled(tree: ast.Module) -> Iterator[str]:
    """Sentences with values in them, each value written as %s."""
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "%s" for part in each.values]
            if re.fullmatch(r"[A-Z%].* .*\.", "".join(parts), re.DOTALL):
                yield "".join(parts)


def read() -> polib.POFile:
    """The catalogue as it is; an empty one where there is none."""
    return polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()


def renewed(old: polib.POFile) -> polib.POFile:
    """The catalogue of what the code says now, with the translations there are."""
    known = {entry.msgid: entry.msgstr for entry in old}
    new = polib.POFile(wrapwidth=100)
    new.metadata = HEADER
    for message, files in sentences().items():
        flags = ["python-format"] if "%(" in message else []
        new.append(
            polib.POEntry(
                msgid=message,
                msgstr=known.get(message, ""),
                occurrences=[(file, "") for file in files],
                flags=flags,
            )
        )
    return new


def main() -> int:
    """Write catalogue and compiled catalogue; 1 when a translation is missing."""
    catalogue = renewed(read())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = [entry.msgid for entry in catalogue if not entry.msgstr]
    print(f"{len(catalogue)} sentences, {len(missing)} without a translation.")
    print(*missing, sep="\n")
    return 1 if missing else 0


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _is_variable(text: ast.expr | None) -> bool:
    return isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


if __name__ == "__main__":
    sys.exit(main())
