// Chooses words of the text by mouse, finger or keys and opens the form for them beside the text.
// Without this, each paragraph has links to the same forms.
(() => {
  const byId = (id) => document.getElementById(id);
  const tools = () => byId("bench-tools");
  const text = () => byId("bench-text");
  let chosen = null; // places in the text that is stored: code points, as the desk counts
  let span = null; // the same in the text as the browser counts it, for the keys
  let side = 0; // which end of the span the Shift key moves

  // --- Where words stand ---

  const paragraphs = () => [...text().querySelectorAll(":scope > p[data-start]")];
  const points = (words) => [...words].length;

  function part(range, paragraph) {
    const own = document.createRange();
    own.selectNodeContents(paragraph);
    if (!range.intersectsNode(paragraph)) return null;
    if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) own.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(range.endContainer, range.endOffset);
    const before = document.createRange();
    before.selectNodeContents(paragraph);
    before.setEnd(own.startContainer, own.startOffset);
    const words = own.toString();
    const start = Number(paragraph.dataset.start) + points(before.toString());
    return words.trim() ? { words, start, end: start + points(words) } : null;
  }

  function read() {
    const selection = getSelection();
    if (!text() || !selection.rangeCount || !text().contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const parts = range.collapsed ? [] : paragraphs().map((each) => part(range, each)).filter(Boolean);
    choose(parts.length ? { start: parts[0].start, end: parts.at(-1).end, words: parts.map((p) => p.words).join(" ") } : null, range);
  }

  function choose(words, range) {
    chosen = words;
    for (const button of tools().querySelectorAll("button")) button.disabled = !chosen;
    byId("bench-chosen").textContent = chosen ? `“${chosen.words.trim()}”` : tools().dataset.none;
    if (!window.Highlight) return;
    CSS.highlights.delete("chosen");
    if (chosen) CSS.highlights.set("chosen", new Highlight(range.cloneRange()));
  }

  // The words that an open form is about, wherever they were taken from.
  function show(start, end) {
    const edge = (place) => {
      const paragraph = paragraphs().findLast((each) => Number(each.dataset.start) <= place);
      if (!paragraph) return null;
      const before = [...paragraph.textContent].slice(0, place - Number(paragraph.dataset.start)).join("");
      return nodeIn(paragraph, before.length);
    };
    const from = edge(start), to = edge(end);
    if (!from || !to) return;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    choose({ start, end, words: range.toString() }, range);
    const box = range.getBoundingClientRect();
    if (matchMedia("(min-width: 64rem)").matches && (box.top < 140 || box.bottom > innerHeight - 60)) scrollBy(0, box.top - innerHeight / 3);
  }

  // --- Choosing by keys: words with left and right, sentences with up and down ---

  const cut = { word: /[\p{L}\p{N}][\p{L}\p{N}’'.,-]*/gu, sentence: /[^.!?…]+[.!?…]*["”»]?\s*/gu };

  function segments(words, unit) {
    const found = Intl.Segmenter
      ? [...new Intl.Segmenter(text().lang || undefined, { granularity: unit }).segment(words)].filter((s) => unit !== "word" || s.isWordLike)
      : [...words.matchAll(cut[unit])].map((match) => ({ index: match.index, segment: match[0] }));
    return found.map(({ index, segment }) => [index, index + segment.trimEnd().length]);
  }

  function units(unit) {
    let base = 0;
    return paragraphs().flatMap((paragraph) => {
      const words = paragraph.textContent;
      const found = segments(words, unit).map(([start, end]) => [base + start, base + end]);
      base += words.length + 1;
      return found.filter(([start, end]) => end > start);
    });
  }

  function nodeIn(paragraph, left) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (left <= walker.currentNode.length) return [walker.currentNode, left];
      left -= walker.currentNode.length;
    }
    return null;
  }

  function nodeAt(place) {
    let base = 0;
    for (const paragraph of paragraphs()) {
      const length = paragraph.textContent.length;
      if (place <= base + length) return nodeIn(paragraph, place - base);
      base += length + 1;
    }
    return null;
  }

  function select([start, end]) {
    const from = nodeAt(start), to = nodeAt(end);
    if (!from || !to) return;
    span = [start, end];
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = range.getBoundingClientRect();
    if (box.top < 140 || box.bottom > innerHeight - 60) scrollBy(0, box.top - innerHeight / 3);
  }

  function spanOfSelection() {
    const selection = getSelection();
    if (!selection.rangeCount || !text().contains(selection.anchorNode)) return span;
    const range = selection.getRangeAt(0);
    const place = (node, offset) => {
      let base = 0;
      for (const paragraph of paragraphs()) {
        if (paragraph.contains(node)) {
          const before = document.createRange();
          before.selectNodeContents(paragraph);
          before.setEnd(node, offset);
          return base + before.toString().length;
        }
        base += paragraph.textContent.length + 1;
      }
      return null;
    };
    const start = place(range.startContainer, range.startOffset), end = place(range.endContainer, range.endOffset);
    return start === null || end === null ? span : [start, end];
  }

  function move(unit, forward, extend) {
    const all = units(unit);
    const [start, end] = spanOfSelection() || [-1, -1];
    const after = (place) => all.find(([from]) => from >= place);
    const before = (place) => all.findLast(([, to]) => to <= place);
    if (!extend || end < 0) {
      side = 0;
      const next = forward ? after(end < 0 ? 0 : Math.max(end, start)) : before(start);
      return next && select(next);
    }
    side ||= forward ? 1 : -1;
    const moves = side > 0 ? end : start;
    const next = forward ? all.find(([, to]) => to > moves) : all.findLast(([from]) => from < moves);
    if (!next) return;
    if (side > 0) {
      const shrunk = all.findLast(([, to]) => to < end);
      const edge = forward ? next[1] : shrunk?.[1];
      if (edge > start) select([start, edge]);
    } else {
      const shrunk = all.find(([from]) => from > start);
      const edge = forward ? shrunk?.[0] : next[0];
      if (edge < end) select([edge, end]);
    }
  }

  const ARROWS = { ArrowRight: ["word", true], ArrowLeft: ["word", false], ArrowDown: ["sentence", true], ArrowUp: ["sentence", false] };

  function inText(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) {
      event.preventDefault();
      move(...ARROWS[event.key], event.shiftKey);
      read();
    } else if (chosen) {
      const button = tools().querySelector(`[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  }

  // --- Forms beside the text ---

  const load = (url) => htmx.ajax("GET", url, { target: "#bench-side", select: "#bench-side", swap: "outerHTML" });

  function open(name) {
    const { url: page, sha256 } = byId("bench-side").dataset;
    const url = new URL(page, location.href);
    for (const [key, value] of Object.entries({ add: name, start: chosen.start, end: chosen.end, sha256 })) {
      url.searchParams.set(key, value);
    }
    load(url.pathname + url.search);
  }

  function say(words) {
    byId("bench-said").textContent = words;
  }

  function settle() {
    const form = byId("bench-form");
    const said = [...byId("bench-side").querySelectorAll("[data-said], .bench-errors")].map((each) => each.textContent.trim());
    prepare();
    restore();
    say(said.join(" ").replace(/\s+/g, " "));
    history.replaceState(history.state, "", byId("bench-side").dataset.url);
    if (form) attend(form);
    else if (text()) {
      choose(null);
      text().focus({ preventScroll: true });
    }
  }

  function attend(form) {
    const { start, end } = form.elements;
    if (start?.value && text()) show(Number(start.value), Number(end.value));
    const field = form.querySelector("[aria-invalid=true]") || form.querySelector("input:not([type=hidden]), select, textarea:not([name=words])");
    field.focus({ preventScroll: true });
    form.closest("section").scrollIntoView({ block: "nearest" });
  }

  // Of the proposals, the lists that were open stay so, and the focus goes to the next one.
  let openPiles = [], aside = null;

  function remember(target) {
    openPiles = [...document.querySelectorAll("#proposals details[open]")].map((each) => each.dataset.kind);
    const row = target.closest?.("#proposals li");
    aside = row && { kind: row.closest("details").dataset.kind, at: [...row.parentElement.children].indexOf(row) };
  }

  function restore() {
    for (const each of document.querySelectorAll("#proposals details")) {
      if (openPiles.length) each.open = openPiles.includes(each.dataset.kind);
    }
  }

  function putAside() {
    prepare();
    say(byId("proposals")?.dataset.aside || "");
    const rows = aside ? document.querySelectorAll(`#proposals details[data-kind="${aside.kind}"] li`) : [];
    const next = rows[Math.min(aside?.at ?? 0, rows.length - 1)];
    (next?.querySelector("form button") || byId("bench-side")).focus();
  }

  function lost() {
    const warning = document.createElement("p");
    warning.className = "desk-panel is-warning";
    warning.setAttribute("role", "alert");
    warning.textContent = byId("bench-side").dataset.lost;
    byId("bench-side").prepend(warning);
  }

  // --- Companies while they are typed ---

  let asked = 0;

  const token = (input) => (input.hasAttribute("data-several") ? input.value.split(";").at(-1) : input.value).trim();

  function closePicks(input) {
    input.parentElement.querySelector(".bench-picks")?.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function offer(input) {
    const words = token(input), mine = ++asked;
    if (!words) return closePicks(input);
    const answer = await fetch(`${input.dataset.companies}?${new URLSearchParams({ q: words })}`);
    if (!answer.ok || answer.redirected || mine !== asked || document.activeElement !== input) return;
    const { companies, is_new: isNew } = await answer.json();
    closePicks(input);
    const list = document.createElement("ul");
    list.id = `${input.id}-picks`;
    list.setAttribute("role", "listbox");
    companies.forEach((name) => list.append(option(list, input, name, name, false)));
    if (isNew) list.append(option(list, input, words, input.dataset.make.replace("{}", words), true));
    if (!list.children.length) return;
    const holder = document.createElement("span");
    holder.className = "bench-picks";
    holder.append(list);
    input.after(holder);
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
  }

  function option(list, input, name, label, isNew) {
    const item = document.createElement("li");
    item.id = `${list.id}-${list.children.length}`;
    item.setAttribute("role", "option");
    item.textContent = label;
    Object.assign(item.dataset, { name, new: isNew ? "1" : "" });
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      pick(input, item);
    });
    return item;
  }

  function pick(input, item) {
    const before = input.hasAttribute("data-several") ? input.value.split(";").slice(0, -1).map((name) => name.trim()) : [];
    input.value = [...before, item.dataset.name].join("; ");
    if (item.dataset.new) agree(input, item);
    closePicks(input);
  }

  function agree(input, item) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: `${input.name}-new`, value: item.dataset.name, checked: true });
    label.append(box, ` ${item.textContent}`);
    input.parentElement.querySelector(".bench-new").append(label);
  }

  function inPicks(event) {
    const input = event.target, items = [...input.parentElement.querySelectorAll(".bench-picks li")];
    if (!items.length) return;
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") closePicks(input);
    else if (event.key === "Enter" && at >= 0) pick(input, items[at]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (at + (event.key === "ArrowDown" ? 1 : items.length - (at < 0 ? 0 : 1))) % items.length;
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === next)));
      input.setAttribute("aria-activedescendant", items[next].id);
    } else return;
    event.preventDefault();
  }

  // --- Listening ---

  function prepare() {
    if (text()) {
      text().tabIndex = 0;
      tools().hidden = byId("bench-keys").hidden = false;
    }
    for (const input of document.querySelectorAll("input[data-companies]")) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-autocomplete", "list");
    }
  }

  let waits;
  document.addEventListener("selectionchange", read);
  document.addEventListener("keydown", (event) => {
    if (event.target === text()) inText(event);
    if (event.target.matches?.("input[data-companies]")) inPicks(event);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.("#bench-form")?.requestSubmit();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("input[data-companies]")) return;
    clearTimeout(waits);
    waits = setTimeout(() => offer(target).catch(() => {}), 150);
  });
  document.addEventListener("focusout", ({ target }) => target.matches?.("input[data-companies]") && closePicks(target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-add]");
    if (button && chosen) return open(button.dataset.add);
    const link = event.target.closest?.('.bench a[href*="add="], .bench a[data-cancel]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link.pathname + link.search);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    remember(event.detail.requestConfig?.elt || event.target);
    if (event.detail.serverResponse.includes('id="bench-side"')) return;
    event.detail.shouldSwap = false;
    lost();
  });
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt.id === "bench-side") settle();
    if (detail.elt.id === "proposals") {
      restore();
      putAside();
    }
  });
  prepare();
  if (byId("bench-form")) attend(byId("bench-form"));
})();
