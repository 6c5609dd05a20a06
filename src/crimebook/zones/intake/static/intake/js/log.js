// Proofs of the log (docs/spec/0005-ledger.md, sections 2, 3, 5 and 8), checked by the keys that a manifest names.
import { ed25519, sha256 } from "./vendor/age.js";
import { areSame, concat, fromBase64, fromHex, taggedDigest, toHex, utf8 } from "./bytes.js";
import { keyId, splitNote } from "./manifest.js";

const TITLE = "c2sp.org/tlog-proof@v1";
const RECEIPT = "crimebook/receipt-proof/v1";
const LEAF = "crimebook/report-leaf/v1";
const [ED25519, COSIGNATURE] = [1, 4];
const MAX_SIZE = (1n << 63n) - 1n;
const LAST_TIME_S = 253402214400; // 9999-12-31
const MAX_SIGNS = 1 << 16;
const HEX_32 = /^[0-9a-f]{64}$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,18})$/;

/** A text that is no proof, or proves nothing of what was asked. It says nothing of what was in it. */
export class ProofError extends Error {}

/** A checkpoint that no key of the log signed which is known here: it proves nothing, and nothing against it. */
export class UnknownKeyError extends ProofError {}

function check(isRight, what) {
  if (!isRight) throw new ProofError(what);
}

/** Return the entry of a report: of the SHA-256 of its envelope and the `leaf` of its receipt, both in hexadecimal. */
export function reportLeaf(envelope, leaf) {
  check(HEX_32.test(envelope) && HEX_32.test(leaf), "an envelope and a leaf of 32 bytes");
  return taggedDigest(LEAF, concat(fromHex(envelope), fromHex(leaf)));
}

/**
 * Return by what a checkpoint counts, or null where the manifest names no log. One witness is asked for at least.
 * Witnesses whose keys cannot be checked here are left out, and not what is asked for: then `canCount` may be false.
 */
export function policyOf({ origin, log_key: logKey, former_log_keys: formerKeys, witnesses }) {
  if (!logKey) return null;
  try {
    const logKeys = [{ ...readKey(logKey, ED25519), size: MAX_SIZE, root: "" }, ...formerKeys.map(readFormer)];
    const keys = witnesses.keys.map(findWitness).filter(Boolean);
    const publics = new Set([...logKeys, ...keys].map((key) => toHex(key.content)));
    check(logKeys.every(({ name }) => name === origin) && publics.size === logKeys.length + keys.length, "the log's own keys, every key once");
    check(Number.isSafeInteger(witnesses.quorum) && witnesses.quorum >= 0 && witnesses.quorum <= witnesses.keys.length, "a quorum");
    const quorum = witnesses.keys.length ? Math.max(witnesses.quorum, 1) : 0;
    return { logKeys, witnesses: keys, origin, quorum, canCount: quorum <= keys.length };
  } catch {
    return null;
  }
}

/** A former key counts up to a size; 0 stands for one that still signed when the manifest was made. */
function readFormer({ key, size, root }) {
  check(Number.isSafeInteger(size) && size >= 0 && (size ? HEX_32.test(root) : !root), "the last tree of a former key");
  return { ...readKey(key, ED25519), size: size ? BigInt(size) : MAX_SIZE, root };
}

function findWitness(text) {
  try {
    return readKey(text, COSIGNATURE);
  } catch {
    return null;
  }
}

function readKey(text, kind) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  check(name, "a verifier key");
  const raw = fromBase64(encoded);
  const key = { name, id: keyId(name, raw), content: raw.slice(1) };
  check(raw[0] === kind && raw.length === 33 && toHex(key.id) === id, "a verifier key of this kind");
  return key;
}

/** Read what the mailbox's page lets one save: {envelope, leaf, proof}. */
export function readReceiptProof(text) {
  const found = /^crimebook\/receipt-proof\/v1\nenvelope ([0-9a-f]{64})\nleaf ([0-9a-f]{64})\n\n/.exec(text);
  check(found && text.length <= MAX_SIGNS, "the proof of a receipt");
  return { envelope: found[1], leaf: found[2], proof: text.slice(found[0].length) };
}

/** Write it. */
export function receiptProof(envelope, leaf, proof) {
  return `${RECEIPT}\nenvelope ${envelope}\nleaf ${leaf}\n\n${proof}`;
}

/** Check that `entry` is in the policy's log, and return who of its witnesses signed when, in seconds; or throw. */
export function checkProof(text, entry, policy) {
  const { index, path, note } = readProof(text);
  const { size, root, seen } = checkCheckpoint(note, policy);
  checkInclusion(index, size, hashLeaf(entry), path, root);
  return seen;
}

function readProof(text) {
  check(typeof text === "string" && text.length <= MAX_SIGNS, "a proof");
  const gap = text.indexOf("\n\n");
  check(gap > 0, "a proof and a checkpoint");
  const [title, place, ...hashes] = text.slice(0, gap).split("\n");
  check(title === TITLE && place?.startsWith("index ") && NUMBER.test(place.slice(6)), "a place in the log");
  const path = hashes.map(readHash);
  return { index: BigInt(place.slice(6)), path, note: text.slice(gap + 2) };
}

function readHash(line) {
  const hash = fromBase64(line);
  check(hash.length === 32, "a hash of 32 bytes");
  return hash;
}

function checkCheckpoint(note, policy) {
  const { text, signatures } = splitNote(utf8(note));
  const [origin, digits, encoded, ...more] = text.split("\n");
  check(origin === policy.origin && NUMBER.test(digits) && BigInt(digits) <= MAX_SIZE, "a checkpoint of this log");
  check(more.pop() === "" && more.every(Boolean), "whole lines");
  const [size, root] = [BigInt(digits), readHash(encoded)];
  checkOwn(policy.logKeys, text, size, toHex(root), signatures);
  const found = policy.witnesses.map((key) => [key, signatureOf(key, signatures)]);
  const seen = found.filter(([, content]) => content).map(([key, content]) => ({ name: key.name, timeS: signedAt(key, text, content) }));
  return { size, root, seen };
}

/** Check that the log signed, by its key of now or by one that it had when it had no more leaves. */
function checkOwn(logKeys, text, size, root, signatures) {
  const found = logKeys.map((key) => [key, signatureOf(key, signatures)]).filter(([, content]) => content);
  if (!found.length) throw new UnknownKeyError("signed by a key of the log that is known");
  check(found.every(([key, content]) => isSigned(content, utf8(text), key)), "signed by the log");
  const mayHave = (key) => size < key.size || (size === key.size && (!key.root || key.root === root));
  check(found.some(([key]) => mayHave(key)), "signed by a key that counts for this size");
}

function signatureOf(key, signatures) {
  const found = signatures.filter((each) => each.name === key.name && areSame(each.id, key.id));
  check(found.length <= 1, "one signature of each key");
  return found[0]?.content;
}

/** Return when a witness signed, or throw: a wrong signature in its name refuses the whole note. */
function signedAt(key, text, content) {
  check(content.length === 72, "a cosignature");
  const timeS = content.subarray(0, 8).reduce((whole, byte) => whole * 256 + byte, 0);
  const signed = utf8(`cosignature/v1\ntime ${timeS}\n${text}`);
  check(timeS <= LAST_TIME_S && isSigned(content.subarray(8), signed, key), "signed by the witness");
  return timeS;
}

function isSigned(signature, message, key) {
  try {
    return ed25519.verify(signature, message, key.content, { zip215: false });
  } catch {
    return false;
  }
}

export function hashLeaf(entry) {
  return sha256(concat(Uint8Array.of(0), entry));
}

/** Check a proof of inclusion (RFC 9162, section 2.1.3.2), or throw. Index and size are BigInts. */
export function checkInclusion(index, size, hash, path, root) {
  check(0n <= index && index < size, "a place within the log");
  let [here, last, made] = [index, size - 1n, hash];
  for (const other of path) {
    check(last > 0n, "not one hash too many");
    const isRight = here & 1n || here === last;
    made = sha256(isRight ? concat(Uint8Array.of(1), other, made) : concat(Uint8Array.of(1), made, other));
    while (isRight && !(here & 1n) && here) [here, last] = [here >> 1n, last >> 1n];
    [here, last] = [here >> 1n, last >> 1n];
  }
  check(last === 0n && areSame(made, root), "the root that was signed");
}
