// Elements from data.  Text is only ever made into text, never into markup.
const SIGNS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
// Controls that reorder or hide text are spelt out.
function visible(text) {
  return text.replace(SIGNS, (sign) => {
    const number = sign.codePointAt(0);
    if (number < 0x20) return String.fromCodePoint(0x2400 + number);
    return `⟨U+${number.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

function make(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "click") element.addEventListener("click", value);
    else if (key === "data") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : visible(String(value)));
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== "") {
      element.append(typeof child === "string" ? visible(child) : child);
    }
  }
  return element;
}
function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// ---- marks: [start, end, classes]; pieces between their ends know which marks cover them
function marksOf(side, its) {
  const marks = [];
  const [from, to] = side === "a" ? [0, 2] : [2, 0];
  for (const change of its.length ? its[0].changes : []) {
    const whole = change[to] === change[to + 1];
    if (change[from] < change[from + 1]) {
      marks.push([change[from], change[from + 1], side === "a" ? (whole ? "gone" : "was") : whole ? "new" : "now"]);
    }
  }
  for (const item of its) {
    for (const one of item.differences) {
      const at = one["at_" + side];
      if (at) marks.push([...at, "diff k-" + classOf(one.kind)]);
    }
  }
  return marks;
}
function leafElement(leaf, marks) {
  const [start, role, text] = leaf, end = start + lengthOf(text);
  const here = marks.filter((mark) => mark[0] < end && mark[1] > start);
  const bounds = new Set([start, end]);
  for (const mark of here) for (const at of mark.slice(0, 2)) if (at > start && at < end) bounds.add(at);
  const cuts = [...bounds].sort((x, y) => x - y);
  const element = make("div", { class: "w " + role });
  for (let at = 0; at + 1 < cuts.length; at++) {
    const [from, to] = [cuts[at], cuts[at + 1]];
    const said = document.createTextNode(visible(cut(text, from - start, to - start)));
    said.from = from;
    said.to = to;
    const classes = [...new Set(here.filter((mark) => mark[0] <= from && mark[1] >= to).map((mark) => mark[2]))].join(" ");
    // Layout of the source, such as the signs of bold print.
    if (/\bunseen\b/.test(classes)) continue;
    if (!classes) { element.append(said); continue; }
    const name = /gone|was/.test(classes) ? "del" : /new|now/.test(classes) ? "ins" : "mark";
    const holder = make(name, { class: classes });
    holder.append(said);
    element.append(holder);
  }
  return element;
}
// The text of a block with the marks of all its pairs, or of the one that is shown.
function textOf(side, block, items = now.byBlock[side][block]) {
  const { leaves, unseen = [] } = now.sides[side].blocks[block];
  const marks = [...marksOf(side, items), ...unseen.map((range) => [...range, "unseen"])];
  return leaves.map((leaf) => leafElement(leaf, marks));
}
// A range over words, given by code points, in whatever shows them inside of `root`.
function rangeIn(root, start, end) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), range = document.createRange();
  let found = false;
  const inside = (node, at) => {
    const size = node.to - node.from;
    if (lengthOf(node.data) !== size) return at > node.from ? node.length : 0;
    return cut(node.data, 0, Math.min(at, node.to) - node.from).length;
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.from === undefined || node.to <= start || node.from >= end) continue;
    if (!found) range.setStart(node, inside(node, Math.max(start, node.from)));
    range.setEnd(node, inside(node, end));
    found = true;
  }
  return found ? range : null;
}

// ---- what is said of a pair
function kindName(kind) { return kind.replaceAll("-", " "); }
function chipText(one) {
  // False friends look alike; nothing says that the two provisions differ.
  const sign = one.kind === "false-friend" ? " ~ " : " ≠ ";
  return [one.a ?? "—", make("i", { class: "vs" }, sign), one.b ?? "—"];
}
function chips(item) {
  if (!item.differences.length) return null;
  return make("div", { class: "chips" }, item.differences.map((one, at) => make(
    "button",
    { type: "button", class: "chip k-" + classOf(one.kind), title: one.note || one.kind, data: { difference: at, item: item.number } },
    make("b", {}, kindName(one.kind)), " ", make("span", {}, chipText(one)),
  )));
}
function badge(item) {
  const score = item.score === null ? null : make("span", { class: "number" }, item.score.toFixed(2));
  return make("span", { class: "badge r-" + relationClass(item) }, relationName(item), score && " ", score);
}
function bar(share) {
  const picture = draw("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "share", "aria-hidden": "true" });
  picture.append(draw("rect", { width: 100, height: 8, class: "ground" }), draw("rect", { width: Math.min(100, Math.abs(100 * share)), height: 8, class: share < 0 ? "against" : "for" }));
  return picture;
}
function language(side) { return now.sides[side].lang; }

const KNOWN = { alike: "written alike", glossary: "glossary", reading: "Hán-Việt reading", learned: "learned from parallel texts" };
function termList(item) {
  const { a, b } = now.sides, seen = new Set(), shown = [];
  for (const [from, to, start, end, kind, reading] of item.terms) {
    const first = words(a, from, to), second = words(b, start, end), key = first + "\n" + second;
    if (seen.has(key)) continue;
    seen.add(key);
    shown.push(make(
      "button", { type: "button", class: "term t-" + classOf(kind), title: KNOWN[kind] || kind, data: { a: [from, to], b: [start, end], item: item.number } },
      make("span", { lang: a.lang }, first),
      kind === "alike" && first === second ? null : [make("i", {}, " = "), make("span", { lang: b.lang }, second)],
      reading && make("small", { lang: "vi" }, ` ${reading}`),
    ));
  }
  return shown.length ? [make("h3", {}, "Shared terms"), make("div", { class: "terms" }, shown)] : null;
}
function featureTable(item) {
  if (!item.features.length) return null;
  return [make("h3", {}, "What the score is made of"), make("table", { class: "features" }, make("tbody", {}, item.features.map(
    ([name, value, share]) => make("tr", {},
      make("th", { scope: "row" }, name),
      make("td", { class: "number", title: "value from 0 to 1" }, value.toFixed(2)),
      make("td", { class: "shares" }, bar(share)),
      make("td", { class: "number", title: share < 0 ? "speaks against the pair" : "share of the score" }, `${Math.round(share * 100)} %`.replace("-", "−"))),
  )))];
}
function differenceTable(item) {
  if (!item.differences.length) return null;
  const cell = (side, said) => make("td", { lang: language(side) }, said === null ? "—" : said);
  return [make("h3", {}, "Differences"), make("table", { class: "differences" }, make("tbody", {}, item.differences.map(
    (one, at) => make("tr", { data: { difference: at, item: item.number } },
      make("th", { scope: "row" }, make("button", { type: "button", class: "chip k-" + classOf(one.kind), data: { difference: at, item: item.number } }, kindName(one.kind))),
      cell("a", one.a), cell("b", one.b), make("td", { class: "note" }, one.note)),
  )))];
}
function reasons(item) {
  if (item.missing) {
    const there = item.a.length ? "b" : "a";
    const said = now.versions
      ? `Nothing in “${now.sides[there].title}” is close enough to this provision: it was ${item.a.length ? "deleted" : "added"}.`
      : `No provision of “${now.sides[there].title}” scores high enough to be its counterpart.`;
    return make("div", { class: "reasons" }, make("div", {}, make("p", {}, said)));
  }
  const moved = item.moved ? make("p", { class: "note" }, "Stands in another place of the order.") : null;
  return make("div", { class: "reasons" },
    make("div", {}, make("h3", {}, "Why"), make("p", {}, item.reason || "No reason was given."), moved, featureTable(item)),
    make("div", {}, differenceTable(item), termList(item)));
}
