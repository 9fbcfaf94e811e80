
"use strict";
(() => {
  const box = document.getElementById("filter");
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll(".entry")];
  const groups = [...document.querySelectorAll(".group")];
  const marks = new Map();
  for (const link of document.querySelectorAll("svg a")) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    marks.set(id, [...(marks.get(id) || []), link]);
  }
  // As tpcli folds words: case, accents and the Turkish dotless i make no difference.
  const fold = (text) =>
    text.replace(/[ıİ]/g, "i").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let texts;

  function filter() {
    texts = texts || entries.map((entry) => fold(entry.textContent));
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    entries.forEach((entry, n) => {
      const fits = wanted.every((word) => texts[n].includes(word));
      entry.hidden = !fits;
      shown += fits;
      for (const mark of marks.get(entry.id) || []) mark.classList.toggle("out", !fits);
    });
    for (const group of groups) group.hidden = !group.querySelector(".entry:not([hidden])");
    found.textContent = wanted.length ? `${shown} of ${entries.length} shown` : "";
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      words.value = "";
      filter();
      target.scrollIntoView();
    }
  }

  words.addEventListener("input", filter);
  window.addEventListener("hashchange", reveal);
  box.hidden = false;
  if (words.value) filter();
})();
