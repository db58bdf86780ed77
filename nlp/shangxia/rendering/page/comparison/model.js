// The data of the page and what follows from them: items, words at offsets, order.
const DATA = JSON.parse(one("#data").textContent);
const RELATIONS = {
  same: "same", edited: "edited", split: "split", merged: "merged",
  counterpart: "counterpart", partial: "partial", only_a: "only in A", only_b: "only in B",
};
// What is shown now; `choose` in report.js fills it.
const now = { at: -1, sides: { a: null, b: null }, items: [], byBlock: { a: [], b: [] }, selected: null, versions: false };

// Offsets count code points; strings count UTF-16 units.
const SURROGATE = /[\ud800-\udbff]/;
function cut(text, from, to) {
  return SURROGATE.test(text) ? [...text].slice(from, to).join("") : text.slice(from, to);
}
function lengthOf(text) { return SURROGATE.test(text) ? [...text].length : text.length; }

for (const document of DATA.documents) {
  for (const block of document.blocks) {
    block.start = block.leaves[0][0];
    const [start, , text] = block.leaves[block.leaves.length - 1];
    block.end = start + lengthOf(text);
  }
}

// The first words of a block on one line, without layout of the source.
function opening(block, most) {
  const said = block.leaves.map(([from, , text]) => {
    let written = "", at = 0;
    for (const [start, end] of block.unseen || []) {
      if (start < from || end > from + lengthOf(text)) continue;
      written += cut(text, at, start - from);
      at = end - from;
    }
    return written + cut(text, at, lengthOf(text));
  }).join(" ").replace(/\s+/g, " ").trim();
  return said.length > most ? said.slice(0, most - 1).trimEnd() + "…" : said;
}
function words(document, start, end) {
  const pieces = [];
  for (const block of document.blocks) {
    if (block.end <= start) continue;
    if (block.start >= end) break;
    for (const [from, , text] of block.leaves) {
      const to = from + lengthOf(text);
      if (to > start && from < end) pieces.push(cut(text, Math.max(0, start - from), end - from));
    }
  }
  return pieces.join(" ");
}

function nameOf(side, blocks) {
  return blocks.map((at) => now.sides[side].blocks[at].name || "").join(", ");
}
function headingOf(side, blocks) {
  return blocks.map((at) => now.sides[side].blocks[at].heading || "").filter(Boolean).join(" · ");
}

// A row of any kind: a pair, or a provision that stands in one text only.
function itemsOf(comparison) {
  const items = comparison.pairs.map((pair) => ({
    differences: [], features: [], terms: [], changes: [], ...pair,
    differs: Boolean((pair.differences || []).length || (pair.changes || []).length),
  }));
  const alone = (side, at) => ({
    a: [], b: [], [side]: [at], score: null, relation: "only_" + side, reason: "",
    differences: [], features: [], terms: [], changes: [], differs: true, missing: true,
  });
  const ordered = [...items, ...comparison.only_a.map((at) => alone("a", at))];
  ordered.sort((x, y) => x.a[0] - y.a[0] || (x.b[0] ?? 0) - (y.b[0] ?? 0));
  return placed(ordered, comparison.only_b.map((at) => alone("b", at)));
}

// What only B has follows the pair that holds what stands before it in B.
function placed(ordered, extra) {
  const behind = new Map();
  const last = new Map();
  for (const item of ordered) for (const at of item.b) if (!last.has(at)) last.set(at, item);
  for (const item of extra) {
    let at = item.b[0] - 1;
    while (at >= 0 && !last.has(at)) at--;
    const before = last.get(at) || null;
    if (!behind.has(before)) behind.set(before, []);
    behind.get(before).push(item);
  }
  const items = [...(behind.get(null) || [])];
  for (const item of ordered) items.push(item, ...(behind.get(item) || []));
  items.forEach((item, number) => { item.number = number; });
  return items;
}

// The pairs that keep their order on both sides: the heaviest rising row of them.
function backbone(items) {
  const pairs = items.filter((item) => item.a.length && item.b.length);
  const best = [], from = [];
  let end = -1;
  pairs.forEach((pair, at) => {
    best[at] = 0;
    from[at] = -1;
    for (let other = 0; other < at; other++) {
      const rises = pairs[other].a.at(-1) <= pair.a[0] && pairs[other].b.at(-1) <= pair.b[0];
      if (rises && best[other] > best[at]) { best[at] = best[other]; from[at] = other; }
    }
    best[at] += 0.05 + pair.score;
    if (end < 0 || best[at] > best[end]) end = at;
  });
  const kept = new Set();
  for (; end >= 0; end = from[end]) kept.add(pairs[end]);
  return kept;
}

// Texts in one language of which most corresponds are versions: what is missing was deleted
// or added.  News, or another regulation, only lacks it.
function areVersions(a, b, { pairs, only_a: onlyA, only_b: onlyB }) {
  const language = (document) => document.lang.split("-")[0];
  if (language(a) !== language(b) || a.news || b.news) return false;
  const paired = (side) => new Set(pairs.flatMap((pair) => pair[side])).size;
  const share = (side, alone) => paired(side) / Math.max(1, paired(side) + alone.length);
  return Math.max(share("a", onlyA), share("b", onlyB)) > 0.5;
}

function choose(at) {
  const comparison = DATA.comparisons[at];
  now.at = at;
  now.sides = { a: DATA.documents[comparison.a], b: DATA.documents[comparison.b] };
  now.items = itemsOf(comparison);
  now.versions = areVersions(now.sides.a, now.sides.b, comparison);
  now.selected = null;
  now.backbone = backbone(now.items);
  for (const side of ["a", "b"]) {
    now.byBlock[side] = now.sides[side].blocks.map(() => []);
    for (const item of now.items) {
      if (!item.missing) item.moved = now.versions && !now.backbone.has(item);
      for (const block of item[side]) now.byBlock[side][block].push(item);
    }
    // The best pair comes first: its changes are the ones that are marked.
    for (const its of now.byBlock[side]) its.sort((x, y) => y.score - x.score || x.number - y.number);
  }
}

function relationName(item) {
  if (item.missing && now.versions) return item.a.length ? "deleted" : "added";
  return RELATIONS[item.relation] || item.relation;
}
function classOf(name) { return name.toLowerCase().replace(/[^a-z]+/g, "-"); }
function relationClass(item) { return item.missing ? "only" : classOf(item.relation); }
