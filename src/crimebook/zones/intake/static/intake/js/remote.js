// A workshop in a worker: the same methods, done elsewhere.

/** Raised for a file that cannot be read any more. */
export class WorkError extends Error {}

export class RemoteWorkshop {
  constructor(address) {
    this.worker = new Worker(address, { type: "module" });
    this.waiting = new Map();
    this.calls = 0;
    this.worker.addEventListener("message", ({ data: { call, value, error } }) => {
      const { resolve, reject } = this.waiting.get(call);
      this.waiting.delete(call);
      if (error === undefined) resolve(value);
      else reject(new WorkError(error));
    });
    this.worker.addEventListener("error", () => this.fail());
    for (const name of ["open", "next", "close", "decoy", "solve"]) this[name] = (...told) => this.ask(name, told);
  }

  ask(name, told) {
    this.calls += 1;
    const call = this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      this.worker.postMessage({ call, name, told });
    });
  }

  fail() {
    for (const { reject } of this.waiting.values()) reject(new WorkError("the worker stopped"));
    this.waiting.clear();
  }

  /** End the thread and forget what it held. */
  end() {
    this.worker.terminate();
    this.fail();
  }
}
