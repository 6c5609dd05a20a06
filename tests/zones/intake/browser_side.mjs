// What the scripts of the intake do without a page: a list of calls comes in as JSON, their results go out.
import { readFileSync } from "node:fs";

const [folder] = process.argv.slice(2);
const load = (name) => import(`file://${folder}/${name}.js`);
const { fromBase64, toBase64, toHex, fromHex } = await load("bytes");

// Bytes travel as {"bytes": base64}.
const revive = (value) => {
  if (Array.isArray(value)) return value.map(revive);
  if (value && typeof value === "object") {
    return "bytes" in value ? fromBase64(value.bytes) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revive(each)]));
  }
  return value;
};
const flatten = (value) => {
  if (value instanceof Uint8Array) return { bytes: toBase64(value) };
  if (value instanceof Map) return flatten(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(flatten);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, flatten(each)]));
  return value ?? null;
};

let reader;
const OWN = {
  async makeWords(entropy, language, lists) {
    return (await load("words")).makeWords(entropy, lists[language]);
  },
  async readWords(text, lists) {
    const { WordsReader } = await load("words");
    reader ??= new WordsReader(lists);
    return reader.read(text);
  },
  async readManifest(note, roots, at) {
    return (await load("manifest")).readManifest(note, roots, new Date(at));
  },
  async recipient(manifest, at, isOffline) {
    const { offlineRecipientAt, recipientAt } = await load("manifest");
    return (isOffline ? offlineRecipientAt : recipientAt)(manifest, new Date(at));
  },
  async sealFile(content, recipient, salt, sent) {
    const { FileSealer } = await load("parts");
    const sealer = new FileSealer(new Blob([content]), recipient, salt, new Map(sent));
    const parts = [];
    for (let part = await sealer.next(); part; part = await sealer.next()) parts.push(part);
    return { parts, sha256: sealer.digest() };
  },
  async sealPart(content, recipient) {
    const { sealPart } = await load("parts");
    const { readRecipient } = await load("age");
    return sealPart(content, readRecipient(recipient));
  },
  async rawAndAnswer(question, fields, known) {
    const { rawFromFields } = await load("fields");
    return (await load("answers")).readAnswer(question, rawFromFields(question, new Map(Object.entries(fields))), known);
  },
  async walk(packed, way, answers) {
    const flow = await load("flow");
    const form = flow.unpackForm(packed);
    const asked = flow.path(form, way, answers);
    return {
      path: asked.map((each) => each.id),
      sent: flow.sentAnswers(form, way, answers),
      pages: asked.map((each) => flow.interruption(each, answers[each.id])),
    };
  },
  async sayAll(packed, way, answers, places) {
    const flow = await load("flow");
    const { linesOf } = await load("summary");
    const form = flow.unpackForm(packed);
    const asked = flow.path(form, way, answers).filter((each) => each.kind !== "notice" && each.id in answers);
    return asked.map((each) => linesOf(form, each, answers[each.id], places));
  },
  async readMetadata(content) {
    const told = await (await load("metadata")).readMetadata(new Blob([content]));
    return { ...told, cleaned: told.cleaned && new Uint8Array(await told.cleaned.arrayBuffer()) };
  },
  // A film with so many zeros behind it, which nobody holds: what is asked of it is counted.
  async readLongFilm(film, zeros) {
    const { readMovie } = await load("movie");
    const { concat } = await load("bytes");
    const head = Uint8Array.of(0, 0, 0, 1, 0x66, 0x72, 0x65, 0x65, ...new Uint8Array(8));
    new DataView(head.buffer).setBigUint64(8, BigInt(zeros + 16));
    const start = concat(film, head);
    const told = { read: 0, size: start.length + zeros };
    const slice = (from, to = told.size) => ({
      size: to - from,
      async arrayBuffer() {
        told.read += to - from;
        const bytes = new Uint8Array(to - from);
        bytes.set(start.subarray(from, Math.min(to, start.length)));
        return bytes.buffer;
      },
    });
    const copy = await readMovie({ size: told.size, slice });
    return { ...told, hasCopy: copy.changes.length > 0 };
  },
  async solve(challenge, part, bits, way) {
    const module = await load("workshop");
    const workshop = new module.Workshop();
    if (way) workshop.hashMany = module[way];
    return workshop.solve(challenge, part, bits);
  },
  async sealNamed(told, apart, manifest, recipient) {
    const { makeBody, sealBody } = await load("envelope");
    const { withIdentities } = await load("identity");
    return sealBody(await withIdentities(makeBody(told), apart, manifest), recipient);
  },
  // Puts shares together: what a browser never does. `shares` are [index, value] of one group.
  async combine(shares, passphrase, salt, iterations) {
    const { crypt, interpolate, secretDigest } = await load("slip39");
    const secret = interpolate(shares, 255);
    const digest = interpolate(shares, 254);
    if (toHex(secretDigest(digest.slice(4), secret)) !== toHex(digest.slice(0, 4))) throw new RangeError("digest");
    return crypt(secret, [3, 2, 1, 0], { passphrase, salt, iterations });
  },
  // Numbers of the log are 64 bits wide and travel as texts.
  async checkInclusion(index, size, hash, path, root) {
    (await load("log")).checkInclusion(BigInt(index), BigInt(size), hash, path, root);
  },
  async checkProof(text, entry, manifest) {
    const { checkProof, policyOf } = await load("log");
    return checkProof(text, entry, policyOf(manifest)).map(({ name, timeS }) => [name, timeS]);
  },
  async inBook(collected, leaf, manifest, at) {
    return (await load("inbook")).inBook(collected, leaf, manifest, new Date(at));
  },
  async lateness(letters, at) {
    return (await load("lateness")).lateness(letters, new Date(at));
  },
  async checkSaved(text, leaf, manifest, at) {
    return (await load("inbook")).checkSaved(text, leaf, manifest, new Date(at));
  },
  async splitAnswers(packed, answers) {
    return (await load("identity")).splitAnswers(packed, answers);
  },
  async sealBody(told, recipient) {
    const { makeBody, sealBody } = await load("envelope");
    return sealBody(makeBody(told), recipient);
  },
};

const results = [];
for (const [name, ...told] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const [module, what] = name.split(".");
    const call = what ? (await load(module))[what] : OWN[name];
    results.push({ value: flatten(await call(...revive(told))) });
  } catch (error) {
    results.push({ error: { ...error, kind: error.kind ?? error.constructor.name, message: error.message } });
  }
}
process.stdout.write(JSON.stringify(results));
