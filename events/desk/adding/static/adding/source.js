// A copy that comes while the page is open fills what nobody has touched; without this, the page is looked at again.
(() => {
  const form = () => document.getElementById("source_form");
  const field = (name) => document.getElementById(`id_${name}`);
  const isTouched = (input) => input.value !== input.defaultValue;

  function take(button) {
    const input = field(button.value);
    if (!input) return;
    input.value = button.dataset.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    (button.closest("li, .desk-found") ?? button).remove();
    input.focus();
  }

  const nothingIsTyped = () =>
    [...document.querySelectorAll("#source_form input, #source_form textarea, #keep-text textarea")].every(
      (input) => input.type === "checkbox" || input.type === "hidden" || !isTouched(input),
    ) && !form().contains(document.activeElement);

  // Somebody else's words are a conflict, and left to the version that the form carries; what the document says is not.
  function fill({ fields, found, version }) {
    let conflict = false;
    for (const [name, stored] of Object.entries(fields)) {
      const input = field(name);
      if (!input) continue;
      if (!isTouched(input)) input.value = input.defaultValue = stored;
      else conflict ||= stored !== input.defaultValue && stored !== found[name];
    }
    const carried = form().querySelector("[name=version]");
    if (!conflict) carried.value = carried.defaultValue = version;
  }

  function hasCome(standing) {
    if (nothingIsTyped()) return location.reload();
    fill(JSON.parse(document.getElementById("copies-stored").textContent));
    if (standing.dataset.needsText) document.getElementById("keep-text").open = true;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.desk-take");
    if (!button) return;
    event.preventDefault();
    take(button);
  });
  // After a session has ended, the answer is the page to sign in: it belongs into no panel.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.responseURL.includes("/login/")) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const standing = document.getElementById("copies-standing");
    if (standing?.dataset.needsText !== undefined && !standing.dataset.done) {
      standing.dataset.done = "1";
      hasCome(standing);
    }
  });
})();
