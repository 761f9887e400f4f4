"""Pages of a document as preparation looks at them."""

import pypdfium2

from signing.page_ink import Ink, Line, lines


class Pages:
    """Pages of a document with their ink, each looked at once."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self.document = document
        self.count = len(document)
        self._inks: dict[int, Ink] = {}

    def ink(self, number: int) -> Ink:
        """What is printed on a page (counted from 0), rendered once."""
        if number not in self._inks:
            self._inks[number] = Ink(self.document[number])
        return self._inks[number]

    def lines(self, number: int) -> list[Line]:
        """The page's lines of text."""
        return lines(self.document[number])

    def can_take(self, number: int) -> bool:
        """Whether there is such a page, and it takes marks."""
        return 0 <= number < self.count and self.takes_marks(number)

    def takes_marks(self, number: int) -> bool:
        """Whether the page is upright, of a usual size, and counts from its own corner."""
        page = self.document[number]
        width, height = page.get_size()
        box = page.get_cropbox()
        return (
            page.get_rotation() == 0
            and abs(box[0]) < 1
            and abs(box[1]) < 1
            and 300 <= width <= 1300
            and 300 <= height <= 1300
        )
