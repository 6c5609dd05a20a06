// The report as it is sealed (docs/spec/0001-sealed-envelope.md, section 5).
import { readRecipient, sealBytes } from "./age.js";
import { randomBytes, toHex } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { pad, padme } from "./padding.js";
import { MAX_PARTS, PART_BYTES } from "./parts.js";

const ACCOUNT = "first_account";
const LEAST_BYTES = 65536;

/** Return the body of a report as a value. `keys` are a receipt's, or null if none is wanted. */
export function makeBody({ form, language, way, answers, files = [], decoys = [], keys = null, day, nonce }) {
  const { [ACCOUNT]: account, ...rest } = answers;
  const isTold = typeof account === "string" && account !== "";
  const parts = files.flatMap((file) => file.parts);
  if (parts.length + decoys.length !== padme(parts.length) || parts.length + decoys.length > MAX_PARTS) {
    throw new RangeError("expected decoys that round the number of parts up");
  }
  return {
    answers: { way, ...rest, ...(!isTold && account !== undefined ? { [ACCOUNT]: account } : {}) },
    day,
    danger: null,
    fetch_public: keys?.fetchPublic ?? null,
    ...partsValue(files, decoys),
    form,
    identity: null,
    language,
    leaf: keys?.leaf ?? toHex(randomBytes(32)),
    mailbox_id: keys?.mailboxId ?? null,
    nonce,
    reply_to: keys?.recipient ?? null,
    sign_public: keys?.signPublic ?? null,
    text: isTold ? account : "",
    version: 1,
  };
}

/** Return the envelope of a body: padded and sealed to one recipient. */
export function sealBody(body, recipient) {
  const content = canonicalBytes(body);
  // So its size does not tell whether somebody said who they are.
  return sealBytes(content.length + 4 <= LEAST_BYTES ? pad(content, LEAST_BYTES) : pad(content), readRecipient(recipient));
}

/** Return the day of a moment in UTC, never its hour. */
export function dayOf(at) {
  return at.toISOString().slice(0, 10);
}

/** Return the fields of a report or message that name its files and decoys. */
export function partsValue(files, decoys) {
  return {
    decoys: decoys.map(partRef),
    files: files.map(({ name, size, sha256, parts, choice }) => ({ choice, name, parts: parts.map(partRef), sha256, size })),
  };
}

function partRef(sha256) {
  return { sha256, size: PART_BYTES };
}
