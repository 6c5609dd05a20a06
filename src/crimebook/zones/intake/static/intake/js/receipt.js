// Receipt keys: what the twelve words stand for (docs/spec/0001-sealed-envelope.md, section 7).
import { MLKEM768X25519, bech32, ed25519, hkdf, sha256 } from "./vendor/age.js";
import { concat, taggedDigest, toHex, utf8 } from "./bytes.js";

export const ENTROPY_BYTES = 16;
const MAILBOX = "crimebook/mailbox/v1";

/** Return the keys of 16 bytes in the book whose log is called `origin`. */
export function receiptKeys(entropy, origin) {
  if (entropy.length !== ENTROPY_BYTES || !origin) throw new RangeError("expected 16 bytes and the origin of the log");
  const derive = (label) => hkdf(sha256, entropy, utf8(origin), utf8(label), 32);
  const [ageSeed, sign, fetch, leaf] = ["age-seed", "sign", "fetch", "leaf"].map(derive);
  const [signPublic, fetchPublic] = [ed25519.getPublicKey(sign), ed25519.getPublicKey(fetch)];
  return {
    ageSeed,
    sign,
    fetch,
    leaf: toHex(leaf),
    recipient: recipientOfSeed(ageSeed),
    signPublic: toHex(signPublic),
    fetchPublic: toHex(fetchPublic),
    mailboxId: mailboxId(signPublic, fetchPublic),
  };
}

/** Return the recipient `age1pq1…` whose secret is a seed of 32 bytes. */
export function recipientOfSeed(seed) {
  // No limit of length: a post-quantum key has far more than the 90 signs of BIP-173.
  return bech32.encode("age1pq", bech32.toWords(MLKEM768X25519.getPublicKey(seed)), false);
}

/** Return the name of the mailbox that belongs to both public keys. */
export function mailboxId(signPublic, fetchPublic) {
  return toHex(taggedDigest(MAILBOX, concat(signPublic, fetchPublic)));
}
