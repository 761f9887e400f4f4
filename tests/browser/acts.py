"""Counts what a person does at a page, as the browser sees it happen, whatever the test says.

An act is one click or tap, one key press (Tab, Enter, Space, an arrow, a shortcut), or one field
filled in, however long what is typed into it. Going to a field by Tab or by a click is an act of
its own; a file chosen is one more, besides the press that opens the list of files. An address that
opens without any act before it was typed by hand and counts as one. Strokes are the presses as
they come: each click, each key, each letter of what is typed, an accented one as one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

WATCH = """() => {
  const typed = "input:not([type=checkbox], [type=radio], [type=submit], [type=button], "
    + "[type=file]), textarea, select, [contenteditable]";
  const bare = ["Shift", "Control", "Alt", "Meta"];
  let filling = null, keyed = false;
  const tell = (what, strokes) => window.happened(what, strokes);
  const name = (at) => (at.innerText || at.ariaLabel || at.name || at.tagName || "").slice(0, 40);
  const fill = (at, strokes) => {
    tell(filling === at ? "" : `field ${at.name || at.id}`, strokes);
    filling = at;
  };
  if (window === window.top) tell("address", 0);
  window.addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    filling = null;
    tell(`click ${name(event.target)}`, 1);
  }, true);
  window.addEventListener("keydown", (event) => {
    if (!event.isTrusted || bare.includes(event.key)) return;
    const at = event.target;
    const within = event.key.length === 1 || ["Backspace", "Delete"].includes(event.key);
    keyed = at.matches?.(typed) && within && !event.ctrlKey && !event.altKey;
    if (keyed) return fill(at, 1);
    filling = null;
    tell(`key ${event.key}`, 1);
  }, true);
  window.addEventListener("input", (event) => {
    const at = event.target;
    if (at.type === "file") return tell(`file ${at.name}`, 1);
    if (!event.isTrusted && at.tagName !== "SELECT") return tell("script", 0);
    if (keyed || !at.matches(typed)) { keyed = false; return; }
    fill(at, at.tagName === "SELECT" ? 1 : (event.data || at.value).length);
  }, true);
}"""
"""Runs in every page before its own scripts and tells each act and its strokes."""


@dataclass
class Deed:
    """Something somebody does: the acts it took, how many are allowed, the strokes."""

    name: str
    most: int
    acts: list[str] = field(default_factory=list)
    strokes: int = 0


class Hand:
    """A person at a page, who clicks, presses and types; each of it is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.deed, self._is_led = Deed("", 0), False
        page.expose_function("happened", self._happened)
        page.add_init_script(f"({WATCH})()")
        page.reload()

    def click(self, name: str, within: str = "main") -> None:
        """Click the link or button that is called so."""
        place = self.page.locator(within)
        found = place.get_by_role("link", name=name).or_(place.get_by_role("button", name=name))
        self.click_on(found)

    def click_on(self, there: Locator | str) -> None:
        """Click this."""
        found = self.page.locator(there) if isinstance(there, str) else there
        found.first.click()

    def press(self, *keys: str) -> None:
        """One key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type_(self, text: str) -> None:
        """Into whatever has the focus."""
        self.page.keyboard.type(text)

    def fill(self, field: str, text: str) -> None:
        """Go to a field with Tab and type; it must be the next one."""
        self.press("Tab")
        expect(self.page.locator(field)).to_be_focused()
        self.type_(text)

    def choose_file(self, field: str, path: Path) -> None:
        """Open the list of files with a click and choose one."""
        with self.page.expect_file_chooser() as chooser:
            self.click_on(field)
        chooser.value.set_files(path)

    @contextmanager
    def does(self, name: str, most: int) -> Iterator[Deed]:
        """Count what happens in this block; more acts than `most` are an error."""
        self.deed, self._is_led = Deed(name, most), False
        yield self.deed
        self.page.title()  # what happened until here has been told by then
        done, self.deed = self.deed, Deed("", 0)
        DEEDS.append(done)
        assert len(done.acts) <= most, done.acts

    def _happened(self, what: str, strokes: int) -> None:
        self.deed.strokes += strokes
        if what == "address":
            is_led, self._is_led = self._is_led, False
            if is_led:
                return
        elif what:
            self._is_led = True
        if what:
            self.deed.acts.append(what)


DEEDS: list[Deed] = []
"""What was counted in this run, in its order."""


INTRODUCTION = """# How many acts the commonest work takes

Written by `ACTS=docs/acts.md .venv/bin/python -m pytest tests/browser/test_acts.py`, which counts
in a real browser what happens at the page and asks the database whether the work was done.

An act is one click or tap, one key press (Tab, Enter, a shortcut), or one field filled in, however
long what is typed into it. Going to a field by Tab or by a click is an act of its own; a file
chosen is one more besides the click that opens the list of files. An address opened without an act
before it counts as one. Each line begins at the desk, just signed in. Strokes are every click,
every key and every letter as they come; an accented letter is one here, two or three when typed.

"""
"""What stands above the table where it is kept."""


def table(deeds: list[Deed]) -> str:
    """A line for each deed: its acts, how many are allowed, its strokes."""
    lines = [f"| {each.name} | {len(each.acts)} | {each.most} | {each.strokes} |" for each in deeds]
    return "\n".join(
        ["| What is done | Acts | At most | Strokes |", "| --- | ---: | ---: | ---: |", *lines, ""]
    )
