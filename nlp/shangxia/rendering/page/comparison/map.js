// The map: provisions of A from left to right, of B from top to bottom, a dot for each pair.
const DotPlot = (() => {
  const holder = one("#map");
  let dots = [], picture = null;

  // Places of units along an axis, and where the parts of the text begin.
  function axis(side) {
    const units = [], parts = [];
    now.sides[side].blocks.forEach((block, at) => {
      if (block.name !== undefined) units.push(at);
      else if (block.part) {
        const name = opening(block, 24);
        if (parts.length && parts.at(-1).at === units.length) parts.at(-1).name = name;
        else parts.push({ at: units.length, name });
      }
    });
    // Headings of the units themselves are parts only at a finer level than articles.
    return { units, place: new Map(units.map((at, place) => [at, place])), parts: parts.length < units.length / 1.5 ? parts : [] };
  }
  function grid(x, y, wide, high, step) {
    const lines = draw("g", { class: "grid" });
    for (const part of x.parts) lines.append(draw("path", { d: `M${part.at * step.x} 0V${high}` }));
    for (const part of y.parts) lines.append(draw("path", { d: `M0 ${part.at * step.y}H${wide}` }));
    lines.append(draw("rect", { width: wide, height: high, class: "frame" }));
    return lines;
  }
  // The parts of which the names do not run into each other; the longer part has the right of way.
  function spread(axis, apart) {
    const sized = axis.parts.map((part, at) => ({ ...part, size: (axis.parts[at + 1]?.at ?? axis.units.length) - part.at }));
    const chosen = [];
    for (const part of sized.sort((p, q) => q.size - p.size || p.at - q.at)) {
      if (part.size && chosen.every((other) => Math.abs(other.at - part.at) >= apart)) chosen.push(part);
    }
    return chosen;
  }
  function partNames(x, y, step, wide, high) {
    const names = draw("g", { class: "names" });
    for (const part of spread(x, 38 / step.x)) {
      const name = draw("text", { transform: `translate(${part.at * step.x + 14},-24) rotate(-32)`, lang: language("a") });
      name.textContent = visible(part.name);
      names.append(name);
    }
    for (const part of spread(y, 20 / step.y)) {
      const name = draw("text", { x: -26, y: part.at * step.y + 15, "text-anchor": "end", lang: language("b") });
      name.textContent = visible(part.name);
      names.append(name);
    }
    return names;
  }
  function build() {
    const x = axis("a"), y = axis("b");
    // A narrow window has no room for the names of the parts.
    const bare = matchMedia("screen and (max-width: 760px)").matches;
    const most = Math.max(x.units.length, y.units.length, 1), unit = (bare ? 400 : 1000) / most;
    const step = { x: Math.min(unit, 60), y: Math.min(unit, 60) };
    const wide = Math.max(step.x * x.units.length, 1), high = Math.max(step.y * y.units.length, 1);
    const size = Math.max(bare ? 3 : 4.6, Math.min(11, step.x * 0.42));
    const margin = { left: y.parts.length && !bare ? 290 : 40, top: x.parts.length && !bare ? 170 : 40 };
    picture = draw("svg", { viewBox: `${-margin.left} ${-margin.top} ${wide + margin.left + (bare ? 10 : 90)} ${high + margin.top + 30}`, role: "img", "aria-label": "Map of the alignment" });
    picture.append(grid(x, y, wide, high, step), partNames(x, y, step, wide, high));
    dots = [];
    const marks = draw("g", {});
    for (const item of now.items) {
      const points = item.missing
        ? [item.a.length ? [x.place.get(item.a[0]), -0.5] : [-0.5, y.place.get(item.b[0])]]
        : item.a.flatMap((a) => item.b.map((b) => [x.place.get(a), y.place.get(b)]));
      for (const [column, row] of points) {
        const at = [(column + 0.5) * step.x, (row + 0.5) * step.y];
        // A provision without counterpart is a stroke on the edge.
        if (item.missing) at[item.a.length ? 1 : 0] = -11;
        const radius = size * (0.55 + 0.45 * (item.score ?? 0));
        const shape = item.missing
          ? draw("path", { d: item.a.length ? `M${at[0]} -19V-3` : `M-19 ${at[1]}H-3` })
          : draw("circle", { cx: at[0], cy: at[1], r: radius });
        shape.setAttribute("class", `dot r-${relationClass(item)}${item.missing ? " stroke" : ""}`);
        if (item.differences.length) shape.classList.add("differs");
        marks.append(shape);
        dots.push({ item, at, shape });
      }
    }
    picture.append(marks);
    const ways = make("p", { class: "ways" },
      "→ ", make("span", { lang: language("a") }, now.sides.a.title), make("br"),
      "↓ ", make("span", { lang: language("b") }, now.sides.b.title));
    const help = make("p", { class: "note" }, "A dot is a pair, the larger the surer; a ring: it differs in substance; a stroke on the edge: no counterpart. Click to read.");
    holder.replaceChildren(make("h2", { class: "print-only" }, "Map"), make("div", { class: "legend" }, ways, make("output", { id: "pointed", "aria-live": "polite" }), help), picture);
  }
  // Dots may be small: the nearest one within reach is meant.
  function nearest(event) {
    if (!picture || !picture.getScreenCTM()) return null;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const reach = 14 / picture.getScreenCTM().a;
    let best = null, least = reach * reach;
    for (const dot of dots) {
      if (dot.shape.classList.contains("off")) continue;
      const far = (dot.at[0] - point.x) ** 2 + (dot.at[1] - point.y) ** 2;
      if (far < least) { least = far; best = dot; }
    }
    return best;
  }
  holder.addEventListener("pointermove", (event) => {
    const dot = nearest(event);
    for (const other of dots) other.shape.classList.toggle("near", other === dot);
    holder.classList.toggle("aims", Boolean(dot));
    const said = one("#pointed");
    if (!said) return;
    if (!dot) { said.textContent = ""; return; }
    const part = (side) => [make("b", { lang: language(side) }, nameOf(side, dot.item[side]) || "—"), " ", make("span", { lang: language(side) }, headingOf(side, dot.item[side]))];
    said.replaceChildren(...[part("a"), " ↔ ", part("b"), " ", badge(dot.item)].flat());
  });
  holder.addEventListener("click", (event) => {
    const dot = nearest(event);
    if (dot) Report.open(dot.item);
  });
  function filter(test) { for (const dot of dots) dot.shape.classList.toggle("off", !test(dot.item)); }
  function select(item) { for (const dot of dots) dot.shape.classList.toggle("on", dot.item === item); }
  return { build, filter, select, dots: () => dots };
})();
