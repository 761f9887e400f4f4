"""A document to be written in the decree's layout."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Given, Text
from docflow.documents.kinds import Urgency


class PaperWanted(Given):
    """What it says: each line of the text is a paragraph; without text it is a template."""

    kind: Text
    subject: Text
    signer: UUID
    field: Text = ""
    urgency: words.Urgency = Urgency.NORMAL
    text: Annotated[str, Field(max_length=100_000)] = ""
    to: list[Text] = Field(default=[], max_length=100)
    recipients: list[Text] = Field(default=[], max_length=100)
