"use strict";
// The map's page: shows the chosen figure on the outlines, in the legend and in the table. Texts are set as text only.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, figures, zones, language } = data;
  const by = (id) => document.getElementById(id);
  const main = by("main"), rows = by("table").tBodies[0];
  const whole = main.viewBox.baseVal, full = [whole.x, whole.y, whole.width, whole.height];
  const outlines = new Map([...document.querySelectorAll("path[data-zone]")].map((each) => [Number(each.dataset.zone), each]));
  const order = { key: "name", down: false };
  const collator = new Intl.Collator(language);
  let figure = figures[0], picked = data.picked, zoom = 1;

  const made = (tag, text, ...classes) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.classList.add(...classes.filter(Boolean));
    return element;
  };
  const value = (zone) => {
    const found = figure.values[zone];
    if (found === null) return figure.reasons[figure.why[zone]];
    const written = found.toLocaleString(language, { maximumFractionDigits: figure.digits }).replace("-", "−");
    return figure.unit ? `${written}\u00a0${figure.unit}` : written;
  };

  const tell = (zone) => {
    const told = by("told");
    if (zone < 0 || !figure) { told.textContent = words.help; return; }
    const outline = zones[zone].length > 1 ? "" : `\n${words.no_outline}`;
    told.replaceChildren(made("strong", zones[zone][0]), `\n${figure.label}${words.colon}${value(zone)}${outline}\n`, made("small", figure.source));
  };
  const mark = (zone, name) => {
    document.querySelectorAll(`.${name}`).forEach((each) => each.classList.remove(name));
    document.querySelectorAll(`[data-zone="${zone}"]`).forEach((each) => each.classList.add(name));
    const path = outlines.get(zone);
    if (path) path.parentNode.append(path); // its line lies over those of its neighbours
  };
  const pick = (zone, scroll) => {
    picked = zone;
    mark(zone, "picked");
    tell(zone);
    if (zoom > 1) view();
    const row = rows.querySelector(".picked"), box = by("table").parentNode;
    if (scroll && row) box.scrollTop = row.offsetTop - box.clientHeight / 2; // the page itself stays where it is
  };

  const circles = () => {
    document.querySelectorAll(".circles").forEach((each) => each.replaceChildren());
    if (figure.kind !== "circles") return;
    const layers = document.querySelectorAll(".circles");
    const drawn = [...outlines.keys()].filter((zone) => figure.values[zone] > 0);
    drawn.sort((one, other) => figure.values[other] - figure.values[one]);
    for (const zone of drawn) {
      const [, layer, x, y] = zones[zone];
      const circle = document.createElementNS(main.namespaceURI, "circle");
      const radius = Math.sqrt(figure.values[zone]) * figure.one * (layer ? data.scale : 1);
      for (const [name, set] of Object.entries({ cx: x, cy: y, r: radius.toFixed(1), "data-zone": zone })) circle.setAttribute(name, set);
      layers[layer].append(circle);
    }
  };
  const legend = () => {
    by("legend-title").textContent = figure.label;
    const width = main.getBoundingClientRect().width / full[2];
    const entries = figure.legend.map((each) => {
      const swatch = made("span", "", "swatch", figure.kind === "circles" ? "disc" : `s${each.color}`);
      if (figure.kind === "circles") {
        const across = `${2 * Math.sqrt(each.value) * figure.one * width}px`;
        Object.assign(swatch.style, { width: across, height: across });
      }
      return [swatch, each.text, each.zones];
    });
    if (figure.missing) entries.push([made("span", "", "swatch", "none"), words.missing, figure.missing]);
    by("legend").replaceChildren(...entries.map(([swatch, text, count]) => {
      const item = document.createElement("li");
      item.append(swatch, made("span", text));
      if (count) item.append(made("span", count, "count"));
      return item;
    }));
  };
  const table = () => {
    const turn = order.down ? -1 : 1;
    const sorted = zones.map((_, zone) => zone).sort((one, other) => {
      const first = figure.values[one], second = figure.values[other];
      const named = collator.compare(zones[one][0], zones[other][0]);
      if (order.key === "name") return turn * named;
      if (first === null || second === null) return (first === null) - (second === null) || named;
      return turn * (first - second) || named;
    });
    rows.replaceChildren(...sorted.map((zone) => {
      const row = document.createElement("tr"), head = made("th", ""), name = made("button", zones[zone][0]);
      row.dataset.zone = zone;
      head.scope = "row";
      name.type = "button";
      head.append(name);
      row.append(head, made("td", value(zone), figure.values[zone] === null ? "why" : "number"));
      return row;
    }));
    by("table-title").textContent = figure.label;
    document.querySelectorAll("th[data-key]").forEach((each) => {
      if (each.dataset.key !== order.key) each.removeAttribute("aria-sort");
      else each.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    });
  };
  const show = () => {
    for (const [zone, path] of outlines) {
      const none = figure.values[zone] === null;
      path.setAttribute("class", none ? "none" : figure.kind === "circles" ? "ground" : `s${figure.colors[zone]}`);
    }
    by("caption").textContent = figure.caption;
    circles();
    legend();
    table();
    mark(picked, "picked");
    tell(picked);
  };

  const view = () => {
    const at = zones[picked];
    const [x, y] = at && at[1] === 0 ? at.slice(2) : [whole.x + whole.width / 2, whole.y + whole.height / 2];
    const wide = full[2] / zoom, high = full[3] / zoom;
    const inside = (middle, size, most) => Math.max(0, Math.min(most - size, middle - size / 2));
    main.setAttribute("viewBox", [inside(x, wide, full[2]), inside(y, high, full[3]), wide, high].join(" "));
  };
  const step = (dx, dy) => {
    const here = zones[picked]?.length > 1 ? zones[picked] : null;
    let best = -1, least = Infinity;
    for (const zone of outlines.keys()) {
      if (zone === picked) continue;
      if (!here) return pick(zone, false);
      const [, layer, x, y] = zones[zone];
      const along = (x - here[2]) * dx + (y - here[3]) * dy, aside = Math.abs((x - here[2]) * dy) + Math.abs((y - here[3]) * dx);
      if (layer === here[1] && along > 0 && aside <= 2 * along && along + 2 * aside < least) [best, least] = [zone, along + 2 * aside];
    }
    if (best >= 0) pick(best, false);
  };

  const zoneOf = (event) => Number(event.target.closest?.("[data-zone]")?.dataset.zone ?? -1);
  const drawings = document.querySelector(".drawings");
  drawings.addEventListener("pointerover", (event) => { mark(zoneOf(event), "over"); tell(zoneOf(event) < 0 ? picked : zoneOf(event)); });
  drawings.addEventListener("pointerleave", () => { mark(-1, "over"); tell(picked); });
  drawings.addEventListener("click", (event) => pick(zoneOf(event), true));
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  main.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pick(-1, false);
    if (!(event.key in arrows)) return;
    event.preventDefault();
    step(...arrows[event.key]);
  });
  rows.addEventListener("click", (event) => pick(zoneOf(event), false));
  by("table").tHead.addEventListener("click", (event) => {
    const head = event.target.closest("th");
    order.down = head.dataset.key === order.key ? !order.down : head.dataset.key === "value";
    order.key = head.dataset.key;
    table();
    mark(picked, "picked");
  });
  by("figure").addEventListener("change", (event) => { figure = figures[Number(event.target.value)]; show(); });
  by("find").addEventListener("input", (event) => {
    const typed = event.target.value.trim().toLocaleLowerCase(language);
    const found = zones.findIndex(([name]) => name.toLocaleLowerCase(language) === typed);
    if (found >= 0) pick(found, true);
  });
  for (const [id, by_] of [["closer", 2], ["farther", 0.5]]) {
    by(id).addEventListener("click", () => { zoom = Math.min(16, Math.max(1, zoom * by_)); view(); });
  }
  window.addEventListener("resize", () => figure && legend());
  by("names").replaceChildren(...zones.map(([name]) => Object.assign(document.createElement("option"), { value: name })));
  if (figure) show();
  if (figure && picked >= 0) by("told").append(`\n${words.help}`);
})();
