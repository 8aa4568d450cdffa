// Pejling: the questions on the page. Reads what stands in the fields, decides what is asked, and puts a draft back in place. What is
// decided here only shows and hides: the server's own check of the answers is the one that counts. Nothing is sent or stored here.
(function () {
  "use strict";

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const box = (index) => one(`[data-item="${index}"]`);

  let data = { items: [] };
  let facts = {};
  let withNamed = true; // fields that are not anonymous need the link
  let values = []; // per item: null where not asked, {} where empty, else {raw, choices, point}
  let ranks = []; // per ranking: indices, the most important first

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

  // Decides in order what is asked, and shows exactly that. Gives the sections that have something to ask.
  function route() {
    values = [];
    data.items.forEach((item, index) => {
      const from = box(index);
      const offered = offers(item, from);
      const asked = (withNamed || !item.named) && (!item.route || holds(item.route)) && (offered === null || offered.length > 0);
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
    return data.sections
      .map((items, section) => ({ items, page: one(`[data-section="${section}"]`) }))
      .filter(({ items }) => items.some((index) => values[index] !== null))
      .map((section) => section.page);
  }

  const given = (index) => Boolean(values[index] && values[index].raw);

  // The answers by item. Fields that are not anonymous are not among them.
  function answers() {
    const found = {};
    data.items.forEach((item, index) => {
      if (!item.named && given(index)) found[item.id] = values[index].raw;
    });
    return found;
  }

  // The texts of fields that are not anonymous.
  function notes() {
    return data.items
      .map((item, index) => ({ item: item.id, text: item.named && given(index) ? values[index].raw.text : undefined }))
      .filter((note) => note.text);
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
    if (item.kind === "multi") limit(from, index);
  }

  function limit(from, index) {
    const item = data.items[index];
    const full = checked(from, `q${index}`).filter((other) => !other.hasAttribute("data-special")).length >= item.max;
    all(`input[name="q${index}"]:not([data-special])`, from).forEach((other) => {
      other.disabled = full && !other.checked && Number(other.value) !== item.exclusive;
    });
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
    if (left) left.textContent = (field.maxLength - field.value.length).toLocaleString(document.documentElement.lang);
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

  // ---- Drafts ------------------------------------------------------------------------------------------------------------

  const fieldsOf = () => all("#form input, #form textarea");

  // What stands in the fields, as it goes into a draft: [name, value] of every field in use, and the rankings.
  const capture = () => ({
    fields: fieldsOf()
      .filter((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value))
      .map((field) => [field.name, field.value]),
    ranks,
  });

  function restore(draft) {
    reset();
    const byName = new Map();
    draft.fields.forEach(([name, value]) => byName.set(name, (byName.get(name) || []).concat(value)));
    fieldsOf().forEach((field) => {
      const stored = byName.get(field.name) || [];
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = stored.includes(field.value);
      else field.value = stored[0] || "";
    });
    ranks = data.items.map((_, index) => draft.ranks[index] || []);
    data.items.forEach((item, index) => {
      const from = box(index);
      all("textarea", from).forEach(count);
      if (item.kind === "multi") limit(from, index);
      drawRanks(from, index);
    });
  }

  function reset() {
    one("#form").reset();
    ranks = data.items.map(() => []);
    data.items.forEach((_, index) => {
      all("input", box(index)).forEach((input) => { input.disabled = false; });
      all("textarea", box(index)).forEach(count);
      drawRanks(box(index), index);
    });
  }

  globalThis.pejlingQuestions = Object.freeze({
    // `form` describes the items (see the page's data); `known` says what is known of the group, `named` whether fields that are
    // not anonymous can be sent.
    describe: (form) => { data = form; ranks = data.items.map(() => []); },
    know: (known, named) => { facts = known; withNamed = named; },
    route, answers, notes, given, capture, restore, reset, settle, empty, count, rank, box,
  });
})();
