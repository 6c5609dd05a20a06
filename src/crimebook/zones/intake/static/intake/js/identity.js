// Identities: what is said of a person, sealed so that k of n custodians must agree (docs/spec/0006-identities.md).
import { readRecipient, sealBytes } from "./age.js";
import { randomBytes, sha256Hex, taggedDigest, toBase64, toHex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { ManifestError } from "./manifest.js";
import { TooLongError, pad } from "./padding.js";
import { recipientOfSeed } from "./receipt.js";
import { splitSeed } from "./slip39.js";

const REPORT = "crimebook/identity-report/v1";
const SHARE = "crimebook/identity-share/v1";
const SIZES = [1024, 4096, 16384];
const SHARE_BYTES = 512;
const DANGER = "danger";
const DANGER_NEEDED = 2;

/** Return the answers that stand in the body, and what is sealed apart, by what for. */
export function splitAnswers(form, answers) {
  const apart = {};
  const rest = { ...answers };
  for (const { id, sealed } of form.questions) {
    if (!sealed || !(id in rest)) continue;
    const isSaid = !rest[id].unknown && !rest[id].unsaid;
    if (isSaid) apart[sealed] = { ...apart[sealed], [id]: rest[id] };
    delete rest[id];
  }
  return { answers: rest, apart };
}

/** Return a body, whole but for its identities, with what was said of persons sealed to the manifest's custodians. */
export async function withIdentities(body, apart, manifest) {
  const report = toHex(taggedDigest(REPORT, canonicalBytes({ ...body, danger: null, identity: null })));
  const sealed = {};
  for (const [aim, said] of Object.entries(apart)) {
    if (!manifest.custodians.length) throw new ManifestError("no-custodians");
    sealed[aim] = await sealIdentity({ aim, form: body.form, language: body.language, report, said, version: 1 }, manifest);
  }
  return { ...body, ...sealed };
}

async function sealIdentity(content, { custodians, custodians_needed: ofAll }) {
  const { aim, report } = content;
  const seed = randomBytes(32);
  const recipient = recipientOfSeed(seed);
  const needed = aim === DANGER ? DANGER_NEEDED : ofAll;
  const words = await splitSeed(seed, needed, custodians.length);
  const shares = custodians.map((custodian, at) => sealShare({ aim, custodian: custodian.index, report, salt: toHex(randomBytes(32)), version: 1, words: words[at] }, custodian.recipient));
  const plain = canonicalBytes(content);
  const size = SIZES.find((each) => plain.length + 4 <= each);
  if (!size) throw new TooLongError(`expected at most ${SIZES.at(-1) - 4} bytes of a person, got ${plain.length}`);
  const sealed = toBase64(sealBytes(pad(plain, size), readRecipient(recipient)));
  return { header: { aim, needed, recipient, report, shares, version: 1 }, sealed };
}

function sealShare(share, recipient) {
  const plain = canonicalBytes(share);
  const sealed = toBase64(sealBytes(pad(plain, SHARE_BYTES), readRecipient(recipient)));
  return { custodian: share.custodian, digest: toHex(taggedDigest(SHARE, plain)), recipient: sha256Hex(utf8(recipient)), sealed };
}
