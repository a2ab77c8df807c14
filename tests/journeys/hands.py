"""A person's hands at a page: every click and every key chord is counted."""

import pytest
from playwright.sync_api import Locator, Page, expect

# The points before the first and behind the last letter of words, once they are in view.
EDGES = """words => {
  const walker = document.createTreeWalker(document.getElementById("bench-text"), NodeFilter.SHOW_TEXT);
  const paragraph = [...document.querySelectorAll("#bench-text > p")].find(p => p.textContent.includes(words));
  paragraph.scrollIntoView({ block: "center" });
  const place = at => {
    const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      if (at <= nodes.currentNode.length) return [nodes.currentNode, at];
      at -= nodes.currentNode.length;
    }
  };
  const from = paragraph.textContent.indexOf(words), range = document.createRange();
  range.setStart(...place(from));
  range.setEnd(...place(from + words.length));
  const boxes = range.getClientRects(), first = boxes[0], last = boxes[boxes.length - 1];
  return [[first.left + 1, first.top + first.height / 2], [last.right - 1, last.top + last.height / 2]];
}"""


class Hands:
    """A person at a page, whose clicks and key chords are counted; a text typed into a field counts as one more."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.count += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)

    def type(self, words: str) -> None:
        """Into the field that has the focus."""
        self.page.keyboard.insert_text(words)
        self.count += 1

    def choose(self, what: Locator, label: str) -> None:
        """A click that opens the list, and one that chooses."""
        what.select_option(label=label)
        self.count += 2

    def tab_to(self, field: str) -> None:
        """Presses Tab until the field has the focus."""
        for _n in range(12):
            if self.page.evaluate("document.activeElement.id") == field:
                return
            self.press("Tab")
        pytest.fail(f"Tab does not lead to {field}")

    def drag_over(self, words: str) -> None:
        """Selects words with the mouse: pressed before the first, let go behind the last."""
        first, last = self.page.evaluate(EDGES, words)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        self.page.mouse.move(*last, steps=4)
        self.page.mouse.up()
        self.count += 1
        expect(self.page.locator("#bench-chosen")).to_have_text(f"“{words}”")
