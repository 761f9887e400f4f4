"""How the story is told on a terminal: who acts, for which unit, and what came of it."""

import time
from typing import Any, TextIO

from docflow import clock
from docflow.people.actor import Actor
from docflow.wording import time_text


class Teller:
    """Prints the story as it happens; with `quiet` nothing is printed."""

    def __init__(self, out: TextIO, *, quiet: bool = False) -> None:
        self.out = out
        self.quiet = quiet
        self.bright = not quiet and out.isatty()
        self.began = time.monotonic()
        self.place = ""

    def scene(self, title: str) -> None:
        """A new part of the story."""
        self.place = ""
        self._line()
        self._line(self._styled("1", title))

    def act(self, by: Actor, what: str, result: str = "") -> None:
        """A person's act: when by the story's clock, for which unit, who, what came of it."""
        self._stand(by)
        who = f"{by.appointment.post} {by.user.full_name}"
        self._line(f"    {who}: {what}" + (f" → {self._styled('32', result)}" if result else ""))

    def system(self, what: str) -> None:
        """What the worker did by itself."""
        self._line(f"    {self._styled('36', '·')} {what}")

    def refused(self, by: Actor, what: str, why: Any) -> None:
        """An act that was refused, and why."""
        self._stand(by)
        who = f"{by.appointment.post} {by.user.full_name}"
        self._line(f"    {who}: {what} → {self._styled('31', 'refused')}: {why}")

    def done(self, what: str) -> None:
        """A finished piece of the set-up."""
        if self.bright:
            self.out.write("\r\033[K")
        self._line(f"  ✓ {what}")

    def progress(self, what: str, done: int, total: int) -> None:
        """How far a longer piece of work is."""
        if self.bright:
            self.out.write(f"\r  … {what} {done}/{total}")
            self.out.flush()

    def plain(self, text: str = "") -> None:
        """A line as it is."""
        self._line(text)

    def seconds(self) -> float:
        """How long the story has been told."""
        return time.monotonic() - self.began

    def _stand(self, by: Actor) -> None:
        """Name the time and the unit, unless the line before was of the same."""
        place = f"  {time_text(clock.now())}  {by.unit.name_on(clock.today()).short_name}"
        if place != self.place:
            self._line(place)
            self.place = place

    def _styled(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.bright else text

    def _line(self, text: str = "") -> None:
        if not self.quiet:
            self.out.write(text + "\n")
            self.out.flush()
