// Two columns that scroll to each other, and ribbons between counterparts.
const Columns = (() => {
  const sides = ["a", "b"], column = { a: one("#column-a"), b: one("#column-b") };
  const ties = one("#ties"), elements = { a: [], b: [] }, none = {}, tops = { a: [], b: [] }, ends = { a: [], b: [] };
  let anchors = [], expected = { a: -1, b: -1 }, slack = { by: 0, at: 0 }, pending = 0, shown = () => true;
  // The line of the window at which one reads.
  const READING = 0.33, FADE = 900;

  function tag(side, items) {
    const other = side === "a" ? "b" : "a";
    return items.map((item) => make(
      "button",
      { type: "button", class: "tie r-" + relationClass(item), data: { item: item.number }, "aria-label": `${relationName(item)} ${nameOf(other, item[other])}` },
      item.missing ? relationName(item) : [make("span", { lang: language(other) }, nameOf(other, item[other]) || "–"), item.moved ? " ↕" : ""],
    ));
  }
  function blockElement(side, at) {
    const block = now.sides[side].blocks[at], items = now.byBlock[side][at];
    const relation = items.length ? "r-" + relationClass(items[0]) : "";
    const kind = block.name !== undefined ? "unit" : block.part ? "part" : "frame";
    const element = make("div", { class: `block ${kind} ${relation}`, data: { side, block: at } });
    if (items.length) element.append(make("div", { class: "tags" }, tag(side, items)));
    element.append(...textOf(side, at));
    for (const item of items) {
      const list = chips(item);
      // Where several pairs meet, their chips say which of them they are of.
      if (list && items.length > 1) list.prepend(make("small", { lang: language(side === "a" ? "b" : "a") }, nameOf(side === "a" ? "b" : "a", item[side === "a" ? "b" : "a"])));
      if (list) element.append(list);
    }
    return element;
  }
  function build() {
    for (const side of sides) {
      elements[side] = now.sides[side].blocks.map((_, at) => blockElement(side, at));
      const space = () => make("div", { class: "space", "aria-hidden": "true" });
      none[side] = make("p", { class: "empty", lang: "en", hidden: true }, "Nothing on this side matches the filters.");
      column[side].replaceChildren(space(), none[side], ...elements[side], space());
      column[side].lang = language(side);
      column[side].scrollTop = 0;
      const { title, about, name } = now.sides[side];
      const facts = [...new Set([...about, name])].join(" · ");
      one("#head-" + side).replaceChildren(make("i", { class: "letter" }, side.toUpperCase()), " ", make("b", { lang: language(side), title }, title), " ", make("small", { title: facts }, facts));
    }
  }

  // ---- places: read once after each change of layout, so that scrolling reads nothing
  function measure() {
    if (!column.a.clientHeight) return;
    for (const side of sides) {
      tops[side] = elements[side].map((element) => element.offsetTop);
      ends[side] = elements[side].map((element, at) => tops[side][at] + element.offsetHeight);
    }
    anchors = anchorsOf();
    paint();
  }
  // Both ends of each pair of the backbone; between them places follow in proportion.
  function anchorsOf() {
    const found = [[0, 0]];
    for (const item of now.items) {
      if (!now.backbone.has(item) || !shown(item)) continue;
      const [a, b] = [item.a, item.b];
      const rows = [[tops.a[a[0]], tops.b[b[0]]], [ends.a[a.at(-1)], ends.b[b.at(-1)]]];
      for (const row of rows) if (row[0] > found.at(-1)[0] && row[1] >= found.at(-1)[1]) found.push(row);
    }
    const last = [column.a.scrollHeight, column.b.scrollHeight];
    if (last[0] > found.at(-1)[0]) found.push(last);
    return found;
  }
  function mapped(from, place) {
    const [x, y] = from === "a" ? [0, 1] : [1, 0];
    let low = 0, high = anchors.length - 1;
    if (high < 1) return place;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (anchors[middle][x] <= place) low = middle; else high = middle;
    }
    const [first, second] = [anchors[low], anchors[high]], size = second[x] - first[x];
    return first[y] + (size > 0 ? ((place - first[x]) / size) * (second[y] - first[y]) : 0);
  }
  function goTo(side, top) {
    const box = column[side];
    box.scrollTop = top;
    expected[side] = box.scrollTop;
  }
  function follow(side) {
    const other = side === "a" ? "b" : "a", line = column[side].clientHeight * READING;
    const place = column[side].scrollTop + line;
    // After a leap to a pair that crosses, the columns come together again little by little.
    const left = slack.side === side ? 1 - Math.abs(place - slack.at) / FADE : 0;
    goTo(other, mapped(side, place) - line + (left > 0 ? slack.by * left : 0));
  }
  for (const side of sides) {
    column[side].addEventListener("scroll", () => {
      if (Math.abs(column[side].scrollTop - expected[side]) > 1.5) {
        expected[side] = column[side].scrollTop;
        if (one("#linked").checked) follow(side);
      }
      if (!pending) pending = requestAnimationFrame(paint);
    }, { passive: true });
  }

  // ---- ribbons: only those of which an end is in sight
  function firstBelow(list, place) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= place) low = middle + 1; else high = middle;
    }
    return low;
  }
  function inSight(side) {
    const top = column[side].scrollTop, bottom = top + column[side].clientHeight, found = [];
    for (let at = firstBelow(ends[side], top); at < tops[side].length && tops[side][at] < bottom; at++) found.push(at);
    return found;
  }
  function ribbon(item, a, b, width, height) {
    const [from, to] = [tops.a[a] - column.a.scrollTop, ends.a[a] - column.a.scrollTop];
    const [start, end] = [tops.b[b] - column.b.scrollTop, ends.b[b] - column.b.scrollTop];
    // What is far out of sight is drawn just out of sight: the ribbon still points there.
    const near = (y) => Math.max(-60, Math.min(height + 60, y)), half = width / 2;
    const [p, q, r, s] = [near(from + 3), near(to - 3), near(start + 3), near(end - 3)].map(Math.round);
    const path = `M0 ${p}C${half} ${p} ${half} ${r} ${width} ${r}V${s}C${half} ${s} ${half} ${q} 0 ${q}Z`;
    return draw("path", { d: path, class: `ribbon r-${relationClass(item)}${item === now.selected ? " on" : ""}`, "data-item": item.number });
  }
  function paint() {
    pending = 0;
    const width = ties.clientWidth, height = ties.clientHeight;
    if (!width || !tops.a.length) return;
    const drawn = new Set(), ribbons = [];
    for (const side of sides) {
      for (const at of inSight(side)) {
        if (elements[side][at].hidden) continue;
        for (const item of now.byBlock[side][at]) {
          if (item.missing || drawn.has(item) || !shown(item)) continue;
          drawn.add(item);
          for (const a of item.a) for (const b of item.b) ribbons.push(ribbon(item, a, b, width, height));
        }
      }
    }
    // The chosen one lies on top.
    ribbons.sort((x, y) => x.classList.contains("on") - y.classList.contains("on"));
    ties.replaceChildren(...ribbons);
  }

  // ---- what report.js asks for
  function holder(id) { return id.slice(0, Math.max(0, id.lastIndexOf("/"))); }
  function filter(test) {
    shown = test;
    for (const side of sides) {
      const { blocks } = now.sides[side], open = new Set();
      elements[side].forEach((element, at) => {
        if (!element.classList.contains("unit")) return;
        element.hidden = !now.byBlock[side][at].some(test);
        for (let id = blocks[at].id; !element.hidden && id; id = holder(id)) open.add(id);
      });
      // The heading of a chapter of which nothing is left would only be in the way.
      elements[side].forEach((element, at) => {
        if (element.classList.contains("unit")) return;
        const kept = element.classList.contains("part") && open.has(holder(blocks[at].id));
        element.hidden = now.filtered && !kept && !Search.touches(side, at);
      });
      none[side].hidden = elements[side].some((element) => !element.hidden);
    }
    measure();
  }
  function select(item) {
    for (const side of sides) {
      for (const element of elements[side]) element.classList.remove("on");
      if (item) for (const at of item[side]) elements[side][at].classList.add("on");
    }
    paint();
  }
  // Bring both sides of a pair to one height; a side that has none follows the order.
  function reveal(item) {
    if (!column.a.clientHeight) return;
    const top = column.a.clientHeight * 0.12, lead = item.a.length ? "a" : "b", other = lead === "a" ? "b" : "a";
    const place = tops[lead][item[lead][0]];
    goTo(lead, place - top);
    const line = column[lead].clientHeight * READING, plain = mapped(lead, column[lead].scrollTop + line) - line;
    if (item[other].length) goTo(other, tops[other][item[other][0]] - (place - column[lead].scrollTop));
    else goTo(other, plain);
    slack = { side: lead, at: column[lead].scrollTop + line, by: column[other].scrollTop - plain };
    paint();
  }
  function revealBlock(side, at) {
    const item = now.byBlock[side][at][0];
    if (item) return reveal(item);
    goTo(side, tops[side][at] - column[side].clientHeight * 0.2);
    if (one("#linked").checked) follow(side);
    return paint();
  }
  // The number of the first row that begins in sight.
  function reading() {
    const first = inSight("a").find((at) => now.byBlock.a[at].length && tops.a[at] >= column.a.scrollTop);
    return first === undefined ? 0 : Math.min(...now.byBlock.a[first].map((item) => item.number));
  }
  one("#linked").addEventListener("change", (event) => { if (event.target.checked) follow("a"); });
  new ResizeObserver(measure).observe(column.a);
  return { build, measure, filter, select, reveal, revealBlock, reading, element: (side, at) => elements[side][at] };
})();
