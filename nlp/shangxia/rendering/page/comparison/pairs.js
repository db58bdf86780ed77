// The pairs one under the other; a card gets its texts when it comes near the window.
const Pairs = (() => {
  const holder = one("#cards");
  let cards = [];
  const watcher = new IntersectionObserver((changes) => {
    for (const change of changes) if (change.isIntersecting) fill(change.target);
  }, { root: one("#pairs"), rootMargin: "600px 0px" });

  function side(item, side) {
    const texts = item[side].map((at) => make("div", { class: "half", data: { side, block: at } }, textOf(side, at, [item])));
    const none = make("p", { class: "none" }, `no counterpart in ${side.toUpperCase()}`);
    return make("div", { class: "reading", lang: language(side) }, texts.length ? texts : none);
  }
  function fill(card) {
    if (card.filled) return;
    card.filled = true;
    const item = now.items[card.dataset.item];
    card.append(make("div", { class: "texts" }, side(item, "a"), side(item, "b")));
    const list = chips(item);
    if (list) card.append(list);
    const why = make("details", { class: "why" }, make("summary", {}, "Reasons"));
    why.addEventListener("toggle", () => {
      if (why.open && why.childElementCount === 1) why.append(reasons(item));
    });
    card.append(why);
    all(".half", card).forEach(Search.markIn);
    watcher.unobserve(card);
  }
  function name(item, side) {
    if (!item[side].length) return make("span", { class: "soft" }, "—");
    return make("span", { lang: language(side) }, make("b", {}, nameOf(side, item[side])), " ", make("span", { class: "soft" }, headingOf(side, item[side])));
  }
  function build() {
    watcher.disconnect();
    cards = now.items.map((item) => make(
      "article",
      { class: "card r-" + relationClass(item), data: { item: item.number }, tabindex: "-1" },
      make("header", {}, name(item, "a"), make("span", { class: "soft" }, "↔"), name(item, "b"), badge(item),
        item.moved ? make("span", { class: "badge", title: "stands in another place of the order" }, "moved") : null),
    ));
    holder.replaceChildren(...cards);
    for (const card of cards) watcher.observe(card);
  }
  function filter(test) {
    let count = 0;
    now.items.forEach((item, at) => {
      cards[at].hidden = !test(item);
      count += !cards[at].hidden;
    });
    one(".empty", one("#pairs")).hidden = count > 0;
  }
  function select(item) {
    for (const card of cards) card.classList.toggle("on", Boolean(item) && card === cards[item.number]);
  }
  function reveal(item) {
    const card = cards[item.number];
    fill(card);
    card.scrollIntoView({ block: "start" });
    // Cards above got their texts only now.
    requestAnimationFrame(() => card.scrollIntoView({ block: "start" }));
  }
  function unfold(item) {
    const card = cards[item.number];
    fill(card);
    one(".why", card).open = !one(".why", card).open;
  }
  return { build, filter, select, reveal, unfold, fillAll: () => cards.forEach(fill), card: (item) => cards[item.number] };
})();
