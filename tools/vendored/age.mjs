// What the intake's pages take of typage and of what typage stands on, in one file: tools/vendor.py builds it.
// Not the whole of typage: passphrases, passkeys, classical keys and armour are nothing that a report is sealed with.
export { HybridRecipient } from "age-encryption/dist/recipients.js";
export { encodeHeader, encodeHeaderNoMAC } from "age-encryption/dist/format.js";
export { chacha20poly1305 } from "@noble/ciphers/chacha.js";
export { ed25519 } from "@noble/curves/ed25519.js";
export { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
export { hmac } from "@noble/hashes/hmac.js";
export { sha256 } from "@noble/hashes/sha2.js";
export { MLKEM768X25519 } from "@noble/post-quantum/hybrid.js";
export { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";
export { bech32 } from "@scure/base";
