// What another implementation of age does with our files: make | seal | open | slot.
import * as age from "age-encryption";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { extract, expand } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
import { readFileSync, writeFileSync } from "node:fs";

const [what, key, source, target] = process.argv.slice(2);
const text = new TextEncoder();
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));

// RFC 9180, mode base, as docs/spec/0001-sealed-envelope.md writes it out for who opens a slot.
function openSlot(slot, seed) {
  const suite = join(text.encode("HPKE"), [0x64, 0x7a, 0, 1, 0, 3]);
  const labeled = (label, ikm) => join(text.encode("HPKE-v1"), suite, text.encode(label), ikm);
  const empty = new Uint8Array();
  const context = join(
    [0],
    extract(sha256, labeled("psk_id_hash", empty), empty),
    extract(sha256, labeled("info_hash", text.encode("crimebook/slot/v1")), empty),
  );
  const shared = MLKEM768X25519.decapsulate(slot.subarray(0, 1120), seed);
  const secret = extract(sha256, labeled("secret", empty), shared);
  const derive = (label, size) =>
    expand(sha256, secret, join([0, size], text.encode("HPKE-v1"), suite, text.encode(label), context), size);
  return chacha20poly1305(derive("key", 32), derive("base_nonce", 12)).decrypt(slot.subarray(1120));
}

if (what === "make") {
  const identity = await age.generateHybridIdentity();
  console.log(identity);
  console.log(await age.identityToRecipient(identity));
} else if (what === "seal") {
  const sealer = new age.Encrypter();
  sealer.addRecipient(key);
  writeFileSync(target, await sealer.encrypt(readFileSync(source)));
} else if (what === "open") {
  const opener = new age.Decrypter();
  opener.addIdentity(key);
  writeFileSync(target, await opener.decrypt(readFileSync(source)));
} else {
  writeFileSync(target, openSlot(new Uint8Array(readFileSync(source)), Uint8Array.from(Buffer.from(key, "hex"))));
}
