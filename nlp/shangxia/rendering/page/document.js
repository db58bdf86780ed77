// The page of a document: rows and words lead to each other; filters; search.
// Nothing of the text is ever made into markup here.
(() => {
  const main = one("main"), rows = all("tr[data-t]"), tabs = all('[role="tab"]');
  const query = one("#query"), code = one("#code"), norm = one("#norm"), found = one("#found");
  const narrow = matchMedia("(max-width: 760px)");
  let selected = null, hits = [], hit = -1, hitNodes = new Set();

  const byKey = (root, key) => all(`[data-i="${CSS.escape(key)}"]`, root);
  const panelOf = (row) => row.closest('[role="tabpanel"]');
  const openPanel = () => one('[role="tabpanel"]:not([hidden])');

  // ---- panes and tabs
  function view(name) {
    main.dataset.view = name;
    for (const button of all("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
  }
  for (const button of all("[data-show]")) button.addEventListener("click", () => view(button.dataset.show));

  function showPanel(id) {
    for (const tab of tabs) {
      const is = tab.id === "tab-" + id;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      one("#" + tab.getAttribute("aria-controls")).hidden = !is;
    }
  }
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => showPanel(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(at + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  });
  // The first table that has rows is the one to open.
  const first = tabs.find((tab) => one("tr[data-t]", one("#" + tab.getAttribute("aria-controls"))));
  showPanel(first ? first.id.slice(4) : "instrument");

  // ---- rows and words
  function flash(elements) {
    for (const element of elements) {
      element.classList.remove("flash");
      void element.offsetWidth; // starts the animation anew
      element.classList.add("flash");
    }
  }
  function reveal(elements) {
    if (!elements.length) return;
    if (narrow.matches) view("text");
    const place = { block: elements[0].matches(".n") ? "start" : "center" };
    elements[0].scrollIntoView(place);
    // Sections above get their true height only now that they were drawn.
    requestAnimationFrame(() => elements[0].scrollIntoView(place));
    for (const element of all("#text .sel")) element.classList.remove("sel");
    for (const element of elements) element.classList.add("sel");
    flash(elements);
  }
  function wordsOf(holder) {
    const marks = holder.dataset.i === undefined ? [] : byKey(one("#text"), holder.dataset.i);
    if (marks.length) return marks;
    const row = holder.closest("tr"), node = row && document.getElementById(row.dataset.t);
    return node ? [node] : [];
  }
  function select(row) {
    if (selected) { selected.classList.remove("on"); selected.removeAttribute("aria-current"); }
    selected = row;
    if (!row) return;
    row.classList.add("on");
    row.setAttribute("aria-current", "true");
  }
  function toRow(row) {
    showPanel(panelOf(row).id.slice(6));
    if (row.hidden) { found.textContent = "filtered out"; return; }
    select(row);
    if (narrow.matches) view("table");
    row.scrollIntoView({ block: "center" });
    flash([row]);
  }
  one("#table").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-t]");
    if (!row || event.target.closest("a.chip")) return;
    if (event.target.closest("a")) event.preventDefault();
    select(row);
    reveal(wordsOf(event.target.closest("button[data-i]") || row));
  });
  const HOME = { coding: "codings", claim: "claims", figure: "claims", listed: "claims", mention: "mentions" };
  one("#text").addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return; // words are being copied
    const mark = event.target.closest(".m");
    if (mark) {
      if (mark.matches("a[href]")) return; // a citation leads to its node
      const kind = [...mark.classList].find((name) => name !== "m");
      const panel = one("#panel-" + (HOME[kind] || "provisions"));
      // Of a paragraph and its item, the item comes last and says it closest.
      const holder = byKey(panel, mark.dataset.i).pop();
      if (holder) toRow(holder.closest("tr"));
      return;
    }
    const node = event.target.closest("[data-norm]");
    const row = node && all("#panel-provisions tr[data-t]").find((one) => one.dataset.t === node.id);
    if (row && !narrow.matches) toRow(row);
  });
  function arrive() {
    const id = decodeURIComponent(location.hash.slice(1));
    const node = id && document.getElementById(id);
    if (node && node.closest("#text")) reveal([node]);
  }
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && !event.defaultPrevented && link.hash === location.hash) arrive();
  });
  if (location.hash) arrive();

  // ---- filters
  const normOf = new Map();
  function rowNorm(row) {
    if (!normOf.has(row)) {
      const node = document.getElementById(row.dataset.t);
      const norms = row.dataset.norm || (node && node.closest("[data-norm]") || { dataset: {} }).dataset.norm;
      normOf.set(row, norms || "");
    }
    return normOf.get(row);
  }
  function fits(row, words, exact) {
    const coded = panelOf(row).id === "panel-provisions" || panelOf(row).id === "panel-codings";
    if (coded && code.value && !row.dataset.codes.split("\n").includes(code.value)) return false;
    if (norm.value && rowNorm(row) !== norm.value) return false;
    if (!words) return true;
    if (folded(row.textContent, exact).text.includes(words)) return true;
    const node = document.getElementById(row.dataset.t);
    return panelOf(row).id === "panel-provisions" && hitNodes.has(node);
  }
  function filter() {
    const words = wanted();
    for (const row of rows) row.hidden = !fits(row, words.text, words.exact);
    for (const panel of all('[role="tabpanel"]')) {
      const its = all("tr[data-t]", panel), shown = its.filter((row) => !row.hidden).length;
      const count = one(".count", one("#" + panel.getAttribute("aria-labelledby")));
      if (count) count.textContent = shown === its.length ? its.length : `${shown}/${its.length}`;
      const empty = one(".empty", panel);
      if (empty) empty.hidden = shown > 0;
    }
    for (const mark of all("#text [data-c]")) mark.classList.toggle("off", Boolean(code.value) && mark.dataset.c !== code.value);
    for (const node of all("#text [data-norm]")) node.classList.toggle("in-filter", Boolean(norm.value) && node.dataset.norm === norm.value);
  }
  for (const choice of [code, norm]) choice.addEventListener("change", filter);
  for (const box of all(".legend input")) {
    box.addEventListener("change", () => document.body.classList.toggle("no-" + box.value, !box.checked));
  }

  // ---- search: letters without marks find those with marks, not the other way round
  const plain = new Map();
  function bare(letter) {
    if (!plain.has(letter)) {
      plain.set(letter, letter.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase());
    }
    return plain.get(letter);
  }
  function folded(text, exact) {
    let written = "";
    const places = [];
    for (let at = 0; at < text.length; at++) {
      const letter = exact ? text[at].toLowerCase() : bare(text[at]);
      for (const sign of letter) { written += sign; places.push(at); }
    }
    return { text: written, places };
  }
  function wanted() {
    const text = query.value.trim().normalize("NFC"), loose = folded(text, false).text;
    const exact = loose !== text.toLowerCase();
    return { text: exact ? text.toLowerCase() : loose, exact };
  }
  const leaves = all("#text .w");
  function rangesIn(leaf, words, exact) {
    const whole = folded(leaf.textContent, exact), ranges = [];
    let at = whole.text.indexOf(words);
    if (at < 0) return ranges;
    const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT), nodes = [];
    let length = 0;
    while (walker.nextNode()) {
      nodes.push([walker.currentNode, length]);
      length += walker.currentNode.length;
    }
    const locate = (offset, range, side) => {
      const [node, start] = nodes.findLast(([, start], index) => (side === "Start" ? start <= offset : start < offset || !index));
      range["set" + side](node, offset - start);
    };
    for (; at >= 0; at = whole.text.indexOf(words, at + words.length)) {
      const range = document.createRange();
      locate(whole.places[at], range, "Start");
      locate(whole.places[at + words.length - 1] + 1, range, "End");
      ranges.push(range);
    }
    return ranges;
  }
  function search() {
    const { text, exact } = wanted();
    // One Latin letter stands everywhere; one Chinese character says something.
    const enough = text.length > 1 || /[^\u0000-\u024f]/.test(text);
    hits = enough ? leaves.flatMap((leaf) => rangesIn(leaf, text, exact)) : [];
    hit = -1;
    hitNodes = new Set();
    for (const range of hits) {
      let node = range.startContainer.parentElement.closest(".n");
      for (; node && !hitNodes.has(node); node = node.parentElement.closest(".n")) hitNodes.add(node);
    }
    found.textContent = enough ? String(hits.length) : "";
    if (CSS.highlights) CSS.highlights.set("hits", new Highlight(...hits.slice(0, 5000)));
    filter();
  }
  function nextHit(step) {
    if (!hits.length) return;
    hit = (hit + step + hits.length) % hits.length;
    found.textContent = `${hit + 1}/${hits.length}`;
    const holder = hits[hit].startContainer.parentElement;
    if (narrow.matches) view("text");
    holder.scrollIntoView({ block: "center" });
    flash([holder]);
  }
  let timer = 0;
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { clearTimeout(timer); if (hit < 0) search(); nextHit(event.shiftKey ? -1 : 1); }
  });

  // ---- keys
  function reset() {
    query.value = code.value = norm.value = "";
    select(null);
    for (const element of all("#text .sel")) element.classList.remove("sel");
    search();
  }
  for (const button of all(".reset")) button.addEventListener("click", reset);
  function step(by) {
    const shown = all("tr[data-t]", openPanel()).filter((row) => !row.hidden);
    if (!shown.length) return;
    const at = shown.indexOf(selected);
    const row = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))];
    select(row);
    row.scrollIntoView({ block: "nearest" });
    reveal(wordsOf(row));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("#keys").open) return;
    if (event.key === "Escape") {
      one(".legend").open = false;
      reset();
      document.activeElement.blur();
    } else if (!event.target.closest?.("input, select")) {
      if (event.key === "j") step(1);
      else if (event.key === "k") step(-1);
      else if (event.key === "?") one("#keys").showModal();
      else if (event.key === "/") { event.preventDefault(); query.focus(); query.select(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".legend")) one(".legend").open = false;
  });

  // ---- the outline shows where one is
  const links = new Map(all("#outline li a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const seen = new Set();
  const watcher = new IntersectionObserver((changes) => {
    for (const change of changes) change.isIntersecting ? seen.add(change.target) : seen.delete(change.target);
    // Of those in sight, the one deepest in the tree and first in the text.
    const here = [...seen].filter((node) => ![...seen].some((other) => other !== node && node.contains(other)));
    here.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    for (const link of all("#outline [aria-current]")) link.removeAttribute("aria-current");
    const link = here.length && links.get(here[0].id);
    if (!link) return;
    link.setAttribute("aria-current", "location");
    if (!narrow.matches) link.scrollIntoView({ block: "nearest" });
  }, { root: one("#text"), rootMargin: "-24px 0px -70% 0px" });
  for (const id of links.keys()) {
    const node = document.getElementById(id);
    if (node) watcher.observe(node);
  }
})();
