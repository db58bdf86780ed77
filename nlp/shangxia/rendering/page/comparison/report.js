// The report as a whole: views, filters, the chosen pair, keys, printing.
const Report = (() => {
  const views = ["columns", "pairs", "map", "matrix", "claims"].filter((name) => one("#tab-" + name));
  const narrow = matchMedia("screen and (max-width: 760px)"), inspector = one("#inspector");
  const kind = one("#kind"), code = one("#code"), least = one("#least"), most = one("#most");
  const without = new Set(); // relations that are switched off
  // A narrow window, and paper, shows pairs instead of columns until it is wide again.
  let view = "", wished = "columns", only = "", drawn = new Set();

  // ---- views: drawn when they are first looked at
  const draws = { pairs: () => Pairs.build(), map: () => DotPlot.build(), matrix: () => Matrix.build(), claims: () => Claims.build(), columns: () => Columns.build() };
  function drawView(name) {
    if (drawn.has(name)) return;
    drawn.add(name);
    draws[name]();
    if (now.filtered !== undefined) applyTo(name);
  }
  function look(name) {
    if (!views.includes(name)) return;
    wished = name;
    view = name === "columns" && narrow.matches ? "pairs" : name;
    document.body.dataset.view = view;
    for (const other of views) {
      const is = other === view, tab = one("#tab-" + other);
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      one("#" + other).hidden = !is;
    }
    drawView(view);
    if (view === "columns") Columns.measure();
  }
  for (const name of views) one("#tab-" + name).addEventListener("click", () => { look(name); if (now.selected) reveal(now.selected); });
  one('[role="tablist"]').addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shown = views.filter((name) => one("#tab-" + name).offsetParent);
    const next = one("#tab-" + shown[(shown.indexOf(view) + step + shown.length) % shown.length]);
    next.focus();
    next.click();
  });
  narrow.addEventListener("change", () => look(wished));

  // ---- which comparison
  function show(at) {
    choose(at);
    drawn = new Set(["matrix"].filter((name) => drawn.has(name)));
    now.filtered = undefined;
    for (const side of ["a", "b"]) {
      const title = one("#title-" + side);
      title.textContent = visible(now.sides[side].title);
      title.lang = language(side);
    }
    one("#basis").textContent = visible(DATA.comparisons[at].basis);
    if (one("#chooser")) one("#chooser").value = String(at);
    only = "";
    without.clear();
    fillFilters();
    // The text is searched whatever the view.
    drawView("columns");
    look(wished);
    Search.run();
  }
  if (one("#chooser")) {
    one("#chooser").append(...DATA.comparisons.map((comparison, at) => make("option", { value: at }, `${DATA.documents[comparison.a].title} ⇄ ${DATA.documents[comparison.b].title}`)));
    one("#chooser").addEventListener("change", (event) => show(Number(event.target.value)));
  }

  // ---- filters
  const count = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  };
  const ofSegment = { "": () => true, differences: (item) => item.differs && !item.missing, missing: (item) => item.missing };
  function fillFilters() {
    for (const button of all("[data-only]")) one(".count", button).textContent = String(now.items.filter(ofSegment[button.dataset.only]).length);
    const order = Object.keys(RELATIONS), counts = [...count(now.items.map((item) => item.relation))];
    counts.sort((x, y) => order.indexOf(x[0]) - order.indexOf(y[0]));
    one("#relations").replaceChildren(...counts.map(([relation, number]) => {
      const example = now.items.find((item) => item.relation === relation);
      return make("button", { type: "button", class: "relation r-" + relationClass(example), "aria-pressed": "true", data: { relation } }, make("i", { "aria-hidden": "true" }), relationName(example), " ", make("span", { class: "count" }, String(number)));
    }));
    const kinds = [...count(now.items.flatMap((item) => [...new Set(item.differences.map((one) => one.kind))]))].sort((x, y) => y[1] - x[1]);
    kind.replaceChildren(make("option", { value: "" }, "Difference"), ...kinds.map(([name, number]) => make("option", { value: name }, `${kindName(name)} (${number})`)));
    kind.hidden = !kinds.length;
    const codes = count(now.items.flatMap((item) => [...codesOf(item)]));
    const groups = new Map();
    for (const row of DATA.matrix) {
      if (!codes.has(row.key)) continue;
      const option = make("option", { value: row.key }, `${row.names[0]} (${codes.get(row.key)})`);
      groups.set(row.codebook, [...(groups.get(row.codebook) || []), option]);
    }
    code.replaceChildren(make("option", { value: "" }, "Code"), ...[...groups].map(([book, options]) => make("optgroup", { label: book || "codes" }, options)));
    code.hidden = !groups.size;
    [least.value, most.value] = [0, 1];
  }
  function codesOf(item) {
    const found = new Set();
    for (const side of ["a", "b"]) for (const at of item[side]) for (const key of now.sides[side].blocks[at].codes || []) found.add(key);
    return found;
  }
  function fits(item) {
    if (!ofSegment[only](item) || without.has(item.relation)) return false;
    if (kind.value && !item.differences.some((one) => one.kind === kind.value)) return false;
    if (code.value && !codesOf(item).has(code.value)) return false;
    // What has no counterpart has no score.
    const bounded = least.value > 0 || most.value < 1;
    if (bounded && (item.score === null || item.score < least.value || item.score > most.value)) return false;
    return Search.holds(item);
  }
  function applyTo(name) {
    const test = (item) => now.fitting.has(item);
    if (name === "columns") Columns.filter(test);
    else if (name === "pairs") Pairs.filter(test);
    else if (name === "map") DotPlot.filter(test);
    const target = { columns: Columns, pairs: Pairs, map: DotPlot }[name];
    if (target) target.select(now.selected);
  }
  function filter() {
    now.fitting = new Set(now.items.filter(fits));
    now.filtered = now.fitting.size < now.items.length;
    for (const button of all("[data-only]")) button.setAttribute("aria-checked", String(button.dataset.only === only));
    for (const button of all("[data-relation]")) button.setAttribute("aria-pressed", String(!without.has(button.dataset.relation)));
    const bounded = least.value > 0 || most.value < 1;
    one("#range").textContent = bounded ? `${Number(least.value).toFixed(2)}–${Number(most.value).toFixed(2)}` : "";
    one("#reset").hidden = !now.filtered;
    document.body.classList.toggle("filtered", now.filtered);
    for (const name of drawn) applyTo(name);
  }
  for (const button of all("[data-only]")) button.addEventListener("click", () => { only = button.dataset.only; filter(); });
  one("#relations").addEventListener("click", (event) => {
    const { relation } = (event.target.closest("[data-relation]") || { dataset: {} }).dataset;
    if (!relation) return;
    if (!without.delete(relation)) without.add(relation);
    filter();
  });
  for (const control of [kind, code]) control.addEventListener("change", filter);
  least.addEventListener("input", () => { if (least.value > most.value) most.value = least.value; filter(); });
  most.addEventListener("input", () => { if (most.value < least.value) least.value = most.value; filter(); });
  function clear() {
    only = kind.value = code.value = "";
    without.clear();
    [least.value, most.value] = [0, 1];
    Search.clear();
  }
  for (const button of [one("#reset"), ...all(".reset")]) button.addEventListener("click", clear);

  // ---- the chosen pair and its reasons
  function mark(item) {
    now.selected = item;
    for (const name of drawn) ({ columns: Columns, pairs: Pairs, map: DotPlot })[name]?.select(item);
  }
  function select(item) {
    mark(item);
    if (!item) inspector.hidden = true;
    else if (!inspector.hidden || view === "columns") inspect(item);
  }
  function inspect(item) {
    const step = (by, sign, name) => make("button", { type: "button", "aria-label": name, title: name, click: () => walk(by, (one) => one.differs) }, sign);
    const name = (side) => make("span", { lang: language(side) }, make("b", {}, nameOf(side, item[side]) || "—"), " ", make("span", { class: "soft" }, headingOf(side, item[side])));
    const close = make("button", { type: "button", "aria-label": "Fold", title: "Fold (Esc)", click: () => { inspector.hidden = true; Columns.measure(); } }, "✕");
    const opened = inspector.hidden;
    inspector.hidden = false;
    inspector.replaceChildren(
      make("header", {}, name("a"), make("span", { class: "soft" }, "↔"), name("b"), badge(item), make("span", { class: "steps" }, step(-1, "▲", "Previous difference (p)"), step(1, "▼", "Next difference (n)"), close)),
      reasons(item));
    inspector.scrollTop = 0;
    if (opened) Columns.measure();
  }
  function reveal(item) {
    if (view === "columns") Columns.reveal(item);
    else if (view === "pairs") Pairs.reveal(item);
  }
  function open(item) {
    if (view !== "columns" && view !== "pairs") look("columns");
    if (!now.fitting.has(item)) clear();
    select(item);
    reveal(item);
  }
  function walk(by, test) {
    const shown = now.items.filter((item) => now.fitting.has(item) && test(item));
    if (!shown.length) return;
    // Without a chosen pair one goes on from where one reads.
    const here = view === "columns" ? Columns.reading() : by > 0 ? 0 : now.items.length;
    const from = now.selected ? now.selected.number : here - (by > 0 ? 1 : 0);
    const next = by > 0 ? shown.find((item) => item.number > from) : shown.findLast((item) => item.number < from);
    open(next || (by > 0 ? shown[0] : shown.at(-1)));
  }
  // Show a block, and words in it; `quiet` leaves the reasons folded.
  function readBlock(side, block, span = null, quiet = false) {
    if (view !== "columns" && view !== "pairs") look("columns");
    const item = now.byBlock[side][block].find((one) => now.fitting.has(one)) || now.byBlock[side][block][0];
    if (item && !now.fitting.has(item)) clear();
    if (item) quiet ? mark(item) : select(item);
    const inCard = view === "pairs" && item;
    if (inCard) Pairs.reveal(item);
    else Columns.revealBlock(side, block);
    const root = inCard ? one(`[data-side="${side}"][data-block="${block}"]`, Pairs.card(item)) : Columns.element(side, block);
    const range = span && root && rangeIn(root, ...span);
    pointAt(range ? [range] : []);
  }
  function pointAt(ranges) {
    if (window.CSS && CSS.highlights) CSS.highlights.set("pointed", new Highlight(...ranges));
    for (const range of ranges) range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
  }
  // Words of both sides, where the pair is shown.
  function point(item, a, b) {
    const ranges = [];
    for (const [side, span] of [["a", a], ["b", b]]) {
      if (!span) continue;
      for (const at of item[side]) {
        const roots = view === "pairs" ? all(`[data-side="${side}"][data-block="${at}"]`, Pairs.card(item)) : [Columns.element(side, at)];
        for (const root of roots) {
          const range = rangeIn(root, ...span);
          if (range) ranges.push(range);
        }
      }
    }
    pointAt(ranges);
  }
  document.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return; // words are being copied
    const term = event.target.closest(".term"), chip = event.target.closest(".chip[data-difference]");
    if (term) {
      const { item, a, b } = term.dataset;
      point(now.items[item], a.split(",").map(Number), b.split(",").map(Number));
      return;
    }
    if (chip) {
      const item = now.items[chip.dataset.item], difference = item.differences[chip.dataset.difference];
      if (now.selected !== item || (view === "columns" && inspector.hidden)) { select(item); reveal(item); }
      point(item, difference.at_a, difference.at_b);
      return;
    }
    const tie = event.target.closest("[data-item].tie, .ribbon");
    if (tie) { open(now.items[tie.dataset.item]); return; }
    const block = event.target.closest("#columns .block.unit");
    if (block) {
      const items = now.byBlock[block.dataset.side][block.dataset.block];
      if (items.length) open(items[0]);
      return;
    }
    const card = event.target.closest(".card > header");
    if (card) select(now.items[card.parentElement.dataset.item]);
  });

  // ---- keys
  function fold() {
    if (!now.selected) return;
    if (view === "pairs") { Pairs.unfold(now.selected); return; }
    if (view !== "columns") return;
    if (inspector.hidden) inspect(now.selected);
    else inspector.hidden = true;
    Columns.measure();
  }
  function escape() {
    if (window.CSS && CSS.highlights) CSS.highlights.delete("pointed");
    if (!inspector.hidden) { inspector.hidden = true; Columns.measure(); return; }
    clear();
    select(null);
    document.activeElement.blur();
  }
  const keys = {
    n: () => walk(1, (item) => item.differs), p: () => walk(-1, (item) => item.differs),
    j: () => walk(1, () => true), k: () => walk(-1, () => true), "?": () => one("#keys").showModal(),
    "/": (event) => { event.preventDefault(); one("#query").focus(); one("#query").select(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("#keys").open) return;
    if (event.key === "Escape") { escape(); return; }
    if (event.target.closest?.("input:not([type=range]):not([type=checkbox]), select")) return;
    if (keys[event.key]) keys[event.key](event);
    else if (event.key === "Enter" && !event.target.closest?.("button, summary, a")) fold();
    else if (views[Number(event.key) - 1]) look(views[Number(event.key) - 1]);
  });

  // ---- paper gets every view but the columns
  addEventListener("beforeprint", () => {
    for (const name of views) { drawView(name); }
    Pairs.fillAll();
  });
  return { show, filter, open, readBlock, look, filterCode: (key) => { code.value = key; filter(); look("columns"); } };
})();
Report.show(0);
