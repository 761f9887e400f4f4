"""What is known about the signatures of a document, as one word and its reasons."""

from docflow.desks.verdicts import SENTENCES as SENTENCES
from docflow.desks.verdicts import Shown as Shown
from docflow.desks.verdicts import shown as shown
from docflow.desks.verdicts import verdict_of as verdict_of
from docflow.desks.verdicts import verdict_of_attachment as verdict_of_attachment
