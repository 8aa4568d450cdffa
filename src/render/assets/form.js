// Pejling: the respondent's page. Which part of it is seen, and what its buttons do. The ballot is made in ballot.js, everything that is
// sent or stored goes through vote.js, the questions are read in questions.js.
"use strict";
(() => {
  const { pejlingBallot: ballot, pejlingVote: vote, pejlingQuestions: questions } = globalThis;
  const data = JSON.parse(document.getElementById("data").textContent);
  const survey = data.survey;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const page = (name) => one(`[data-page="${name}"]`);
  const act = (name, from = document) => one(`[data-action="${name}"]`, from);

  let credential = null; // {token} or {code}; none with a ballot that was brought along
  let expected = null; // the manifest's digest, as the link names it
  let about = null; // whom one answers as, and what holds for the survey
  let device = null; // what may be kept here
  let draft = null; // answers of an earlier visit
  let record = null; // a ballot on its way, see vote.js
  let steps = [];
  let at = -1; // step: -1 before the first section
  let busy = false;
  let dirty = false;

  // ---- Words ---------------------------------------------------------------------------------------------------------------

  function speak(lang) {
    document.documentElement.lang = lang;
    document.title = document.body.dataset[lang === "en" ? "titleEn" : "titleDa"];
    const nav = one("#steps");
    nav.setAttribute("aria-label", nav.dataset[lang === "en" ? "labelEn" : "labelDa"]);
    place();
  }

  function say(where, words) {
    where.replaceChildren(...["da", "en"].map((lang) => {
      const part = document.createElement("span");
      part.lang = lang;
      part.textContent = words[lang];
      return part;
    }));
    where.hidden = false;
  }

  // A number is written as the language around it writes it.
  const written = (value, place) => (typeof value === "number" ? value.toLocaleString(place.closest("[lang]").lang) : value);
  const fill = (key, value) => all(`[data-fill="${key}"]`).forEach((place) => { place.textContent = written(value, place); });

  // ---- Moving about --------------------------------------------------------------------------------------------------------

  function show(section) {
    all(".page").forEach((other) => { other.hidden = other !== section; });
    const inside = steps.includes(section);
    at = inside ? steps.indexOf(section) : -1;
    one("#steps").hidden = !inside;
    one("#progress").hidden = !inside;
    act("next").hidden = section === page("send");
    // Once it may have arrived, nothing may change: the same answers go again.
    act("back").disabled = record !== null && record.tried;
    act("carry").hidden = !credential || (record !== null && record.tried) || Boolean(data.preview);
    place();
    window.scrollTo(0, 0);
    const heading = one("h1", section);
    if (heading) heading.focus({ preventScroll: true });
  }

  function place() {
    const words = document.documentElement.lang === "en" ? `Page ${at + 1} of ${steps.length}` : `Side ${at + 1} af ${steps.length}`;
    if (at >= 0 && one("#place").textContent !== words) one("#place").textContent = words;
    one("#bar").max = steps.length || 1;
    one("#bar").value = at + 1;
  }

  function route() {
    steps = questions.route().concat(page("send"));
    one("#empty").hidden = data.items.some((_, index) => questions.given(index));
  }

  // ---- Coming in -----------------------------------------------------------------------------------------------------------

  // The secret part of the link stands after #, which no server sees, and leaves the address line at once.
  function fromAddress() {
    let text = location.hash.slice(1);
    if (text) history.replaceState(null, "", location.pathname + location.search);
    try {
      text = decodeURIComponent(text);
    } catch {
      // taken as it stands
    }
    return text.trim();
  }

  async function begin() {
    speak("da");
    questions.describe(data);
    const link = fromAddress();
    show(page("wait"));
    if (data.preview) return introduce(data.preview);
    const fault = ballot ? await ballot.selfTest() : "no-webcrypto";
    if (fault) {
      one("#insecure").hidden = fault !== "insecure-context";
      one("#incapable").hidden = fault === "insecure-context";
      return show(page("unable"));
    }
    one("#kept-here").hidden = !vote.anythingKept(survey);
    if (!link) return show(page("code"));
    const [, token, digest] = /^([0-9A-Za-z]{26})(?:\.([0-9A-Fa-f]{64}))?$/.exec(link) || [];
    if (!token) return show(page("unknown"));
    expected = digest || null;
    return enter({ token });
  }

  // With a link or a code: first what still waits on this device, then the server.
  async function enter(who) {
    credential = who;
    show(page("wait"));
    device = vote.device(survey, who.token || who.code);
    const waiting = await device.load("pending");
    draft = await device.load("draft");
    if (!waiting) return context();
    record = waiting;
    know(record.about);
    if (record.fields) questions.restore(record.fields);
    route();
    if (record.carried) return show(page("carried"));
    if (record.faulty) {
      draft = draft || Object.assign({ at: 0 }, record.fields);
      return introduce(about);
    }
    return deliver();
  }

  async function context() {
    if (busy) return;
    busy = true;
    show(page("wait"));
    try {
      introduce(await vote.context(survey, credential, expected));
    } catch (refusal) {
      refuse(refusal, page("offline"));
    } finally {
      busy = false;
    }
  }

  function know(who) {
    about = who;
    questions.know(about.facts, credential !== null || Boolean(data.preview));
    ["group", "invited", "minimum", "groups", "everybody", "fingerprint", "digest"].forEach((key) => fill(key, about[key]));
    document.querySelectorAll("[data-others]").forEach((node) => { node.hidden = !about.others; });
  }

  function introduce(who) {
    know(who);
    one("#matches").hidden = !expected;
    one("#compare").hidden = Boolean(expected);
    one("#resume").hidden = !draft;
    one("#fresh").hidden = Boolean(draft);
    one("#keeping").hidden = !(device && device.possible);
    keeping();
    route();
    show(page("intro"));
  }

  function keeping() {
    const kept = Boolean(device && device.keeps());
    one("#kept").hidden = !kept;
    one("#not-kept").hidden = kept;
  }

  function start() {
    if (draft) {
      questions.reset();
      if (device) device.forget("draft");
      draft = null;
    }
    route();
    show(steps[0]);
  }

  function resume() {
    questions.restore(draft);
    dirty = true;
    route();
    show(steps[Math.min(Math.max(draft.at, 0), steps.length - 1)]);
  }

  // ---- Code and brought ballot ---------------------------------------------------------------------------------------------

  function codeWords(typed) {
    const symbols = [...typed.replace(/[-\s]/g, "")];
    const fault = ballot.codeFault(typed);
    if (fault === "length") {
      return {
        da: `Koden har 16 tegn. Du har skrevet ${symbols.length}.`,
        en: `The code has 16 signs. You have typed ${symbols.length}.`,
      };
    }
    const where = fault === "symbol" ? symbols.findIndex((sign) => /[^0-9A-Za-z]|[Uu]/.test(sign)) : ballot.codePlace(typed);
    const sign = where === null ? "" : symbols[where].toUpperCase();
    const group = where === null ? 0 : Math.floor(where / 4) + 1;
    if (fault === "symbol") {
      return {
        da: `Tegnet »${sign}« i gruppe ${group} findes ikke i nogen kode.`,
        en: `The sign “${sign}” in group ${group} is in no code.`,
      };
    }
    if (fault === "check" && where !== null) {
      return {
        da: `Der er en slåfejl, formentlig i gruppe ${group}, tegn ${(where % 4) + 1} (»${sign}«). Sammenlign med mailen.`,
        en: `There is a typing error, probably in group ${group}, sign ${(where % 4) + 1} (“${sign}”). Compare with the mail.`,
      };
    }
    return {
      da: "Der er mere end én slåfejl. Sammenlign koden med mailen, fire tegn ad gangen.",
      en: "There is more than one typing error. Compare the code with the mail, four signs at a time.",
    };
  }

  function openCode() {
    const typed = one("#code").value;
    const wrong = one("#code-fault");
    wrong.hidden = true;
    if (ballot.codeFault(typed) === null) return enter({ code: ballot.plainSymbols(typed) });
    say(wrong, codeWords(typed));
    return one("#code").focus();
  }

  async function openBallot(input) {
    const wrong = one("#ballot-fault");
    wrong.hidden = true;
    const file = input.files[0];
    if (!file) return;
    try {
      const brought = await vote.fromFile(survey, file.size > 65536 ? "" : await file.text());
      credential = null;
      device = vote.device(survey, brought.signed.nonce);
      record = await device.load("pending");
      draft = await device.load("draft");
      if (record && record.tried) {
        know(record.about);
        questions.restore(record.fields);
        route();
        return deliver();
      }
      record = { blind: null, signed: brought.signed, tried: false };
      introduce(brought.about);
    } catch (refusal) {
      const words = {
        "not-a-ballot": { da: "Filen er ikke en stemmeseddel.", en: "The file is not a ballot." },
        "other-survey": { da: "Stemmesedlen hører til en anden undersøgelse.", en: "The ballot belongs to another survey." },
      }[refusal.cause];
      if (words) say(wrong, words);
      else refuse(refusal, page("offline"));
    } finally {
      input.value = "";
    }
  }

  // ---- Sending -------------------------------------------------------------------------------------------------------------

  const keep = (now) => device.save("pending", now);
  const brief = ({ group, invited, others, minimum, groups, everybody, fingerprint, digest, facts }) =>
    ({ group, invited, others, minimum, groups, everybody, fingerprint, digest, facts });

  // A ballot with what is to be sent with it. Another tab may have begun one: then that one goes.
  async function begun() {
    if (!record) record = (await device.load("pending")) || (await vote.begin(about));
  }

  async function ready() {
    await begun();
    if (record.tried) return;
    Object.assign(record, { answers: questions.answers(), notes: questions.notes(), fields: questions.capture(), about: brief(about), faulty: false });
  }

  async function send() {
    if (busy) return;
    if (data.preview) return thank("0000-0000-0000-0000");
    await alone(async () => {
      await ready();
      record.carried = false;
    }) && deliver();
  }

  async function deliver() {
    const uncertain = record.tried;
    await alone(async () => {
      show(page("sending"));
      await vote.sign(survey, credential, record, keep);
      await thank(await vote.cast(survey, record, Number(document.body.dataset.padded), keep));
    }, uncertain);
  }

  // One thing at a time; a refusal is shown. True where all went well.
  async function alone(work, uncertain) {
    if (busy) return false;
    busy = true;
    one("#trouble").hidden = true;
    all(".item .fault").forEach((fault) => { fault.hidden = true; fault.textContent = ""; });
    try {
      await work();
      return true;
    } catch (refusal) {
      await refuse(refusal, page("send"), uncertain);
      return false;
    } finally {
      busy = false;
    }
  }

  // `home` is where one stands when there was no reply that says what happened.
  async function refuse(refusal, home, uncertain) {
    const cause = refusal.cause;
    if (cause === "faults") return faults(refusal.faults);
    if (cause === "closed" && uncertain) {
      // An earlier try may have arrived. The receipt follows from the ballot, so everybody can look it up.
      fill("receipt", await ballot.receipt(survey, record.signed.nonce));
      dirty = false;
      return show(page("late"));
    }
    if (cause === "closed") vote.clear(survey);
    if (cause === "used" && device) device.turn(false);
    if (["used", "closed"].includes(cause)) dirty = false;
    if (["used", "closed", "unknown", "misled", "exposed"].includes(cause)) {
      one("#misled-again").hidden = record === null;
      return show(page(cause));
    }
    show(home);
    one("#trouble").hidden = false;
  }

  // The answers cannot be taken as they are. The ballot is still good.
  async function faults(list) {
    record.faulty = true;
    keep(record);
    let first = null;
    for (const fault of list) {
      const index = data.items.findIndex((item) => item.id === fault.item);
      if (index < 0) continue;
      say(one(`#f${index}`), fault);
      if (first === null || index < first) first = index;
    }
    const section = first === null ? null : questions.box(first).closest(".page");
    if (!section || !steps.includes(section)) {
      show(page("send"));
      one("#trouble").hidden = false;
      return;
    }
    show(section);
    const field = one("fieldset", questions.box(first));
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }

  let unsent = []; // fields that are not anonymous: by themselves, never with the answers
  async function thank(receipt) {
    unsent = (record && credential && record.notes) || [];
    dirty = false;
    fill("receipt", receipt);
    show(page("thanks"));
    if (device) await device.turn(false);
    await notes();
    record = null;
    questions.reset();
  }

  async function notes() {
    one("#apart-failed").hidden = true;
    try {
      while (unsent.length) {
        await vote.note(survey, credential, unsent[0].item, unsent[0].text);
        unsent.shift();
      }
    } catch {
      one("#apart-failed").hidden = false;
    }
  }

  // ---- A ballot to take along ----------------------------------------------------------------------------------------------

  const takeAlong = () => alone(async () => {
    await begun();
    if (!record.tried) {
      // It is answered elsewhere: nothing that was answered here waits with it.
      record = { blind: record.blind, signed: record.signed, about: brief(about), tried: false };
    }
    record.carried = true;
    await vote.sign(survey, credential, record, keep);
    await keep(record);
    dirty = false;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([vote.toFile(survey, about, record.signed)], { type: "application/json" }));
    link.download = `stemmeseddel-${survey}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    show(page("carried"));
  });

  async function forget() {
    await device.turn(false);
    record = null;
    dirty = false;
    questions.reset();
    show(page("forgotten"));
  }

  // ---- What people do ------------------------------------------------------------------------------------------------------

  let timer = 0;
  const saveDraft = () => {
    clearTimeout(timer);
    if (dirty && device && !busy && !(record && record.tried)) device.save("draft", Object.assign(questions.capture(), { at }));
  };
  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(saveDraft, 300);
  }

  function go(step) {
    show(step);
    saveDraft();
  }

  const acts = {
    context, start, resume, send, notes, forget,
    restart: start,
    resend: send,
    next: () => go(steps[Math.min(at + 1, steps.length - 1)]),
    back: () => go(at > 0 ? steps[at - 1] : page("intro")),
    carry: () => show(page("carry")),
    "carry-save": takeAlong,
    // After a reload nothing is filled in here: then from the beginning.
    "carry-back": () => (data.items.some((_, index) => questions.given(index)) ? show(page("send")) : introduce(about)),
    "type-code": () => show(page("code")),
    "open-code": openCode,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.id === "language") speak(document.documentElement.lang === "da" ? "en" : "da");
    if (button.dataset.rank) {
      questions.rank(button);
      changed();
      route();
    }
    if (button.hasAttribute("data-clear")) {
      const from = button.closest("[data-item]");
      questions.empty(from, Number(from.dataset.item), null);
      one("fieldset", from).focus({ preventScroll: true });
      changed();
      route();
    }
    if (button.dataset.action) acts[button.dataset.action]();
  });
  one("#form").addEventListener("input", (event) => {
    if (event.target.matches("textarea, .number-field")) {
      questions.count(event.target);
      all("input[data-special]", event.target.closest("[data-item]")).forEach((special) => { special.checked = false; });
    }
    questions.settle(event.target);
    changed();
    route();
  });
  one("#keep-nothing").addEventListener("change", (event) => {
    device.turn(!event.target.checked);
    keeping();
  });
  one("#ballot-file").addEventListener("change", (event) => openBallot(event.target));
  all("form").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.id === "code-form") openCode();
  }));
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveDraft(); });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !data.preview && !(device && device.keeps())) event.preventDefault();
  });
  // Another link in the same tab.
  window.addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });

  begin();
})();
