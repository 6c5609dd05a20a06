// Messages between the desk and the holder of a receipt (docs/spec/0001-sealed-envelope.md, section 8).
import { ed25519 } from "./vendor/age.js";
import { readRecipient, sealBytes } from "./age.js";
import { fromHex, taggedDigest, toHex } from "./bytes.js";
import { canonicalBytes, readCanonical } from "./canonical.js";
import { partsValue } from "./envelope.js";
import { pad } from "./padding.js";

export const DESK_KINDS = ["collected", "reply", "question", "feedback"];
const TAG = "crimebook/message/v1";
const FIELDS = ["at_day", "counter", "decoys", "files", "kind", "mailbox_id", "nonce", "previous", "signature", "text", "values", "version"];
const HEX_16 = /^[0-9a-f]{32}$/;
const HEX_32 = /^[0-9a-f]{64}$/;
const HEX_64 = /^[0-9a-f]{128}$/;

/** A message that was forged, rewritten or put where it does not belong. It holds nothing of the message. */
export class MessageError extends Error {}

/** Return the digest by which the next message names this one; the signature is over it. */
export function digestOf(message) {
  return toHex(taggedDigest(TAG, canonicalBytes({ ...message, signature: "" })));
}

/** Return a reporter's message in its chain after the one of `last`, signed. */
export function signMessage({ mailboxId, kind, text, values, day, nonce, files = [], decoys = [] }, seed, last) {
  const message = {
    at_day: day, counter: last.counter + 1, kind, mailbox_id: mailboxId, nonce,
    previous: last.head, signature: "", text, values, version: 1, ...partsValue(files, decoys),
  };
  return { ...message, signature: toHex(ed25519.sign(fromHex(digestOf(message)), seed)) };
}

/** Return a reporter's message as an age file of the sizes of reports. */
export function sealMessage(message, recipient) {
  return sealBytes(pad(canonicalBytes(message)), readRecipient(recipient));
}

/** Return the desk's message in canonical bytes, or throw `MessageError` unless `replyKey` signed it for this mailbox. */
export function readDeskMessage(content, mailboxId, replyKey) {
  let message;
  try {
    message = readCanonical(content);
    checkForm(message);
  } catch {
    throw new MessageError("not of the form of a message");
  }
  if (!DESK_KINDS.includes(message.kind) || message.mailbox_id !== mailboxId) throw new MessageError("not the desk's to this mailbox");
  if (!isSigned(message, replyKey)) throw new MessageError("another signature");
  return message;
}

/** Return the answers that the desk's first slot says lie beside it: how their digests begin, by their numbers. */
export function saidBeside(message) {
  return new Map(message.kind === "collected" ? message.values.said ?? [] : []);
}

/**
 * Throw `MessageError` unless messages of one writer, by number, follow each other; some may be missing.
 *
 * The first slot alone is written anew under its number; the answers are held to what the newest of them lists.
 */
export function checkChain(messages) {
  messages.forEach((following, at) => {
    const one = messages[at - 1];
    if (!one) return;
    if (following.counter <= one.counter) throw new MessageError("a number twice");
    const isNext = following.counter === one.counter + 1 && one.kind !== "collected";
    if (isNext && following.previous !== digestOf(one)) throw new MessageError("another predecessor");
  });
  const first = messages.filter((each) => each.kind === "collected").at(-1);
  const listed = first ? saidBeside(first) : new Map();
  for (const each of messages) {
    if (!digestOf(each).startsWith(listed.get(each.counter) ?? "")) throw new MessageError("another answer than is listed");
  }
}

function isSigned(message, key) {
  try {
    return ed25519.verify(fromHex(message.signature), fromHex(digestOf(message)), fromHex(key), { zip215: false });
  } catch {
    return false;
  }
}

function checkForm(message) {
  const { at_day: day, counter, decoys, files, mailbox_id: mailboxId, nonce, previous, signature, text, values, version } = message;
  const isTable = values !== null && typeof values === "object" && !Array.isArray(values);
  const isRight =
    Object.keys(message).sort().join() === FIELDS.join() &&
    version === 1 &&
    HEX_32.test(mailboxId) &&
    HEX_32.test(nonce) &&
    Number.isSafeInteger(counter) &&
    counter >= 1 &&
    (counter === 1 ? previous === "" : HEX_32.test(previous)) &&
    HEX_64.test(signature) &&
    typeof text === "string" &&
    isTable &&
    isListOfSaid(values.said ?? []) &&
    isDay(day) &&
    Array.isArray(files) &&
    Array.isArray(decoys) &&
    files.length + decoys.length === 0;
  if (!isRight) throw new MessageError("not of the form of a message");
}

function isListOfSaid(listed) {
  const isPair = (each) => Array.isArray(each) && each.length === 2 && Number.isSafeInteger(each[0]) && HEX_16.test(each[1]);
  return Array.isArray(listed) && listed.every(isPair);
}

function isDay(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "0001") return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === text;
}
