"""What changed between two versions of a document."""

from docflow.api.payloads import words
from docflow.api.payloads.shapes import Told
from docflow.desks.comparing import Compared
from docflow.documents.changes import Changes, PageChange


class ChangedWords(Told):
    """Words that follow each other and share a fate; none where unchanged ones are left out."""

    mark: words.Mark
    text: str


class ChangedPage(Told):
    """What changed on a page of the later version, counted from 1."""

    number: int
    pieces: list[ChangedWords]

    @classmethod
    def of(cls, page: PageChange) -> "ChangedPage":
        pieces = [ChangedWords(mark=each.mark, text=each.text) for each in page.pieces]
        return cls(number=page.number, pieces=pieces)


class VersionChanges(Told):
    """The pages that changed; not `comparable`: a file without words, such as a scan.

    Not `whole`: a file is too long to be compared to its end.
    """

    same_file: bool
    comparable: bool
    whole: bool
    page_count: int
    pages: list[ChangedPage]

    @classmethod
    def of(cls, found: Changes) -> "VersionChanges":
        return cls(
            same_file=found.same_file,
            comparable=found.comparable,
            whole=found.whole,
            page_count=found.page_count,
            pages=[ChangedPage.of(page) for page in found.pages],
        )


class Comparison(Told):
    """Two versions by number; `changes` is null without an earlier one, or if one is unreadable."""

    before: int | None
    after: int | None
    changes: VersionChanges | None

    @classmethod
    def of(cls, found: Compared) -> "Comparison":
        return cls(
            before=found.before.number if found.before else None,
            after=found.after.number if found.after else None,
            changes=VersionChanges.of(found.changes) if found.changes else None,
        )
