"""Everything people read is there in Vietnamese, and nothing else is in the catalogue."""

import ast
import re
from gettext import GNUTranslations

import pytest
from django.utils.translation import override

from docflow.errors import Refused
from docflow.signatures.signing_words import PHRASES, TEMPLATES, told, worded
from tests import translations
from tests.translations import CATALOGUE, HOME

REMEDY = "Run `python -m tests.translations` and translate what is new."
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
HOLES = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def catalogue():
    return {entry.msgid: entry for entry in translations.read()}


def test_every_sentence_of_the_code_has_a_vietnamese_translation(catalogue):
    said = translations.sentences()

    missing = [each for each in said if each not in catalogue or not catalogue[each].msgstr]

    assert missing == [], REMEDY


def test_the_catalogue_holds_nothing_the_code_no_longer_says(catalogue):
    unused = set(catalogue) - set(translations.sentences())

    assert unused == set(), REMEDY


def test_a_translation_has_the_placeholders_of_its_sentence(catalogue):
    differing = [
        message
        for message, entry in catalogue.items()
        if set(PLACEHOLDER.findall(message)) != set(PLACEHOLDER.findall(entry.msgstr))
    ]

    assert differing == []


def test_no_entry_is_doubtful(catalogue):
    assert [message for message, entry in catalogue.items() if entry.fuzzy] == []


def test_the_compiled_catalogue_says_what_the_catalogue_says(catalogue):
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)._catalog

    assert {message: entry.msgstr for message, entry in catalogue.items()} == {
        message: text for message, text in compiled.items() if message
    }, REMEDY


def test_the_catalogue_is_sorted_and_names_files_without_lines(catalogue):
    assert list(catalogue) == sorted(catalogue)
    assert not re.search(r"^#:.*:\d", CATALOGUE.read_text(), re.MULTILINE)


def test_only_plain_texts_are_marked_for_translation():
    with pytest.raises(ValueError, match="only a plain text"):
        list(translations.marked(ast.parse("_(f'{number} papers')")))


def test_the_tool_finds_each_way_of_marking():
    source = '_("a"); gettext("b"); gettext_lazy("c"); translation.gettext_noop("d" "e"); f("g")'

    assert list(translations.marked(ast.parse(source))) == ["a", "b", "c", "de"]


def test_every_sentence_of_signing_with_a_value_in_it_has_a_template():
    known = {HOLES.sub("%s", template) for template in TEMPLATES}
    said = {
        sentence
        for path in sorted((HOME / "signing").rglob("*.py"))
        if path.parent != translations.DESK
        for sentence in translations.filled(ast.parse(path.read_text()))
    }

    assert said - known == set()
    assert {each for each in known if each.endswith(".")} - said == set()


def test_everything_an_upload_may_carry_has_a_word():
    rules = ast.parse((HOME / "signing" / "upload_active.py").read_text())
    things = {
        each.value
        for each in ast.walk(rules)
        if isinstance(each, ast.Constant)
        and re.match(r"(an? |actions |content |rich media)", str(each.value))
    }

    assert things == set(PHRASES)


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("The file carries no signature.", "Tệp không có chữ ký số."),
        (
            "The file holds an action that starts a program.",
            "Tệp có hành động khởi chạy chương trình.",
        ),
        ("The file has more than 500 pages.", "Tệp có hơn 500 trang."),
        ("Something a library said", "Something a library said"),
        ("", ""),
    ],
)
def test_what_signing_says_is_told_in_the_readers_language(english, vietnamese):
    with override("vi"):
        told = worded(english)

    assert told == vietnamese


def test_an_english_reader_gets_the_sentences_as_they_are():
    sentence = "A key of the kind rsa with 512 bits is not accepted."

    with override("en"):
        told = worded(sentence)

    assert told == sentence


def test_a_refusal_repeats_what_signing_said_in_the_language_it_is_read_in():
    refusal = Refused("not_signed", "No: %(reason)s", reason=told("The file is not a PDF."))

    with override("vi"):
        vietnamese = str(refusal)

    assert (vietnamese, str(refusal)) == (
        "No: Tệp không phải là PDF.",
        "No: The file is not a PDF.",
    )


TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
BLOCK = re.compile(r"{% blocktranslate.*?endblocktranslate %}", re.DOTALL)
READ_ALOUD = re.compile(r"""(?:aria-label|title|placeholder|alt)=["']([^"']*)["']""")
MARKUP = re.compile(r"<!--.*?-->|<(kbd|code|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")
NAMES = {
    "English",
    "Tiếng",
    "Việt",
    "Docflow",
    "PDF",
    "DOCX",
    "XLSX",
    "XML",
    "ZIP",
    "CSV",
    "SHA",
    "API",
    "JSON",
    "PIN",
    "kB",
    "MB",
    "HTML",
}
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.parametrize("path", translations.templates(), ids=lambda path: path.stem)
def test_a_template_says_nothing_that_is_not_marked_for_translation(path):
    source = TAG.sub(" ", BLOCK.sub(" ", path.read_text()))
    aloud = " ".join(READ_ALOUD.findall(source))
    shown = ENTITY.sub(" ", MARKUP.sub(" ", source))

    assert set(WORD.findall(f"{shown} {aloud}")) - NAMES == set()


def test_the_tool_finds_what_templates_say():
    source = """{% load i18n %}{% translate "a" %}{% translate 'it is' as it %}
    {% blocktranslate with n=1 %}{{ n }} b{% endblocktranslate %}{{ x|default:_("c") }}"""

    assert list(translations.in_template(source)) == ["a", "it is", "%(n)s b", "c"]
