// Pejling: the anonymous ballot, as it runs in the respondent's browser. Plain JavaScript, nothing loaded, nothing sent from here.
//
// HOW TO CHECK IT. The server signs a ballot without seeing it (blind signature, RFC 9474, RSABSSA-SHA384-PSS-Randomized):
//   1. blind()     makes the ballot's random number (nonce), and covers what is to be signed with a random factor r.
//                  What goes to the server beside your token is `blinded`: it could be the cover of any ballot whatever.
//   2. The server signs it. One token buys one signature.
//   3. finalize()  takes the cover off and checks the signature with the browser's own cryptography.
//   4. The page sends nonce, signature and answers WITHOUT the token. The server sees that somebody in the group voted, not who.
// This holds only if nonce, salt and r come from random() and from nothing else. Look for "random(" and for "token": the
// token is used in one place, to lock the draft of your answers on your own device.
// The file's SHA-256 stands in the survey's manifest, and the manifest's fingerprint in your mail.
(function () {
  "use strict";

  // ---- Bytes, text and numbers -------------------------------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const toNumber = (bytes) => BigInt("0x0" + hex(bytes)); // big endian
  const toBytes = (number, length) => unhex(number.toString(16).padStart(2 * length, "0"));

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // Base 64 for URLs, without padding (RFC 4648, section 5).
  function base64url(bytes) {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  const unbase64url = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (symbol) => symbol.charCodeAt(0));

  // Crockford's base 32, for codes that people read and type.
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  function crockford(bytes) {
    const number = toNumber(bytes);
    let text = "";
    for (let place = (bytes.length * 8) / 5 - 1; place >= 0; place--) {
      text += ALPHABET[Number((number >> BigInt(5 * place)) & 31n)];
    }
    return text;
  }
  const inFours = (text) => text.match(/.{4}/g).join("-");
  const plainSymbols = (text) => text.replace(/[-\s]/g, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");

  // ---- The browser's cryptography ----------------------------------------------------------------------------------------

  const random = (length) => crypto.getRandomValues(new Uint8Array(length));
  const sha = async (bits, bytes) => new Uint8Array(await crypto.subtle.digest("SHA-" + bits, bytes));

  // SHA-256 over parts, each preceded by its length in 8 bytes, so that no two lists of parts look the same.
  const digestOf = (...parts) =>
    sha(256, join(...parts.flatMap((part) => [toBytes(BigInt(part.length), 8), part])));

  // The browser's own check of an RSA-PSS signature under the modulus n (base64url) and the exponent 65537.
  async function signatureHolds(n, message, signature, saltLength) {
    const key = { kty: "RSA", n: n, e: "AQAB", alg: "PS384", ext: true };
    const imported = await crypto.subtle.importKey("jwk", key, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
    return crypto.subtle.verify({ name: "RSA-PSS", saltLength: saltLength }, imported, signature, message);
  }

  // ---- RSA with numbers of any size --------------------------------------------------------------------------------------

  // m^65537 mod n: sixteen squarings and one multiplication.
  function publicPower(m, n) {
    let power = m;
    for (let i = 0; i < 16; i++) power = (power * power) % n;
    return (power * m) % n;
  }

  // The x with a·x = 1 mod n (Euclid), or null where there is none.
  function inverse(a, n) {
    let [r0, r1, x0, x1] = [n, a % n, 0n, 1n];
    while (r1 !== 0n) {
      const quotient = r0 / r1;
      [r0, r1] = [r1, r0 - quotient * r1];
      [x0, x1] = [x1, x0 - quotient * x1];
    }
    return r0 === 1n ? (x0 + n) % n : null;
  }

  // EMSA-PSS with SHA-384 (RFC 8017, 9.1.1): the message as a number with one bit less than a modulus of `length` bytes.
  async function encode(message, salt, length) {
    const hash = await sha(384, join(new Uint8Array(8), await sha(384, message), salt));
    const data = join(new Uint8Array(length - salt.length - 50), Uint8Array.of(1), salt);
    for (let block = 0; block * 48 < data.length; block++) {
      const cover = await sha(384, join(hash, toBytes(BigInt(block), 4)));
      for (let i = 0; i < 48 && block * 48 + i < data.length; i++) data[block * 48 + i] ^= cover[i];
    }
    data[0] &= 0x7f;
    return join(data, hash, Uint8Array.of(0xbc));
  }

  // ---- What everybody must have got alike --------------------------------------------------------------------------------

  // The SHA-256 of the manifest's bytes, which the link names, and its first 80 bits: the fingerprint that people compare.
  const digest = async (bytes) => hex(await sha(256, bytes));
  const fingerprint = async (bytes) => inFours(crockford((await sha(256, bytes)).slice(0, 10)));

  // The manifest, if its bytes are those whose SHA-256 stands in the link. Throws "wrong-manifest"; and "doubtful-manifest" where
  // one group stands in it under several keys: everybody could have got that same manifest, and each person a key of their own.
  async function readManifest(bytes, expected) {
    if ((await digest(bytes)) !== expected.toLowerCase()) throw new Error("wrong-manifest");
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    if (!sound(manifest)) throw new Error("doubtful-manifest");
    return manifest;
  }

  const FIELDS = ["closes", "format", "groups", "minimum", "opens", "policy", "questionnaire", "scripts", "seal_key", "strata", "survey"];
  const STRATUM_FIELDS = ["code", "invited", "kid", "label", "others"];

  // What is left of a label once all that is easily overlooked is gone: letters and digits.
  const sameness = (label) => label.normalize("NFKC").toLowerCase().replace(/[^\p{Alphabetic}\p{N}]/gu, "");

  // Whether every code, key and name stands once, every group is large enough, and no field is there that this page does not know.
  function sound(manifest) {
    const only = (value, fields) =>
      typeof value === "object" && value !== null && Object.keys(value).every((field) => fields.includes(field));
    const once = (values) => new Set(values).size === values.length;
    const number = (value) => Number.isSafeInteger(value) && value > 0;
    if (!only(manifest, FIELDS) || manifest.format !== "pejling manifest/1" || !number(manifest.minimum)) return false;
    const strata = manifest.strata;
    if (!Array.isArray(strata) || strata.length === 0) return false;
    const wellFormed = (group) =>
      only(group, STRATUM_FIELDS) && typeof group.code === "string" && typeof group.label === "string" &&
      /^[0-9a-f]{64}$/.test(group.kid) && typeof group.others === "boolean" &&
      number(group.invited) && group.invited >= manifest.minimum;
    return strata.every(wellFormed) && once(strata.map((group) => group.code)) && once(strata.map((group) => group.kid)) &&
      once(strata.map((group) => sameness(group.label)));
  }

  // The key's name: SHA-256 of its modulus, in hexadecimal digits.
  const keyId = async (n) => hex(await sha(256, unbase64url(n)));

  // The group in the manifest whose ballots this key signs. Throws "wrong-key": a key of one's own would be a mark.
  async function checkKey(manifest, stratum, n) {
    const kid = await keyId(n);
    const found = manifest.strata.find((group) => group.code === stratum && group.kid === kid);
    if (!found) throw new Error("wrong-key");
    return found;
  }

  // ---- Blind signatures (RFC 9474) ---------------------------------------------------------------------------------------

  const SALT = 48;

  // Section 4.2 with a given salt and factor r.
  async function blindWith(n, prepared, salt, r) {
    const modulus = toNumber(unbase64url(n));
    const length = unbase64url(n).length;
    const m = toNumber(await encode(prepared, salt, length));
    if (inverse(m, modulus) === null) throw new Error("try-again"); // would have factored the key; never happens
    return toBytes((m * publicPower(r, modulus)) % modulus, length);
  }

  // Section 4.4: takes the cover off and checks. Anything but a true signature under this very key is an error.
  async function unblind(n, prepared, reply, inverseOfR, saltLength) {
    const modulus = toNumber(unbase64url(n));
    const length = unbase64url(n).length;
    if (reply.length !== length) throw new Error("bad-signature");
    const signature = toBytes((toNumber(reply) * inverseOfR) % modulus, length);
    if (!(await signatureHolds(n, prepared, signature, saltLength))) throw new Error("bad-signature");
    return signature;
  }

  // What is signed: the nonce, and which survey, group and key the ballot is for. Nothing of the person, nothing of the answers.
  const prepare = async (n, survey, stratum, nonce) =>
    join(nonce, utf8("ballot/1|" + survey + "|" + stratum + "|" + (await keyId(n))));

  // A new ballot, under a key that everybody's manifest names. `blinded` goes to the server beside the token; everything else
  // stays on this device until the ballot is cast.
  async function blind(manifest, stratum, n) {
    await checkKey(manifest, stratum, n);
    const modulus = toNumber(unbase64url(n));
    const nonce = random(32);
    const salt = random(SALT);
    let r, inverseOfR;
    do {
      r = toNumber(random(unbase64url(n).length));
      inverseOfR = r < modulus ? inverse(r, modulus) : null; // too large: draw again, so that no r is likelier than another
    } while (inverseOfR === null);
    const blinded = await blindWith(n, await prepare(n, manifest.survey, stratum, nonce), salt, r);
    return {
      n: n,
      survey: manifest.survey,
      stratum: stratum,
      nonce: hex(nonce),
      unblinder: inverseOfR.toString(16),
      blinded: base64url(blinded),
    };
  }

  // The signed ballot. Throws where the server did not sign ("bad-signature"), signed with another key, or replied nonsense.
  async function finalize(pending, reply) {
    const prepared = await prepare(pending.n, pending.survey, pending.stratum, unhex(pending.nonce));
    const signature = await unblind(pending.n, prepared, unbase64url(reply), BigInt("0x" + pending.unblinder), SALT);
    return {
      stratum: pending.stratum,
      kid: await keyId(pending.n),
      nonce: pending.nonce,
      signature: base64url(signature),
    };
  }

  // ---- Receipts ----------------------------------------------------------------------------------------------------------

  // The receipt: proves that the ballot was counted, not what it said.
  const receipt = async (survey, nonce) =>
    inFours(crockford((await digestOf(utf8("pejling receipt/1"), utf8(survey), unhex(nonce))).slice(0, 10)));

  // ---- Typed codes -------------------------------------------------------------------------------------------------------

  // What is wrong with a typed code: "length", "symbol", "check", or null. The last two of its 16 symbols are what is left of the
  // others on division by x² + 6x + 8 over the field of 32 elements (Reed-Solomon): every error in one or two symbols shows.
  function codeFault(typed) {
    const symbols = typed.replace(/[-\s]/g, "");
    if ([...symbols].length !== 16) return "length";
    if (/[^0-9A-Za-z]|[Uu]/.test(symbols)) return "symbol";
    const values = Array.from(plainSymbols(symbols), (symbol) => ALPHABET.indexOf(symbol));
    let [high, low] = [0, 0];
    for (const value of values.slice(0, 14)) {
      const lead = value ^ high;
      [high, low] = [low ^ times(lead, 6), times(lead, 8)];
    }
    return high === values[14] && low === values[15] ? null : "check";
  }

  // Product in the field of 32 elements.
  function times(a, b) {
    let product = 0;
    for (let bit = 4; bit >= 0; bit--) {
      product <<= 1;
      if (product & 32) product ^= 0b100101;
      if ((b >> bit) & 1) product ^= a;
    }
    return product;
  }

  // Where a code with a "check" fault is wrong if one symbol is: 0 to 15, or null where one symbol cannot explain it. An error e at
  // the place of the power j makes the code e·α^j in α = 2 and e·α^2j in α² = 4: their quotient is α^j.
  function codePlace(typed) {
    const values = Array.from(plainSymbols(typed), (symbol) => ALPHABET.indexOf(symbol));
    const at = (x) => values.reduce((sum, value) => times(sum, x) ^ value, 0);
    const [first, second] = [at(2), at(4)];
    let power = 1;
    for (let place = 15; place >= 0; place--) {
      if (first !== 0 && times(first, power) === second) return place;
      power = times(power, 2);
    }
    return null;
  }

  // ---- Drafts: the only use of the token in this file --------------------------------------------------------------------

  async function draftKey(token, survey) {
    const secret = await crypto.subtle.importKey("raw", utf8(token), "HKDF", false, ["deriveKey"]);
    const purpose = { name: "HKDF", hash: "SHA-256", salt: utf8(survey), info: utf8("pejling draft/1") };
    return crypto.subtle.deriveKey(purpose, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  // Locks a draft, or a ballot that waits to be sent, for storage on this device.
  async function encryptDraft(token, survey, text) {
    const iv = random(12);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, await draftKey(token, survey), utf8(text));
    return base64url(join(iv, new Uint8Array(sealed)));
  }

  // Opens it; null where it was locked with another token or altered.
  async function decryptDraft(token, survey, stored) {
    try {
      const bytes = unbase64url(stored);
      const how = { name: "AES-GCM", iv: bytes.slice(0, 12) };
      const open = await crypto.subtle.decrypt(how, await draftKey(token, survey), bytes.slice(12));
      return new TextDecoder().decode(open);
    } catch {
      return null;
    }
  }

  // ---- One size for every request ----------------------------------------------------------------------------------------

  // JSON of exactly `size` bytes, so that the length of a request tells nothing of the answers in it. Throws "too-long".
  function padded(content, size) {
    const write = (length) => JSON.stringify(Object.assign({}, content, { pad: "0".repeat(length) }));
    const missing = size - utf8(write(0)).length;
    if (missing < 0) throw new Error("too-long");
    return write(missing);
  }

  // ---- Self-test at start ------------------------------------------------------------------------------------------------

  // A key made for this test alone, and its signature on the ballot below as it was blinded below.
  const KNOWN_N = "0eqYan195ghjzKGCg3R5als5OEKbeNwMc2MIlfY2DJG8g8cqIoA2iakHJoWhuGCBwX_emMtwedEhUA5BzxyEBrlN4eGYHUY13QImLXVbDzjX2YTNEj6cCLIwKvOV6Ze7IyknH_-6XD8SVN5uqLR9iH7xbhu9BgURfFGL7R_23J-DaoJnuiq7UDwOXRQClwGl3MKjL30ab3pbjbFZSx0Hwz-oaJSLh3F1A4CO_lOElfuLRD6DXkIO5-EVIVPH4lb5aCyRfpLwVGyR3-zbJTv846pF2IxiapQsVPNpdPJxepsCC_6KbU61reZHGODdDL_KyNrkTQ41meDkcGfKYXpfHw";
  const KNOWN_REPLY = "ZlN50hPxV-o61wctO6w2Jgk5L-esgp-4r2cn520AjQYrEdUVeSQ7Mr0u1FamnhqMT_PYNv0bVS2_LTQG7Zsj5eGhXfwRkIk7e-XXOlSM44kqmWBSl_Yn-Rf_V8fMLI5HvCRJsNGXsPo3TxFbtoZAlnBzmO-UwX2BerUHeB_27afGROCroNyXHEg7uaJjT4n7C5uLpOCapjUb6cNDLb8ST3zu3rtXGZ2oYAhr297tzPmBO9chQ1CerOEjg7erRwkJEnNHruaqdCTzOujQdZG3yflFMALvGHHEVJzeirWXRh5CiB6zLkoIX3kUQO4vo_5boFbgnJYXvALKn-DvzCKthg";

  // null if this browser can do all of the above; else what to tell the respondent:
  // "insecure-context", "no-webcrypto", "no-randomness" or "wrong-arithmetic".
  async function selfTest() {
    if (globalThis.isSecureContext === false) return "insecure-context";
    if (!globalThis.crypto || !crypto.subtle || !crypto.getRandomValues) return "no-webcrypto";
    if (hex(random(16)) === hex(random(16))) return "no-randomness";
    try {
      const modulus = toNumber(unbase64url(KNOWN_N));
      const fixed = (byte, length) => new Uint8Array(length).fill(byte);
      const r = toNumber(fixed(3, 256));
      const pending = { n: KNOWN_N, survey: "self-test", stratum: "self-test", nonce: hex(fixed(1, 32)) };
      const prepared = await prepare(KNOWN_N, "self-test", "self-test", fixed(1, 32));
      const blinded = await blindWith(KNOWN_N, prepared, fixed(2, SALT), r);
      if (publicPower(toNumber(unbase64url(KNOWN_REPLY)), modulus) !== toNumber(blinded)) return "wrong-arithmetic";
      pending.unblinder = inverse(r, modulus).toString(16);
      await finalize(pending, KNOWN_REPLY);
      // And the browser must refuse what is false.
      pending.nonce = hex(fixed(9, 32));
      const refused = await finalize(pending, KNOWN_REPLY).then(() => false, () => true);
      return refused && (await decryptDraft("t", "s", await encryptDraft("t", "s", "d"))) === "d" ? null : "wrong-arithmetic";
    } catch {
      return "wrong-arithmetic";
    }
  }

  globalThis.pejlingBallot = Object.freeze({
    selfTest, readManifest, checkKey, sameness, digest, fingerprint, keyId, blind, finalize, receipt, codeFault, codePlace, plainSymbols,
    encryptDraft, decryptDraft, padded,
    // For known answers only: the two steps with given salt and factor.
    blindWith, unblind, inverse,
  });
})();
