// Handing a report in: parts, decoys, body, envelope. The same for who sends it and for who takes it as a file.
import { randomBytes, sha256Hex, toBase64, toHex, utf8 } from "./bytes.js";
import { dayOf, makeBody, sealBody } from "./envelope.js";
import { withIdentities } from "./identity.js";
import { padme } from "./padding.js";
import { partsOf } from "./parts.js";
import { receiptKeys } from "./receipt.js";
import { RefusedByServer } from "./server.js";
import { SentParts, forgetParts } from "./sentparts.js";

const MOST_ROUNDS = 8;

/** What makes a report the same one however often it is sent. */
export function newDraft() {
  return { submissionId: toHex(randomBytes(16)), nonce: toHex(randomBytes(32)), entropy: randomBytes(16) };
}

/** Return how many parts a report has, decoys included. */
export function partCount(files) {
  return padme(files.reduce((count, file) => count + partsOf(file.blob.size), 0));
}

/** Return the id of a submission: with words and without are two, so that no words are shown that belong to none. */
export function submissionIdOf(draft, wantsWords) {
  return sha256Hex(utf8(`${draft.submissionId}/${wantsWords ? "words" : "none"}`));
}

/** Return the envelope of a report. `said` is {form, language, way, answers, apart}; files come with their parts. */
export async function sealReport(draft, said, { files, decoys, manifest, recipient, wantsWords, at }) {
  const keys = wantsWords ? receiptKeys(draft.entropy, manifest.origin) : null;
  const body = makeBody({ ...said, files, decoys, keys, day: dayOf(at), nonce: draft.nonce });
  return sealBody(await withIdentities(body, said.apart, manifest), recipient);
}

/**
 * Seals the parts of files one ahead of their way out, and hands each to `carry(part)`; what takes time before that,
 * `prepare(part)` begins at once, so that the line is not idle meanwhile.
 *
 * `sent` knows parts that need no carrying; `onPart` is told `{sealed, sent}` after each step.
 */
export class PartRun {
  constructor({ workshop, recipient, sent, carry, prepare = () => {}, onPart = () => {} }) {
    Object.assign(this, { workshop, recipient, sent, carry, prepare, onPart });
    this.count = { sealed: 0, sent: 0 };
    this.used = new Set();
  }

  /** Return the references of files: `{blob, name, choice}` each. */
  async files(files) {
    const references = [];
    for (const [number, { blob, name, choice }] of files.entries()) {
      const parts = [];
      await this.workshop.open(number, blob, this.recipient, this.sent.salt, this.known());
      let ahead = this.next(number);
      for (let part = await ahead; part; part = await ahead) {
        this.tell("sealed");
        ahead = this.next(number);
        ahead.catch(() => {}); // told when it is awaited
        await this.take(part);
        parts.push(part.sha256);
      }
      references.push({ name, size: blob.size, sha256: await this.workshop.close(number), parts, choice });
    }
    return references;
  }

  async next(number) {
    const part = await this.workshop.next(number);
    if (part?.bytes) this.prepare(part);
    return part;
  }

  /** Return the parts that lie there and that no file of this report has taken yet. */
  known() {
    return this.sent.entries().filter(([, sha256]) => !this.used.has(sha256));
  }

  /** Return the names of the decoys that a number of parts needs. */
  async decoys(parts) {
    const decoys = [];
    for (let number = 0; number < padme(parts) - parts; number += 1) {
      const mark = `decoy-${number}`;
      const known = this.sent.get(mark);
      const part = known ? { mark, sha256: known, bytes: null } : { mark, ...(await this.workshop.decoy(this.recipient)) };
      this.tell("sealed");
      await this.take(part);
      decoys.push(part.sha256);
    }
    return decoys;
  }

  async take(part) {
    this.used.add(part.sha256);
    if (part.bytes) {
      await this.carry(part);
      this.sent.add(part.mark, part.sha256);
    }
    this.tell("sent");
  }

  tell(what) {
    this.count[what] += 1;
    this.onPart({ ...this.count });
  }
}

/** Send a report to the server; return when it is durable there. */
export function sendReport({ server, workshop, solver, draft, said, files, manifest, recipient, wantsWords, at, onPart }) {
  return carryFiles({ server, workshop, solver, files, recipient, onPart }, async ({ references, decoys, parts }) => {
    const envelope = await sealReport(draft, said, { files: references, decoys, manifest, recipient, wantsWords, at });
    await server.report({ submission_id: submissionIdOf(draft, wantsWords), envelope: toBase64(envelope), parts });
  });
}

/**
 * Carry the parts of files to the server, then let `finish({references, decoys, parts})` hand in what names them.
 *
 * Where the server lacks parts by then, only these are sent again.
 */
export async function carryFiles({ server, workshop, solver, files, recipient, onPart }, finish) {
  const sent = new SentParts(recipient);
  const tickets = new Tickets(server, solver);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    sent.without(await server.missing(sent.entries().map(([, sha256]) => sha256)));
    const carry = async (part) => server.part(part.sha256, part.bytes, await (part.ticket ?? tickets.for(part.sha256)));
    const prepare = (part) => {
      part.ticket = tickets.for(part.sha256);
      part.ticket.catch(() => {}); // told when it is awaited
    };
    const run = new PartRun({ workshop, recipient, sent, prepare, carry: (part) => tickets.anew(part, carry), onPart });
    const references = await run.files(files);
    const decoys = await run.decoys(references.reduce((count, file) => count + file.parts.length, 0));
    const parts = [...references.flatMap((file) => file.parts), ...decoys].sort();
    try {
      await finish({ references, decoys, parts });
      forgetParts();
      return;
    } catch (error) {
      if (!(error instanceof RefusedByServer) || error.kind !== "missing") throw error;
      sent.without(error.missing); // they waited too long, or a power cut took them: only these are sent again
    }
  }
  throw new RefusedByServer("missing");
}

/** Tickets for parts: one challenge, solved for each part; a new challenge where it is too old. */
class Tickets {
  constructor(server, solver) {
    Object.assign(this, { server, solver, puzzle: null });
  }

  async for(sha256) {
    this.puzzle ??= await this.server.puzzle();
    const { challenge, bits } = this.puzzle;
    return `${challenge} ${await this.solver.solve(challenge, sha256, bits)}`;
  }

  async anew(part, carry) {
    try {
      return await carry(part);
    } catch (error) {
      if (!(error instanceof RefusedByServer) || error.kind !== "ticket") throw error;
      this.puzzle = null;
      part.ticket = undefined;
      return carry(part);
    }
  }
}
