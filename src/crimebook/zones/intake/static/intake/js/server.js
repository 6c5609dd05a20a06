// The intake as a browser speaks to it. Lines break, most of all over Tor: what was not answered is asked again.
const STALL_MS = 20000;
const LONGEST_STALL_MS = 640000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15000;
const TICKET = "Crimebook-Ticket";

/** What the intake refused: `kind` is its code, `missing` the parts that it lacks. */
export class RefusedByServer extends Error {
  constructor(kind, missing = []) {
    super(`the intake refused: ${kind}`);
    Object.assign(this, { kind, missing });
  }
}

/** Raised where the person stopped it. */
export class StoppedError extends Error {}

/** Raised where a line said nothing for too long. */
class StalledError extends Error {}

export class Server {
  /** `onLine` is told whether the line holds. */
  constructor(signal, onLine = () => {}) {
    Object.assign(this, { signal, onLine, patience: STALL_MS });
  }

  /** Return the signed note of the key manifest. */
  keys() {
    return this.ask("/keys", bytesOf);
  }

  puzzle() {
    return this.post("/puzzles", {});
  }

  /** Return which of some parts are not there. */
  async missing(hashes) {
    return hashes.length ? (await this.post("/parts/missing", { hashes })).missing : [];
  }

  /** Keep a report; the same submission again answers as the first did. */
  report(told) {
    return this.post("/reports", told);
  }

  /** Return the slots of a mailbox, whether it exists or not, one after another. */
  slots(mailboxId) {
    return this.post("/slots", { mailbox_id: mailboxId }, bytesOf);
  }

  /** Remove letters that were read. */
  removeSlots(told) {
    return this.post("/slots/fetched", told, () => null);
  }

  /** Keep a sealed message. */
  message(told) {
    return this.post("/messages", told);
  }

  post(address, value, read = (answer) => answer.json()) {
    return this.ask(address, read, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
  }

  /** Return what `read` makes of an answer; it reads while the line is watched, which may break within an answer. */
  async ask(address, read, more = {}) {
    const answer = await this.stubborn(async () => {
      const got = await fetch(address, { cache: "no-store", signal: this.signal, ...more });
      return got.status < 400 ? { status: got.status, value: await read(got) } : got;
    });
    return answer.value;
  }

  /**
   * Keep a part. A line that says nothing for 20 s is given up and taken anew: a dead circuit never says so. A slow one
   * says nothing either once the device holds the last bytes, so each time it is given twice as long.
   */
  part(sha256, bytes, ticket) {
    return this.stubborn(async () => {
      const begun = performance.now();
      try {
        const answer = await put(`/parts/${sha256}`, bytes, ticket, this.signal, this.patience);
        this.patience = Math.min(Math.max(2 * (performance.now() - begun), STALL_MS), LONGEST_STALL_MS);
        return answer;
      } catch (error) {
        if (error instanceof StalledError) this.patience = Math.min(2 * this.patience, LONGEST_STALL_MS);
        throw error;
      }
    });
  }

  /** Ask until there is an answer: after a pause that doubles, and at once where the device is on line again. */
  async stubborn(ask) {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (this.signal.aborted) throw new StoppedError("stopped");
      let answer = null;
      try {
        answer = await ask();
      } catch {
        if (this.signal.aborted) throw new StoppedError("stopped");
      }
      if (answer && answer.status < 400) {
        this.onLine(true);
        return answer;
      }
      if (answer) await refuse(answer);
      this.onLine(false);
      await this.rest(pause);
    }
  }

  rest(pause) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener("online", end);
        this.signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, pause);
      addEventListener("online", end);
      this.signal.addEventListener("abort", end);
    });
  }
}

/** Throw what an answer refuses for good; an overloaded server or a proxy is asked again. */
async function refuse(answer) {
  const isPassing = [408, 425, 429, 500, 502, 503, 504].includes(answer.status);
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // not ours: an answer of something between
  }
  if (!isPassing || told.error === "closed") throw new RefusedByServer(told.error ?? String(answer.status), told.missing);
}

async function bytesOf(answer) {
  return new Uint8Array(await answer.arrayBuffer());
}

function put(address, bytes, ticket, signal, patience) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const giveUp = () => {
      reject(new StalledError("the line says nothing"));
      request.abort();
    };
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
    };
    const stop = () => request.abort();
    const end = (finish) => () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      finish();
    };
    request.open("PUT", address);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader(TICKET, ticket);
    request.upload.addEventListener("progress", watch);
    request.addEventListener("load", end(() => resolve({ status: request.status, json: async () => JSON.parse(request.responseText) })));
    for (const fault of ["error", "abort", "timeout"]) request.addEventListener(fault, end(() => reject(new TypeError("the line broke"))));
    signal.addEventListener("abort", stop);
    watch();
    request.send(bytes);
  });
}
