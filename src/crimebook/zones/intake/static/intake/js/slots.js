// Mailbox slots (docs/spec/0001-sealed-envelope.md, section 9): the one thing here that opens anything, and it opens
// replies alone. Its info is another than age's, so that no key of a report opens a report by it.
import { MLKEM768X25519, chacha20poly1305, ed25519, expand, extract, sha256 } from "./vendor/age.js";
import { concat, sha256Hex, taggedDigest, toBase64, fromHex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { readDeskMessage } from "./messages.js";
import { unpad } from "./padding.js";

export const SLOTS = 8;
export const SLOT_BYTES = 8192;
const ENCAPSULATED_BYTES = 1120;
const CONTENT_BYTES = SLOT_BYTES - ENCAPSULATED_BYTES - 16;
const INFO = "crimebook/slot/v1";
const FETCH = "crimebook/fetch/v1";
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3));
const NOTHING = new Uint8Array();

/** Return the slots of a mailbox's answer, or throw. */
export function splitSlots(bytes) {
  if (bytes.length !== SLOTS * SLOT_BYTES) throw new RangeError(`expected ${SLOTS} slots of ${SLOT_BYTES} bytes`);
  return Array.from({ length: SLOTS }, (_, at) => bytes.slice(at * SLOT_BYTES, (at + 1) * SLOT_BYTES));
}

/** Return the desk's message in a slot, null where the slot is not for this receipt, or throw `MessageError`. */
export function openSlot(slot, keys, replyKey) {
  const opened = decrypt(slot, keys.ageSeed);
  if (!opened) return null;
  let content = NOTHING;
  try {
    content = unpad(opened, CONTENT_BYTES);
  } catch {
    // read as a message below, and refused as one
  }
  return { ...readDeskMessage(content, keys.mailboxId, replyKey), slot: sha256Hex(slot) };
}

/** Return what the intake asks of who removes letters: both keys, the slots, and the mailbox's own signature. */
export function signFetch(keys, slots) {
  const signed = taggedDigest(FETCH, canonicalBytes({ mailbox_id: keys.mailboxId, slots }));
  return {
    sign_public: toBase64(fromHex(keys.signPublic)),
    fetch_public: toBase64(fromHex(keys.fetchPublic)),
    slots,
    signature: toBase64(ed25519.sign(signed, keys.fetch)),
  };
}

/** Open by HPKE (RFC 9180, mode base), or return null. */
function decrypt(slot, seed) {
  try {
    const shared = MLKEM768X25519.decapsulate(slot.subarray(0, ENCAPSULATED_BYTES), seed);
    const { key, nonce } = schedule(shared);
    return chacha20poly1305(key, nonce).decrypt(slot.subarray(ENCAPSULATED_BYTES));
  } catch {
    return null; // a decoy, or of another receipt
  }
}

function schedule(shared) {
  const labeled = (label, content) => concat(utf8("HPKE-v1"), SUITE, utf8(label), content);
  const hashed = (label, content) => extract(sha256, labeled(label, content), NOTHING);
  const context = concat(Uint8Array.of(0), hashed("psk_id_hash", NOTHING), hashed("info_hash", utf8(INFO)));
  const secret = extract(sha256, labeled("secret", NOTHING), shared);
  const derive = (label, size) => expand(sha256, secret, concat(Uint8Array.of(0, size), labeled(label, context)), size);
  return { key: derive("key", 32), nonce: derive("base_nonce", 12) };
}
