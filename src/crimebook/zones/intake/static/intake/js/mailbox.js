// What twelve words open, on this device: the words and their keys stay here, and only what is sealed leaves.
import { randomBytes, toBase64, toHex } from "./bytes.js";
import { dayOf } from "./envelope.js";
import { carryFiles } from "./handingin.js";
import { inBook } from "./inbook.js";
import { lateness } from "./lateness.js";
import { readManifest, recipientAt } from "./manifest.js";
import { MessageError, checkChain, sealMessage, signMessage } from "./messages.js";
import { receiptKeys } from "./receipt.js";
import { openSlot, signFetch, splitSlots } from "./slots.js";

/** The mailbox of a receipt, whether it exists or not: an empty one, none, and one of other words look alike. */
export class Mailbox {
  constructor(server, keys, manifest, slots) {
    Object.assign(this, { server, keys, manifest, letters: [], hasForged: false, nonce: null });
    for (const slot of slots) this.take(slot);
    this.letters.sort((one, other) => one.counter - other.counter);
    try {
      checkChain(this.letters.map(({ slot, ...message }) => message));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.hasForged = true;
    }
  }

  /** Fetch and open the mailbox of 16 bytes. Throws `ManifestError`, `RefusedByServer`, `StoppedError`. */
  static async open(server, roots, entropy, at = new Date()) {
    const manifest = readManifest(await server.keys(), roots, at);
    const keys = receiptKeys(entropy, manifest.origin);
    return new Mailbox(server, keys, manifest, splitSlots(await server.slots(keys.mailboxId)));
  }

  take(slot) {
    try {
      const letter = openSlot(slot, this.keys, this.manifest.reply_key);
      if (letter) this.letters.push(letter);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.hasForged = true;
    }
  }

  /** The desk's newest message that it holds the report, or undefined. */
  get collected() {
    return this.letters.filter((each) => each.kind === "collected").at(-1);
  }

  /** How the report of these words stands in the book. */
  inBook(at = new Date()) {
    return inBook(this.collected, this.keys.leaf, this.manifest, at);
  }

  /** Since when nothing was signed here, and how many answers are not there. */
  lateness(at = new Date()) {
    return lateness(this.letters, at);
  }

  /** What the desk wrote to be read. */
  get said() {
    return this.letters.filter((each) => each.kind !== "collected");
  }

  /** The number and digest of the reporter's last message that the desk knows. */
  get head() {
    const { counter, head } = this.collected?.values ?? {};
    return Number.isSafeInteger(counter) && counter > 0 && typeof head === "string" && head ? { counter, head } : { counter: 0, head: "" };
  }

  /** Return the kind of what a reporter writes now. */
  get kindOfWords() {
    return this.said.some((each) => each.kind === "question") ? "answer" : "addition";
  }

  /**
   * Sign, seal and send; return when it is durable there. What was stopped and is sent again counts once.
   *
   * `files` are `{blob, name, choice}`; `by` is `{workshop, solver, onPart}`, which seal and carry their parts.
   */
  async write(kind, { text = "", values = {}, files = [] } = {}, by = {}, at = new Date()) {
    const { keys, manifest, server } = this;
    const recipient = recipientAt(manifest, at);
    this.nonce ??= toHex(randomBytes(32));
    const put = async ({ references, decoys, parts }) => {
      const said = { mailboxId: keys.mailboxId, kind, text, values, day: dayOf(at), nonce: this.nonce, files: references, decoys };
      const message = signMessage(said, keys.sign, this.head);
      const sealed = toBase64(sealMessage(message, recipient));
      await server.message({ mailbox_id: keys.mailboxId, counter: message.counter, sealed, parts });
    };
    if (files.length) await carryFiles({ server, files, recipient, ...by }, put);
    else await put({ references: [], decoys: [], parts: [] });
    this.nonce = null;
  }

  /** Remove what was read; what says that the report is held stays. */
  async removeRead() {
    await this.server.removeSlots(signFetch(this.keys, this.said.map((each) => each.slot)));
    this.letters = this.letters.filter((each) => each.kind === "collected");
  }
}
