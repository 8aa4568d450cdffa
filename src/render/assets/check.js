// Pejling: was my answer counted? Downloads the whole list of receipts and looks for yours here, in the browser: the server does not
// learn which one you looked for. The list is public; `/s/…/bulletin` is the same in plain text.
"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const survey = document.body.dataset.survey;
  const states = ["waiting", "not-yet", "offline", "damaged", "ready"];
  let list = null;

  const state = (now) => states.forEach((name) => { one(`#${name}`).hidden = name !== now; });
  const plain = (text) => text.replace(/[-\s]/g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");

  function speak(lang) {
    document.documentElement.lang = lang;
    document.title = document.body.dataset[lang === "en" ? "titleEn" : "titleDa"];
  }

  // A list is in order if every receipt stands once, in alphabetical order, and there are as many as are said to be counted.
  const inOrder = ({ receipts, total, issued }) =>
    Array.isArray(receipts) && receipts.length === total && total <= issued &&
    receipts.every((receipt, at) => at === 0 || receipts[at - 1] < receipt);

  async function load() {
    state("waiting");
    try {
      const reply = await fetch(`/s/${encodeURIComponent(survey)}/bulletin`, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
      });
      if (reply.status === 404) return state("not-yet");
      if (reply.status !== 200) return state("offline");
      list = await reply.json();
    } catch {
      return state("offline");
    }
    if (!inOrder(list)) return state("damaged");
    for (const key of ["total", "issued"]) {
      one(`#${key}`).replaceChildren(...["da", "en"].map((lang) => {
        const part = document.createElement("span");
        part.lang = lang;
        part.textContent = list[key].toLocaleString(lang);
        return part;
      }));
    }
    return state("ready");
  }

  function look() {
    const wanted = plain(one("#receipt").value);
    const short = wanted.length !== 16;
    one("#short").hidden = !short;
    one("#found").hidden = short || !list.receipts.some((receipt) => plain(receipt) === wanted);
    one("#missing").hidden = short || !one("#found").hidden;
  }

  one("#look").addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  one("#again").addEventListener("click", load);
  one("#language").addEventListener("click", () => speak(document.documentElement.lang === "da" ? "en" : "da"));
  speak("da");
  load();
})();
