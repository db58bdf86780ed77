// Codebooks against documents as a heat map, and claims against provisions.
const Matrix = (() => {
  const holder = one("#matrix");

  const heat = (count) => (count === 0 ? "hole" : "h" + Math.min(5, Math.ceil(Math.log2(count + 1))));
  // Where a provision can be read: in this comparison, or in the first that has the document.
  function go(number, block) {
    const here = DATA.comparisons[now.at];
    if (here.a !== number && here.b !== number) {
      const at = DATA.comparisons.findIndex((one) => one.a === number || one.b === number);
      Report.show(at);
    }
    const comparison = DATA.comparisons[now.at];
    Report.readBlock(comparison.a === number ? "a" : "b", block);
  }
  function places(row, number) {
    const { lang, blocks } = DATA.documents[number];
    const links = row.cells[number].map(([block, name]) => {
      if (block === null) return make("span", { class: "soft", lang }, name);
      return make("button", { type: "button", class: "place", lang, title: opening(blocks[block], 70), click: () => go(number, block) }, name);
    });
    return links.length ? links : make("span", { class: "soft" }, "not covered");
  }
  function unfold(line, row) {
    const next = line.nextElementSibling;
    if (next && next.classList.contains("more")) { next.remove(); return; }
    const cells = DATA.documents.map((document, number) => make("div", {}, make("b", { lang: document.lang }, document.title), make("div", { class: "places" }, places(row, number))));
    line.after(make("tr", { class: "more" }, make("td", { colspan: DATA.documents.length + 1 }, make("div", { class: "cells" }, cells))));
  }
  function cell(row, number, line) {
    const found = row.cells[number], few = DATA.documents.length < 4;
    const said = found.length ? `${found.length} in ${DATA.documents[number].title}` : `a hole: nothing in ${DATA.documents[number].title}`;
    const button = make("button", {
      type: "button", class: heat(found.length), "aria-label": said, title: said,
      click: () => (found.length === 1 && found[0][0] !== null ? go(number, found[0][0]) : unfold(line, row)),
    }, make("b", {}, found.length ? String(found.length) : "–"));
    if (few && found.length) {
      const names = found.slice(0, 3).map((one) => one[1]).join(", ");
      button.append(make("span", { lang: DATA.documents[number].lang }, ` ${names}${found.length > 3 ? " …" : ""}`));
    }
    return make("td", {}, button);
  }
  function rowElement(row) {
    const [name, ...others] = row.names, line = make("tr", { data: { key: row.key } });
    const other = others.find((one) => one !== name);
    line.append(make("th", { scope: "row" }, make("button", { type: "button", class: "name", title: `${row.key}: show only its provisions`, click: () => Report.filterCode(row.key) }, name), other && make("small", {}, other)));
    line.append(...DATA.documents.map((_, number) => cell(row, number, line)));
    const covered = row.cells.filter((one) => one.length).length;
    line.dataset.holes = covered === 0 ? "all" : covered < row.cells.length ? "some" : "none";
    return line;
  }
  function group(codebook, rows) {
    const uncovered = rows.filter((row) => row.cells.every((one) => !one.length));
    const body = make("tbody", {}, make("tr", { class: "of" }, make("th", { colspan: DATA.documents.length + 1, scope: "rowgroup" }, codebook || "codes",
      uncovered.length ? make("span", { class: "count" }, `  ${uncovered.length} of ${rows.length} codes are in none`) : null)));
    body.append(...rows.map(rowElement));
    return body;
  }
  function build() {
    const books = new Map();
    for (const row of DATA.matrix) books.set(row.codebook, [...(books.get(row.codebook) || []), row]);
    const heads = DATA.documents.map((document) => make("th", { scope: "col", lang: document.lang }, make("span", {}, document.title)));
    const table = make("table", { class: "heat" + (DATA.documents.length > 3 ? " many" : "") }, make("thead", {}, make("tr", {}, make("th", {}, "Code"), heads)), [...books].map(([book, rows]) => group(book, rows)));
    const option = (value, name) => make("label", {}, make("input", { type: "radio", name: "holes", value, checked: value === "" }), " " + name);
    const choice = make("div", { class: "choice", role: "radiogroup", "aria-label": "Codes" }, option("", "covered somewhere"), option("some", "holes: in one, not in another"), option("all", "all codes"));
    choice.addEventListener("change", (event) => { table.dataset.show = event.target.value; });
    table.dataset.show = "";
    const empty = make("p", { class: "empty" }, "No codebook was applied.");
    holder.replaceChildren(one("h2", holder), DATA.matrix.length ? choice : empty, DATA.matrix.length ? make("div", { class: "scroller" }, table) : "");
  }
  return { build };
})();

const Claims = (() => {
  const holder = one("#claims");
  function rowElement(claim) {
    const there = claim.side === "a" ? "b" : "a", { lang, title } = now.sides[there];
    const source = claim.node === null ? make("span", { class: "soft" }, "—")
      : claim.node_block === null ? make("span", { lang }, claim.node)
        : make("button", { type: "button", class: "place", lang, title, click: () => Report.readBlock(there, claim.node_block) }, claim.node);
    const listed = claim.listed.map(([from, to]) => make("li", {}, words(now.sides[claim.side], from, to)));
    return make("tr", {},
      make("td", {}, make("span", { class: "badge " + classOf(claim.verdict) }, claim.verdict)),
      make("td", {}, claim.said && make("b", { class: "said", lang: language(claim.side) }, claim.said), make("button", { type: "button", class: "quote", lang: language(claim.side), click: () => claim.block !== null && Report.readBlock(claim.side, claim.block, claim.at) }, claim.text),
        listed.length ? make("details", {}, make("summary", {}, `${listed.length} listed`), make("ol", { lang: language(claim.side) }, listed)) : null),
      make("td", {}, source),
      make("td", { class: "note" }, claim.reason));
  }
  function build() {
    const { claims } = DATA.comparisons[now.at], counts = {};
    for (const claim of claims) counts[claim.verdict] = (counts[claim.verdict] || 0) + 1;
    const summary = Object.entries(counts).map(([verdict, count]) => make("span", { class: "badge " + classOf(verdict) }, `${count} ${verdict}`));
    const head = make("thead", {}, make("tr", {}, ["Verdict", "Claim", "Provision", "Reason"].map((name) => make("th", { scope: "col" }, name))));
    const table = make("div", { class: "scroller" }, make("table", { class: "claims" }, head, make("tbody", {}, claims.map(rowElement))));
    holder.replaceChildren(one("h2", holder), make("p", { class: "chips" }, summary), claims.length ? table : make("p", { class: "empty" }, "Neither side makes claims about the other."));
  }
  return { build };
})();
