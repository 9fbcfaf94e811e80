"use strict";
// The search: over an index that lies beside the pages, loaded when the box is first used.
(() => {
  const root = document.documentElement.dataset.root;
  const box = document.getElementById("search");
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const results = document.getElementById("results");
  const MOST = 30;
  let entries, dropped, apart, letters;
  let asked = false;

  const fold = (text) =>
    [...text.normalize("NFKD").replace(dropped, "")]
      .map((c) => letters[c] ?? (c.toLowerCase() === c ? c : [...c.toLowerCase().normalize("NFKD").replace(dropped, "")]
        .map((d) => letters[d] ?? d).join("")))
      .join("").normalize("NFC").toLowerCase();
  const tokens = (text) =>
    fold(text).replace(/[^\p{L}\p{N}\p{M}]/gu, " ").replace(apart, " $& ").split(/\s+/).filter(Boolean);

  // How well an entry fits: a word of its title counts more than one of its text, a whole one more than a beginning.
  function score(entry, wanted) {
    let sum = 0;
    for (const word of wanted) {
      const [title, body] = [entry.title, entry.body];
      let points = 0;
      if (title.includes(` ${word} `)) points = 12;
      else if (title.includes(` ${word}`)) points = 7;
      if (body.includes(` ${word} `)) points += 3;
      else if (body.includes(` ${word}`)) points += 1;
      if (!points) return 0;
      sum += points;
    }
    return sum / Math.log2(8 + entry.title.length) + entry.weight;
  }

  function search() {
    results.replaceChildren();
    const wanted = entries ? tokens(words.value) : [];
    if (!wanted.length) {
      found.textContent = "";
      return;
    }
    const fits = entries.map((entry) => [score(entry, wanted), entry]).filter(([points]) => points);
    fits.sort((a, b) => b[0] - a[0]);
    found.textContent = `${fits.length} found` + (fits.length > MOST ? `, the first ${MOST} shown` : "");
    for (const [, entry] of fits.slice(0, MOST)) {
      const link = document.createElement("a");
      link.href = root + entry.path + "index.html";
      link.textContent = entry.name;
      const said = document.createElement("span");
      said.className = "soft";
      said.textContent = " " + [entry.noun, entry.when].filter(Boolean).join(", ");
      const item = document.createElement("li");
      item.append(link, said);
      results.append(item);
    }
  }

  const WEIGHTS = { deal: 1, organisation: 0.8, theme: 0.8, country: 0.8, fact: 0.3, event: 0.2, source: 0 };
  window.tpcliSearch = (folding, rows) => {
    dropped = new RegExp(`[${folding.dropped}]`, "gu");
    apart = new RegExp(`[${folding.apart}]`, "gu");
    letters = folding.letters;
    entries = rows.map(([noun, path, name, when, title, body]) =>
      ({ noun, path, name, when, title: ` ${title} `, body: ` ${body} `, weight: WEIGHTS[noun] || 0 }));
    search();
  };
  window.tpcliTokens = (text) => tokens(text);

  function load() {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = root + "search-index.js";
    document.head.append(script);
  }

  words.addEventListener("focus", load);
  words.addEventListener("input", () => { load(); search(); });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { words.value = ""; search(); }
  });
  box.hidden = false;
})();
