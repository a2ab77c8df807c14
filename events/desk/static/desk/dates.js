// Reads a date back while it is typed. Without this, the sentence stands on the page after saving.
(() => {
  const waits = new WeakMap();

  const isDate = (input) => input.matches?.("input[data-reading]");

  function placeFor(input) {
    const own = document.querySelector(`output[for="${input.id}"]`);
    if (own) return own;
    const place = document.createElement("output");
    place.className = "desk-reading is-beside";
    place.htmlFor = input.id;
    input.insertAdjacentElement("afterend", place);
    return place;
  }

  // A manner that nobody touched belongs to the date that stood here before.
  function mannerFor(input) {
    const select = input.id === "id_date" && document.getElementById("id_date_manner");
    return select && !select.selectedOptions[0]?.defaultSelected ? select.value : "";
  }

  async function readBack(input) {
    const query = new URLSearchParams({ text: input.value, manner: mannerFor(input) });
    const answer = await fetch(`${input.dataset.reading}?${query}`, { headers: { Accept: "text/plain" } });
    if (answer.ok && !answer.redirected) placeFor(input).textContent = await answer.text();
  }

  function soon(input) {
    clearTimeout(waits.get(input));
    waits.set(input, setTimeout(() => readBack(input).catch(() => {}), 250));
  }

  document.addEventListener("input", ({ target }) => isDate(target) && soon(target));
  document.addEventListener("change", ({ target }) => {
    const date = target.id === "id_date_manner" && document.getElementById("id_date");
    if (date) soon(date);
  });
})();
