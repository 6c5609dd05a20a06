// The key manifest: to which keys a book is sealed, signed by its root (sections 10.1 to 10.4 of the specification).
import { ed25519, ml_dsa65, sha256 } from "./vendor/age.js";
import { areSame, concat, fromBase64, fromUtf8, utf8 } from "./bytes.js";
import { readRecipient } from "./age.js";
import { readCanonical } from "./canonical.js";

const TITLE = "crimebook/manifest/v1\n";
const MARK = "— ";
const MAX_NOTE_BYTES = 1 << 20;
const MAX_SIGNATURES = 16;
const KINDS = [
  { kind: Uint8Array.of(1), size: 32, verify: (...told) => ed25519.verify(...told, { zip215: false }) },
  { kind: concat(Uint8Array.of(0xff), utf8("crimebook/ml-dsa-65/v1")), size: 1952, verify: (...told) => ml_dsa65.verify(...told) },
];
const FIELDS = ["custodians", "custodians_needed", "epochs", "expires", "former_log_keys", "interval_s", "issued", "leaves_per_interval", "log_key", "offline_recipient", "origin", "reply_key", "script_hash", "serial", "version", "witnesses", "zone_keys"];
const CUSTODIAN_FIELDS = ["index", "jurisdiction", "recipient", "sign_key"];
const MAX_CUSTODIANS = 16;
const MAX_INDEX = 9999;
const MAX_SERIAL = 1000000000;
const EPOCH_FIELDS = ["month", "recipient", "since", "until"];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Why nothing can be sealed: `kind` is "unsigned", "expired", "no-epoch", "no-custodians" or "malformed". */
export class ManifestError extends Error {
  constructor(kind) {
    super(`the key manifest cannot be used: ${kind}`);
    this.kind = kind;
  }
}

/** Return the manifest of a signed note, or throw `ManifestError`. `roots` are texts of two lines each. */
export function readManifest(note, roots, at) {
  const text = checkNote(note, roots.map(readRoot));
  let manifest;
  try {
    manifest = readCanonical(utf8(text.slice(TITLE.length, -1)));
    checkFields(manifest);
  } catch {
    throw new ManifestError("malformed");
  }
  if (!text.startsWith(TITLE)) throw new ManifestError("malformed");
  if (at.getTime() >= Date.parse(manifest.expires)) throw new ManifestError("expired");
  return manifest;
}

/** Return the recipient of this moment's epoch as a text, or throw. */
export function recipientAt(manifest, at) {
  const now = at.getTime();
  const epoch = manifest.epochs.find((each) => Date.parse(each.since) <= now && now < Date.parse(each.until));
  if (!epoch) throw new ManifestError("no-epoch");
  return epoch.recipient;
}

/** Return the recipient of what is sealed without a server: the year's, or where there is none the epoch's. */
export function offlineRecipientAt(manifest, at) {
  return manifest.offline_recipient || recipientAt(manifest, at);
}

/** Read the two lines NAME+ID+KEY of a root. */
export function readRoot(text) {
  const lines = text.split("\n");
  if (lines.length !== 3 || lines[2]) throw new ManifestError("malformed");
  const keys = KINDS.map(({ kind, size }, at) => {
    const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(lines[at]) ?? [];
    const raw = name ? fromBase64(encoded) : new Uint8Array();
    const isOurs = areSame(raw.subarray(0, kind.length), kind) && raw.length === kind.length + size;
    const key = { name, id: keyId(name ?? "", raw), content: raw.slice(kind.length) };
    if (!isOurs || [...key.id].map((byte) => byte.toString(16).padStart(2, "0")).join("") !== id) throw new ManifestError("malformed");
    return key;
  });
  if (keys[0].name !== keys[1].name) throw new ManifestError("malformed");
  return keys;
}

/** Return the text of a note that both keys of one root signed. */
function checkNote(note, roots) {
  if (note.length > MAX_NOTE_BYTES) throw new ManifestError("malformed");
  const { text, signatures } = splitNote(note);
  const signed = utf8(text);
  const isSignedBy = (root) =>
    root.every((key, at) => signatures.some((each) => each.name === key.name && areSame(each.id, key.id) && isValid(KINDS[at], each.content, signed, key.content)));
  if (!roots.some(isSignedBy)) throw new ManifestError("unsigned");
  return text;
}

/** Return the text of a signed note and its signatures, unchecked. */
export function splitNote(note) {
  let whole = "";
  try {
    whole = fromUtf8(note);
  } catch {
    throw new ManifestError("malformed");
  }
  const gap = whole.lastIndexOf("\n\n");
  if (gap < 0 || !whole.endsWith("\n") || /[\0-\x09\x0b-\x1f]/.test(whole)) throw new ManifestError("malformed");
  const lines = whole.slice(gap + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new ManifestError("malformed");
  return { text: whole.slice(0, gap + 1), signatures: lines.map(readSignature) };
}

function readSignature(line) {
  const [name, encoded, ...more] = line.slice(MARK.length).split(" ");
  if (!line.startsWith(MARK) || !name || name.includes("+") || !encoded || more.length) throw new ManifestError("malformed");
  try {
    const content = fromBase64(encoded);
    return { name, id: content.slice(0, 4), content: content.slice(4) };
  } catch {
    throw new ManifestError("malformed");
  }
}

function isValid({ verify }, signature, text, key) {
  try {
    return verify(signature, text, key);
  } catch {
    return false;
  }
}

/** Return the four bytes by which a note names a key. */
export function keyId(name, raw) {
  return sha256(concat(utf8(`${name}\n`), raw)).slice(0, 4);
}

function checkFields(manifest) {
  checkNames(manifest, FIELDS);
  const { epochs, expires, issued, offline_recipient: offline, origin, serial, version } = manifest;
  if (version !== 1 || !origin || typeof origin !== "string" || !Number.isSafeInteger(serial) || serial < 1 || serial > MAX_SERIAL) throw new RangeError("version, origin, serial");
  if (!/^[0-9a-f]{64}$/.test(manifest.reply_key)) throw new RangeError("reply key");
  const spans = [[issued, expires], ...epochs.map((each) => [each.since, each.until])];
  if (spans.some(([start, end]) => !(instant(start) < instant(end)))) throw new RangeError("spans");
  for (const each of epochs) {
    checkNames(each, EPOCH_FIELDS);
    readRecipient(each.recipient);
  }
  if (epochs.some((each, at) => at && instant(epochs[at - 1].until) > instant(each.since))) throw new RangeError("overlap");
  if (offline) readRecipient(offline);
  checkCustodians(manifest);
}

function checkCustodians({ custodians, custodians_needed: needed }) {
  for (const each of custodians) {
    checkNames(each, CUSTODIAN_FIELDS);
    readRecipient(each.recipient);
    if (!/^[0-9a-f]{64}$/.test(each.sign_key)) throw new RangeError("custodian's key");
    if (!/^[A-Z]{2}$/.test(each.jurisdiction)) throw new RangeError("custodian's jurisdiction");
    if (custodians.filter(({ jurisdiction }) => jurisdiction === each.jurisdiction).length >= needed) throw new RangeError("custodians of one jurisdiction");
  }
  const isOrdered = custodians.every(({ index }, at) => index >= 1 && index <= MAX_INDEX && (!at || index > custodians[at - 1].index));
  const isNeeded = needed >= 2 && needed <= custodians.length && custodians.length <= MAX_CUSTODIANS;
  if (!isOrdered || !(isNeeded || (!custodians.length && !needed))) throw new RangeError("custodians");
}

function checkNames(value, names) {
  if (Object.keys(value).sort().join() !== names.join()) throw new RangeError("fields");
}

function instant(text) {
  if (!INSTANT.test(text)) throw new RangeError("instant");
  return Date.parse(text);
}
