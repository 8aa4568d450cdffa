// The respondent's page. Everything lives in this tab's memory: nothing is stored on the device, and nothing leaves it before
// "Send". The server's own check of the answers is the only one that counts; what is decided here only shows and hides.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const page = (name) => one(`[data-page="${name}"]`);
  const box = (index) => one(`[data-item="${index}"]`);

  // The token comes in the fragment, which no server sees, and goes out of the address line at once.
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname + location.search);

  let facts = {};
  let values = []; // per item: null where not asked, {} where empty, else {raw, choices, point}
  let ranks = data.items.map(() => []); // per ranking: indices, the most important first
  let at = -1; // step: -1 before the first section
  let steps = [];
  let pending = null; // a body that may have arrived: it is sent again unchanged
  let dirty = false;

  // ---- Answers -------------------------------------------------------------------------------------------------------

  const checked = (from, name) => all(`input[name="${name}"]:checked`, from);

  // What stands in an item's fields. `offered` limits the choices of an item that follows an earlier one.
  function read(index, offered) {
    const item = data.items[index];
    const from = box(index);
    const name = `q${index}`;
    const special = one("input[data-special]:checked", from);
    if (special) return { raw: special.value };
    if (item.kind === "rows") {
      const rows = {};
      for (const row of offered) {
        const [input] = checked(from, `${name}-${row}`);
        if (input) rows[item.codes[row]] = input.value === "dont_know" ? null : Number(input.value);
      }
      return Object.keys(rows).length ? { raw: { rows } } : {};
    }
    if (item.kind === "rank") {
      const codes = ranks[index].map((choice) => item.codes[choice]);
      return codes.length ? { raw: { choices: codes } } : {};
    }
    if (item.kind === "multi") {
      const choices = checked(from, name).map((input) => Number(input.value));
      return choices.length ? { raw: { choices: choices.map((c) => item.codes[c]) }, choices } : {};
    }
    if (item.kind === "text") {
      const text = one("textarea", from).value.trim();
      return text ? { raw: { text } } : {};
    }
    const field = one(".number-field", from);
    if (field) {
      const text = field.value.trim();
      return text ? { raw: { number: /^-?\d+$/.test(text) ? Number(text) : -2147483648 }, point: Number(text) } : {};
    }
    const [input] = checked(from, name);
    if (!input) return {};
    if (input.value === "dont_know" || input.value === "refused") return { raw: input.value };
    const number = Number(input.value);
    if (item.kind === "single") {
      return offered && !offered.includes(number) ? {} : { raw: { choice: item.codes[number] }, choices: [number] };
    }
    return { raw: { number }, point: number };
  }

  // ---- Routing: conditions as tagged arrays, see Condition::script ----------------------------------------------------

  const signs = {
    "=": (a, b) => a === b,
    "<": (a, b) => a < b,
    "<=": (a, b) => a <= b,
    ">": (a, b) => a > b,
    ">=": (a, b) => a >= b,
  };

  function holds([tag, ...rest]) {
    const chosen = (index) => (values[index] && values[index].choices) || null;
    switch (tag) {
      case "all": return rest.every(holds);
      case "any": return rest.some(holds);
      case "not": return !holds(rest[0]);
      case "chosen": return (chosen(rest[0]) || []).some((c) => rest[1].includes(c));
      case "lacks": {
        const list = chosen(rest[0]);
        return data.items[rest[0]].kind === "multi" && list !== null && !list.some((c) => rest[1].includes(c));
      }
      case "compare":
        return rest[0].some((i) => values[i] && values[i].point !== undefined && signs[rest[1]](values[i].point, rest[2]));
      case "count": {
        const list = chosen(rest[0]);
        return list !== null && signs[rest[1]](list.filter((c) => !rest[3].includes(c)).length, rest[2]);
      }
      case "fact": return facts[rest[0]] === rest[1];
      default: return false;
    }
  }

  // Indices that an item following an earlier one offers; null for every other item.
  function offers(item, from) {
    if (item.from === null) return null;
    const source = values[item.from];
    const chosen = (source && source.choices) || [];
    if (item.kind === "rows") {
      return all("[data-row]", from).map((row) => Number(row.dataset.row)).filter((row) => chosen.includes(row));
    }
    const codes = chosen.map((choice) => data.items[item.from].codes[choice]);
    return item.codes.map((_, choice) => choice).filter((choice) => codes.includes(item.codes[choice]));
  }

  // Decides in order what is asked, and shows exactly that.
  function route() {
    values = [];
    data.items.forEach((item, index) => {
      const from = box(index);
      const offered = offers(item, from);
      const asked = (!item.route || holds(item.route)) && (offered === null || offered.length > 0);
      from.hidden = !asked;
      if (offered) {
        all("[data-row]", from).forEach((row) => { row.hidden = !offered.includes(Number(row.dataset.row)); });
        all("[data-choice]", from).forEach((row) => { row.hidden = !offered.includes(Number(row.dataset.choice)); });
      }
      const stem = item.stems.findIndex(holds) + 1;
      all(".text", one("legend", from)).forEach((text, number) => { text.hidden = number !== stem; });
      values.push(asked ? read(index, offered) : null);
      const clear = one("[data-clear]", from);
      if (clear) clear.hidden = !(values[index] && values[index].raw);
    });
    steps = data.sections
      .map((items, section) => ({ items, page: one(`[data-section="${section}"]`) }))
      .filter(({ items }) => items.some((index) => values[index] !== null))
      .map((step) => step.page);
    steps.push(page("send"));
    one("#empty").hidden = values.some((value) => value && value.raw);
  }

  // ---- Moving about ----------------------------------------------------------------------------------------------------

  function show(section) {
    all(".page").forEach((other) => { other.hidden = other !== section; });
    const inside = steps.includes(section);
    at = inside ? steps.indexOf(section) : -1;
    one("#steps").hidden = !inside;
    one("#progress").hidden = !inside;
    one('[data-do="next"]').hidden = section === page("send");
    one('[data-do="back"]').disabled = pending !== null;
    place();
    const heading = one("h1", section);
    window.scrollTo(0, 0);
    if (heading) heading.focus({ preventScroll: true });
  }

  function place() {
    const number = at + 1;
    const words = document.documentElement.lang === "en" ? `Page ${number} of ${steps.length}` : `Side ${number} af ${steps.length}`;
    if (at >= 0 && one("#place").textContent !== words) one("#place").textContent = words;
    one("#bar").max = steps.length;
    one("#bar").value = number;
  }

  function speak(lang) {
    document.documentElement.lang = lang;
    document.title = document.body.dataset[lang === "en" ? "titleEn" : "titleDa"];
    const steps = one("#steps");
    steps.setAttribute("aria-label", steps.dataset[lang === "en" ? "labelEn" : "labelDa"]);
    place();
  }

  // ---- The server ------------------------------------------------------------------------------------------------------

  async function post(path, body) {
    if (data.preview) return { status: 200, json: path === "context" ? data.preview : { receipt: "0000-0000-0000-0000" } };
    const reply = await fetch(`/s/${encodeURIComponent(data.survey)}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    const text = await reply.text();
    return { status: reply.status, json: text.startsWith("{") ? JSON.parse(text) : {} };
  }

  async function context() {
    show(page("wait"));
    if (!token && !data.preview) return show(page("unknown"));
    try {
      const { status, json } = await post("context", { token });
      if (status === 404) return show(page("unknown"));
      if (status === 410) return show(page("closed"));
      if (status !== 200) return show(page("offline"));
      if (json.state !== "open") return show(page(json.state) || page("unknown"));
      facts = json.facts || {};
      for (const key of ["group", "invited", "minimum"]) {
        all(`[data-fill="${key}"]`).forEach((place) => { place.textContent = json[key]; });
      }
      route();
      show(page("intro"));
    } catch {
      show(page("offline"));
    }
  }

  function nonce() {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function send() {
    const button = one("#send");
    if (button.disabled) return;
    button.disabled = true;
    one("#trouble").hidden = true;
    all(".item .fault").forEach((fault) => { fault.hidden = true; fault.textContent = ""; });
    if (!pending) {
      const answers = {};
      data.items.forEach((item, index) => {
        if (!item.named && values[index] && values[index].raw) answers[item.id] = values[index].raw;
      });
      pending = { token, nonce: nonce(), answers };
    }
    try {
      const { status, json } = await post("cast", pending);
      if (status === 200) return await thank(json.receipt);
      if (status === 422) {
        pending = null;
        return faults(json.faults || []);
      }
      const refused = { 404: "unknown", 409: "used", 410: "closed" }[status];
      if (!refused) throw new Error("no reply that says what happened");
      pending = null;
      dirty = false;
      show(page(refused));
    } catch {
      // It may have arrived: the same body goes again, and counts once.
      one("#trouble").hidden = false;
      one('[data-do="back"]').disabled = true;
    } finally {
      button.disabled = false;
    }
  }

  function faults(list) {
    let first = null;
    for (const fault of list) {
      const index = data.items.findIndex((item) => item.id === fault.item);
      if (index < 0) continue;
      const place = one(`#f${index}`);
      place.replaceChildren(...["da", "en"].map((lang) => {
        const words = document.createElement("span");
        words.lang = lang;
        words.textContent = fault[lang];
        return words;
      }));
      place.hidden = false;
      if (first === null || index < first) first = index;
    }
    const section = first === null ? null : box(first).closest(".page");
    if (!section || !steps.includes(section)) {
      one("#trouble").hidden = false;
      return;
    }
    show(section);
    const field = one("fieldset", box(first));
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }

  async function thank(receipt) {
    dirty = false;
    one("#receipt").textContent = receipt;
    await notes();
    pending = null;
    show(page("thanks"));
    document.getElementById("form").reset();
    ranks = data.items.map(() => []);
  }

  // Fields that are not anonymous go by themselves, never with the answers.
  let unsent = null;
  async function notes() {
    if (!unsent) {
      unsent = data.items
        .map((item, index) => ({ item, value: values[index] }))
        .filter(({ item, value }) => item.named && value && value.raw && value.raw.text)
        .map(({ item, value }) => ({ token, item: item.id, text: value.raw.text }));
    }
    while (unsent.length) {
      const status = await post("note", unsent[0]).then((reply) => reply.status, () => 0);
      if (status < 200 || status > 299) break;
      unsent.shift();
    }
    one("#apart-failed").hidden = unsent.length === 0;
  }

  // ---- What people do --------------------------------------------------------------------------------------------------

  // Choices that exclude each other, the most that may be chosen, and "don't know" apart from the rest.
  function settle(input) {
    const from = input.closest("[data-item]");
    if (!from) return;
    const index = Number(from.dataset.item);
    const item = data.items[index];
    if (input.hasAttribute("data-special")) {
      if (input.checked) empty(from, index, input);
    } else {
      all("input[data-special]", from).forEach((special) => { special.checked = false; });
      if (item.kind === "multi" && input.checked) {
        all(`input[name="q${index}"]:not([data-special])`, from).forEach((other) => {
          const clash = Number(other.value) === item.exclusive || Number(input.value) === item.exclusive;
          if (other !== input && clash) other.checked = false;
        });
      }
    }
    if (item.kind === "multi") {
      const full = checked(from, `q${index}`).filter((other) => !other.hasAttribute("data-special")).length >= item.max;
      all(`input[name="q${index}"]:not([data-special])`, from).forEach((other) => {
        other.disabled = full && !other.checked && Number(other.value) !== item.exclusive;
      });
    }
  }

  function empty(from, index, keep) {
    all("input[type=radio], input[type=checkbox]", from).forEach((input) => {
      if (input !== keep) input.checked = false;
      input.disabled = false;
    });
    all("textarea, .number-field", from).forEach((field) => { field.value = ""; count(field); });
    ranks[index] = [];
    drawRanks(from, index);
  }

  function count(field) {
    const left = one("[data-left]", field.closest("[data-item]"));
    if (left) left.textContent = field.maxLength - field.value.length;
  }

  function rank(button) {
    const from = button.closest("[data-item]");
    const index = Number(from.dataset.item);
    const choice = Number(button.dataset.rank);
    const order = ranks[index];
    if (order.includes(choice)) order.splice(order.indexOf(choice), 1);
    else if (order.length < data.items[index].max) order.push(choice);
    all("input[data-special]", from).forEach((special) => { special.checked = false; });
    drawRanks(from, index);
  }

  function drawRanks(from, index) {
    const full = ranks[index].length >= data.items[index].max;
    all("[data-rank]", from).forEach((button) => {
      const place = ranks[index].indexOf(Number(button.dataset.rank)) + 1;
      button.setAttribute("aria-pressed", place > 0 ? "true" : "false");
      button.setAttribute("aria-disabled", full && place === 0 ? "true" : "false");
      one(".number", button).textContent = place || "";
      one(".place", button).textContent = place ? `: ${place}` : "";
    });
  }

  const acts = {
    context,
    send,
    notes,
    start: () => show(steps[0]),
    next: () => show(steps[Math.min(at + 1, steps.length - 1)]),
    back: () => show(at > 0 ? steps[at - 1] : page("intro")),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "language") speak(document.documentElement.lang === "da" ? "en" : "da");
    if (button.dataset.rank) { rank(button); dirty = true; route(); }
    if (button.hasAttribute("data-clear")) {
      const from = button.closest("[data-item]");
      empty(from, Number(from.dataset.item), null);
      one("fieldset", from).focus({ preventScroll: true });
      route();
    }
    if (button.dataset.do) acts[button.dataset.do]();
  });
  document.addEventListener("input", (event) => {
    dirty = true;
    if (event.target.matches("textarea, .number-field")) {
      count(event.target);
      all("input[data-special]", event.target.closest("[data-item]")).forEach((special) => { special.checked = false; });
    }
    settle(event.target);
    route();
  });
  document.getElementById("form").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => { if (dirty && !data.preview) event.preventDefault(); });

  speak("da");
  context();
})();
