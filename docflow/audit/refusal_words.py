"""A refusal in the log: its words are kept as they stand in the code, and worded when read."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from docflow.errors import Refused, Sentence, Several

Word = Callable[[str], str]


def kept(refusal: Refused) -> dict[str, dict[str, Any]]:
    """The sentence and each parameter, untranslated; a list and a sentence in their parts."""
    with translation.override(None):
        words = {"sentence": refusal.sentence, **refusal.params}
        return {name: _kept(word) for name, word in words.items()}


def worded(words: Mapping[str, Any], word: Word = gettext) -> str:
    """The refusal in the reader's language; as it was kept where its words do not fit it."""
    sentence = words.get("sentence", {}).get("text", "")
    try:
        told = {name: _worded(each, word) for name, each in words.items()}
        return told["sentence"] % told if sentence else ""
    except (KeyError, ValueError, TypeError):
        return str(sentence)


def _kept(word: Any) -> dict[str, Any]:
    content: dict[str, Any] = {"text": str(word)}
    if isinstance(word, Several):
        content |= {"each": [_kept(each) for each in word.words], "between": word.between}
    elif isinstance(word, Sentence):
        params = {name: _kept(value) for name, value in word.params.items()}
        content |= {"sentence": str(word.sentence), "params": params}
    return content


def _worded(content: Mapping[str, Any], word: Word) -> str:
    if "each" in content:
        return str(content["between"]).join(_worded(each, word) for each in content["each"])
    if "params" in content:
        told = {name: _worded(each, word) for name, each in content["params"].items()}
        return word(content["sentence"]) % told
    return word(content["text"]) if content["text"] else ""
