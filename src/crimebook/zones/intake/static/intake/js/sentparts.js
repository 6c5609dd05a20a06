// Which pieces of files lie sealed on the server already: for a line that broke, and for a page that was reloaded.
// Marks and names only, in this tab's own memory (sessionStorage), and gone with the tab. A mark is a salted digest of
// a piece: who has neither the salt nor the file learns nothing from it; no answer, name or size of a file is there.
import { fromBase64, randomBytes, sha256Hex, toBase64, utf8 } from "./bytes.js";

const KEY = "parts";

export class SentParts {
  /** Parts are good for one recipient: those of another month are forgotten. */
  constructor(recipient, store = storage()) {
    this.store = store;
    const held = read(store);
    const isOurs = held?.to === sha256Hex(utf8(recipient));
    this.to = sha256Hex(utf8(recipient));
    this.salt = isOurs ? fromBase64(held.salt) : randomBytes(16);
    this.parts = new Map(isOurs ? held.parts : []);
  }

  get(mark) {
    return this.parts.get(mark);
  }

  entries() {
    return [...this.parts];
  }

  add(mark, sha256) {
    this.parts.set(mark, sha256);
    this.save();
  }

  /** Forget parts that the server does not have. */
  without(missing) {
    const gone = new Set(missing);
    for (const [mark, sha256] of this.parts) if (gone.has(sha256)) this.parts.delete(mark);
    this.save();
  }

  save() {
    try {
      this.store?.setItem(KEY, JSON.stringify({ to: this.to, salt: toBase64(this.salt), parts: [...this.parts] }));
    } catch {
      this.store = null; // full or forbidden: then a reload begins anew
    }
  }
}

/** Return whether a sending was interrupted in this tab. */
export function wasInterrupted(store = storage()) {
  return (read(store)?.parts.length ?? 0) > 0;
}

export function forgetParts(store = storage()) {
  store?.removeItem(KEY);
}

function read(store) {
  try {
    return JSON.parse(store?.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

function storage() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // a browser that forbids it
  }
}
