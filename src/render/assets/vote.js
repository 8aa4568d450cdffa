// Pejling: everything that leaves this tab, to the server or to this device's storage. No other file of the page sends or stores.
//
// HOW TO CHECK IT. There is one fetch( and one localStorage here. Open the browser's network tab and send an answer:
//   context  carries your token (or code) and gets your group. It changes nothing.
//   issue    carries your token and `blinded`, from which nobody can tell the ballot. It uses the token up.
//   cast     carries the ballot and the answers. No token, no cookie, no name; and one number of bytes, or twice that for very long texts.
// Nothing is sent twice in different words: whatever may have been lost goes again unchanged, and counts once.
// What is stored on this device is locked by encryptDraft() of ballot.js first.
(function () {
  "use strict";

  const core = () => globalThis.pejlingBallot; // null in a browser that cannot read it; the page asks selfTest first

  // Why there is no way on. `cause` names the page to show.
  class Refusal extends Error {
    constructor(cause, faults) {
      super(cause);
      this.cause = cause;
      this.faults = faults || [];
    }
  }

  // ---- The server ------------------------------------------------------------------------------------------------------

  async function exchange(survey, path, body) {
    try {
      const reply = await fetch(`/s/${encodeURIComponent(survey)}/${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
        body: body,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        redirect: "error",
      });
      return { status: reply.status, bytes: new Uint8Array(await reply.arrayBuffer()) };
    } catch {
      throw new Refusal("offline");
    }
  }

  const CAUSES = { 404: "unknown", 409: "used", 410: "closed", 422: "faults" };

  async function ask(survey, path, body) {
    const { status, bytes } = await exchange(survey, path, body);
    let json = {};
    try {
      json = JSON.parse(new TextDecoder().decode(bytes) || "{}");
    } catch {
      if (status < 300) throw new Refusal("offline"); // not from our server: a hotel's login page, say
    }
    if (status >= 200 && status < 300) return json;
    const problem = String(json.type).split(":").pop();
    throw new Refusal({ "bad-ballot": "misled", identified: "exposed" }[problem] || CAUSES[status] || "offline", json.faults);
  }

  // What must be true, or the server is not what it should be.
  async function trust(check) {
    try {
      return await check;
    } catch {
      throw new Refusal("misled");
    }
  }

  // The manifest, which everybody gets alike, its digest and its fingerprint. Without an expected digest (typed code) there is nothing
  // to compare with: the page shows both, and people can.
  async function manifestOf(survey, expected) {
    const { status, bytes } = await exchange(survey, "manifest");
    if (status === 410) throw new Refusal("closed");
    if (status !== 200) throw new Refusal(status === 404 ? "unknown" : "offline");
    const digest = await core().digest(bytes);
    const manifest = await trust(core().readManifest(bytes, expected || digest));
    if (manifest.survey !== survey) throw new Refusal("misled");
    return { manifest, digest, fingerprint: await core().fingerprint(bytes) };
  }

  // How many groups and invitations there are in all. A manifest padded with groups that do not exist shows by these.
  const whole = (manifest) => ({
    groups: manifest.strata.length,
    everybody: manifest.strata.reduce((sum, group) => sum + group.invited, 0),
  });

  // ---- Before the first question ---------------------------------------------------------------------------------------

  // Whom this credential ({token} or {code}) answers as. Group, size and threshold are those of everybody's manifest.
  async function context(survey, credential, expected) {
    const { manifest, digest, fingerprint } = await manifestOf(survey, expected);
    const json = await ask(survey, "context", JSON.stringify(credential));
    if (json.state !== "open") throw new Refusal(["used", "closed"].includes(json.state) ? json.state : "unknown");
    const group = await trust(core().checkKey(manifest, json.stratum, json.n));
    return {
      manifest,
      digest,
      fingerprint,
      n: json.n,
      stratum: json.stratum,
      group: group.label,
      invited: group.invited,
      others: group.others,
      minimum: manifest.minimum,
      ...whole(manifest),
      facts: json.facts || {},
    };
  }

  // ---- From the click on "Send" to the receipt ---------------------------------------------------------------------------
  //
  // A record is what has to survive a crash: { blind, signed, answers, notes, fields, tried }. `keep` puts it into storage.
  // Each step may be repeated: the same `blinded` gets the same signature, the same ballot the same receipt; what it said
  // first counts.

  const begin = async (about) => ({ blind: await core().blind(about.manifest, about.stratum, about.n), signed: null, tried: false });

  // Steps 1 and 2: a ballot, signed by a server that cannot see it.
  async function sign(survey, credential, record, keep) {
    if (record.signed) return;
    await keep(record);
    const body = Object.assign({}, credential, { blinded: record.blind.blinded });
    const reply = await ask(survey, "issue", JSON.stringify(body));
    record.signed = await trust(core().finalize(record.blind, reply.blind_sig));
    record.blind = null;
    await keep(record);
  }

  // Step 3: ballot and answers, without a word of whose they are.
  async function cast(survey, record, size, keep) {
    const first = !record.tried;
    record.tried = true;
    await keep(record);
    const { stratum, kid, nonce, signature } = record.signed;
    const content = { v: 1, stratum, kid, nonce, sig: signature, answers: record.answers };
    let receipt;
    let again;
    try {
      ({ receipt, again } = await ask(survey, "cast", ofOneSize(content, size)));
    } catch (refusal) {
      if (refusal.cause === "faults") {
        record.tried = false; // nothing was counted: the answers may change
        await keep(record);
      }
      throw refusal;
    }
    if (receipt !== (await core().receipt(survey, nonce))) throw new Refusal("misled");
    if (first && again) throw new Refusal("used"); // somebody cast this ballot before: those answers count
    return receipt;
  }

  // Every request of a survey has one size. Texts full of unusual signs could be longer: then twice that size, at most what the
  // server takes.
  const LARGEST = 64 * 1024;
  function ofOneSize(content, size) {
    for (let length = Math.max(size, 1024); ; length = Math.min(2 * length, LARGEST)) {
      try {
        return core().padded(content, length);
      } catch (error) {
        if (error.message !== "too-long" || length >= LARGEST) throw error;
      }
    }
  }

  // A field that is not anonymous and says so: by itself, with the token.
  const note = (survey, credential, item, text) =>
    ask(survey, "note", JSON.stringify(Object.assign({}, credential, { item, text })));

  // ---- A ballot to take along ------------------------------------------------------------------------------------------

  const FORMAT = "pejling ballot/1";

  // A signed ballot as a file: whoever holds it can answer once, from anywhere. It names the group, nobody in it.
  const toFile = (survey, about, signed) =>
    JSON.stringify({
      format: FORMAT,
      survey,
      stratum: signed.stratum,
      kid: signed.kid,
      nonce: signed.nonce,
      sig: signed.signature,
      facts: about.facts,
    }, null, 2) + "\n";

  async function fromFile(survey, text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      throw new Refusal("not-a-ballot");
    }
    const complete = file && file.format === FORMAT && /^[0-9a-f]{64}$/.test(file.nonce) && typeof file.sig === "string";
    if (!complete) throw new Refusal("not-a-ballot");
    if (file.survey !== survey) throw new Refusal("other-survey");
    const { manifest, digest, fingerprint } = await manifestOf(survey, null);
    const group = manifest.strata.find((stratum) => stratum.code === file.stratum && stratum.kid === file.kid);
    if (!group) throw new Refusal("not-a-ballot");
    return {
      about: {
        manifest,
        digest,
        fingerprint,
        group: group.label,
        invited: group.invited,
        others: group.others,
        minimum: manifest.minimum,
        ...whole(manifest),
        facts: file.facts || {},
      },
      signed: { stratum: file.stratum, kid: file.kid, nonce: file.nonce, signature: file.sig },
    };
  }

  // ---- This device -------------------------------------------------------------------------------------------------------
  //
  // Two kinds of things are kept: "draft", answers being filled in, and "pending", a record on its way. Their names carry the survey
  // and a random number. The lock is made from the link, the code, or the ballot one brought: without it they are noise.

  function shelf() {
    try {
      const storage = window.localStorage;
      storage.setItem("pejling/try", "");
      storage.removeItem("pejling/try");
      return storage;
    } catch {
      return null; // blocked: everything works, nothing is kept
    }
  }

  const prefix = (survey, kind) => `pejling/${survey}/${kind}`;
  const namesOn = (storage, start) => Object.keys(storage).filter((name) => name.startsWith(start));

  // Whether something of this survey lies here, whosever.
  function anythingKept(survey) {
    const storage = shelf();
    return storage !== null && namesOn(storage, prefix(survey, "")).length > 0;
  }

  // Throws away everything of a survey, whosever: it is closed.
  function clear(survey) {
    const storage = shelf();
    if (storage) namesOn(storage, prefix(survey, "")).forEach((name) => storage.removeItem(name));
  }

  function device(survey, secret) {
    const storage = shelf();
    let on = storage !== null;
    let last = Promise.resolve(); // one after another, so that an older state never lands on a newer one

    async function find(kind) {
      for (const name of storage ? namesOn(storage, prefix(survey, kind)) : []) {
        const text = await core().decryptDraft(secret, survey, storage.getItem(name));
        if (text !== null) return { name, value: JSON.parse(text) };
      }
      return null;
    }

    async function write(kind, value) {
      if (!on) return;
      const found = await find(kind);
      const fresh = () => `${prefix(survey, kind)}/${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
      const locked = await core().encryptDraft(secret, survey, JSON.stringify(value));
      try {
        if (on) storage.setItem(found ? found.name : fresh(), locked);
      } catch {
        // full: nothing is kept
      }
    }

    async function remove(kinds) {
      for (const kind of kinds) {
        for (let found = await find(kind); found; found = await find(kind)) storage.removeItem(found.name);
      }
    }

    const inTurn = (work) => (last = last.then(work, work));
    return {
      possible: storage !== null,
      keeps: () => on,
      load: async (kind) => (await inTurn(() => find(kind)) || { value: null }).value,
      save: (kind, value) => {
        const copy = JSON.parse(JSON.stringify(value)); // as it is now
        return inTurn(() => write(kind, copy));
      },
      forget: (kind) => inTurn(() => remove([kind])),
      wipe: () => inTurn(() => remove(["draft", "pending"])),
      // "Keep no draft on this device": what is there goes, and nothing more comes.
      turn: (wanted) => {
        on = wanted && storage !== null;
        return on ? last : inTurn(() => remove(["draft", "pending"]));
      },
    };
  }

  globalThis.pejlingVote = Object.freeze({
    Refusal, context, begin, sign, cast, note, toFile, fromFile, device, anythingKept, clear,
  });
})();
