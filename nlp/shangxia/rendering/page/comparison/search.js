// Search in both texts: letters without marks find those with marks, not the other way round.
const Search = (() => {
  const query = one("#query"), found = one("#found"), bare = new Map();
  const MOST = 2000;
  const painted = window.Highlight ? new Highlight() : null;
  let hits = [], hit = -1, pattern = "";
  if (painted) CSS.highlights.set("hits", painted);

  function plain(letter) {
    if (!bare.has(letter)) {
      bare.set(letter, letter.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase());
    }
    return bare.get(letter);
  }
  // The folded text, and for each of its units the code point that it came from.
  function folded(text, exact) {
    let written = "";
    const places = [];
    let at = 0;
    for (const letter of text) {
      for (const sign of exact ? letter.toLowerCase() : plain(letter)) { written += sign; for (let n = 0; n < sign.length; n++) places.push(at); }
      at += 1;
    }
    return { text: written, places };
  }
  function wanted() {
    const text = query.value.trim().normalize("NFC"), loose = folded(text, false).text;
    const exact = loose !== text.toLowerCase();
    return { text: exact ? text.toLowerCase() : loose, exact };
  }
  function hitsIn(side) {
    const { text: needle, exact } = wanted(), its = [];
    now.sides[side].blocks.forEach((block, at) => {
      for (const [start, , text] of block.leaves) {
        const whole = folded(text, exact);
        for (let place = whole.text.indexOf(needle); place >= 0; place = whole.text.indexOf(needle, place + needle.length)) {
          its.push({ side, block: at, start: start + whole.places[place], end: start + whole.places[place + needle.length - 1] + 1 });
        }
      }
    });
    return its;
  }
  function run() {
    const { text, exact } = wanted();
    // One Latin letter stands everywhere; one Chinese character says something.
    const enough = text.length > 1 || /[^\u0000-\u024f]/.test(text);
    pattern = enough ? text + exact : "";
    hits = enough ? [...hitsIn("a"), ...hitsIn("b")] : [];
    hit = -1;
    found.textContent = enough ? String(hits.length) : "";
    if (painted) painted.clear();
    for (const one of hits.slice(0, MOST)) paint(Columns.element(one.side, one.block), one);
    all(".half").forEach(markIn);
    Report.filter();
  }
  function paint(root, { start, end }) {
    const range = painted && rangeIn(root, start, end);
    if (range) painted.add(range);
  }
  // Texts that were drawn after the search get their marks too.
  function markIn(half) {
    const { side, block } = half.dataset;
    for (const one of hits) if (one.side === side && one.block === Number(block)) paint(half, one);
  }
  const touches = (side, block) => hits.some((one) => one.side === side && one.block === block);
  // Only what the other filters leave can be walked to.
  function reachable() {
    return hits.filter(({ side, block }) => {
      const items = now.byBlock[side][block];
      return !items.length || items.some((item) => now.fitting.has(item));
    });
  }
  function next(step) {
    const all = reachable();
    if (!all.length) return;
    hit = hit < 0 && step < 0 ? all.length - 1 : (hit + step + all.length) % all.length;
    found.textContent = `${hit + 1}/${all.length}`;
    const { side, block, start, end } = all[hit];
    Report.readBlock(side, block, [start, end], true);
  }
  let timer = 0;
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 150); });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(timer);
    if (hit < 0) run();
    next(event.shiftKey ? -1 : 1);
  });
  const holds = (item) => !pattern || hits.some((one) => item[one.side].includes(one.block));
  return { run, holds, markIn, touches, clear: () => { query.value = ""; run(); } };
})();
