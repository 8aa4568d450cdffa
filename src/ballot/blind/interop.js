// Calls functions of ballot.js for the test beside this file. One line in, name and arguments between tabs; one line out.
const ballot = globalThis.pejlingBallot;
const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes) => Buffer.from(bytes).toString("hex");

const manifestOf = async (n, survey, stratum) => ({ survey, strata: [{ code: stratum, kid: await ballot.keyId(n) }] });

const calls = {
  async vector(n, prepared, salt, inv, reply) {
    const unblinder = BigInt("0x" + inv);
    const modulus = BigInt("0x" + Buffer.from(n, "base64url").toString("hex"));
    const r = ballot.inverse(unblinder, modulus);
    const saltBytes = fromHex(salt);
    const blinded = await ballot.blindWith(n, fromHex(prepared), saltBytes, r);
    const signature = await ballot.unblind(n, fromHex(prepared), fromHex(reply), unblinder, saltBytes.length);
    return [toHex(blinded), toHex(signature)];
  },
  selfTest: async () => [await ballot.selfTest()],
  async blind(n, survey, stratum) {
    const pending = await ballot.blind(await manifestOf(n, survey, stratum), stratum, n);
    return [JSON.stringify(pending), pending.blinded];
  },
  async finalize(pending, reply) {
    const { survey } = JSON.parse(pending);
    const cast = await ballot.finalize(JSON.parse(pending), reply);
    return [cast.kid, cast.nonce, cast.signature, await ballot.receipt(survey, cast.nonce)];
  },
  async manifest(bytes, fingerprint, stratum, n) {
    const manifest = await ballot.readManifest(fromHex(bytes), fingerprint);
    const pending = await ballot.blind(manifest, stratum, n); // must itself refuse a key that the manifest does not name
    const group = await ballot.checkKey(manifest, stratum, n);
    return [group.invited, group.label, pending.survey === manifest.survey];
  },
  // A server that returns what it was sent instead of signing it.
  async foreign(n, survey, stratum) {
    const pending = await ballot.blind(await manifestOf(n, survey, stratum), stratum, n);
    return [await ballot.finalize(pending, pending.blinded)];
  },
  sameness: async (label) => [ballot.sameness(label)],
  codeFault: async (typed) => [ballot.codeFault(typed)],
  codePlace: async (typed) => [String(ballot.codePlace(typed))],
  async drafts() {
    const stored = await ballot.encryptDraft("TOKEN", "s", "æøå 1");
    const again = await ballot.encryptDraft("TOKEN", "s", "æøå 1");
    return [
      await ballot.decryptDraft("TOKEN", "s", stored),
      String(await ballot.decryptDraft("OTHER", "s", stored)),
      String(await ballot.decryptDraft("TOKEN", "t", stored)),
      String(await ballot.decryptDraft("TOKEN", "s", stored.slice(0, -8) + "AAAAAAAA")),
      stored !== again,
    ];
  },
  async lengths() {
    const length = (content) => Buffer.byteLength(ballot.padded(content, 300));
    const sizes = [{}, { a: "kort" }, { a: "æ\"\n😀".repeat(20) }].map(length);
    let fault = "none";
    try {
      length({ a: "x".repeat(300) });
    } catch (error) {
      fault = error.message;
    }
    return [...sizes, fault];
  },
  // Two ballots of one respondent share nothing.
  async independent(n) {
    const manifest = await manifestOf(n, "s", "g");
    const [one, two] = [await ballot.blind(manifest, "g", n), await ballot.blind(manifest, "g", n)];
    return [["nonce", "unblinder", "blinded"].every((field) => one[field] !== two[field])];
  },
};

(async () => {
  const lines = require("fs").readFileSync(0, "utf8").split("\n");
  for (const line of lines) {
    const [name, ...rest] = line.split("\t");
    const reply = await calls[name](...rest).catch((error) => ["error " + error.message]);
    console.log(reply.map(String).join("\t"));
  }
})();
