// A file read by small windows, and a copy of it made of slices and of what stands in their place. A film is never held whole.
const WINDOW_BYTES = 16384;
const ZERO_BYTES = 1048576;
const MAX_CHANGES = 100000;

/** Reads pieces of a file. What does not lie in it is a `RangeError`, as damage is everywhere here. */
export class Reader {
  constructor(file, windowBytes = WINDOW_BYTES) {
    Object.assign(this, { file, size: file.size, windowBytes, from: 0, window: new Uint8Array() });
  }

  /** Return so many bytes from a place on. */
  async bytes(at, size) {
    if (!(at >= 0 && size >= 0 && at + size <= this.size)) throw new RangeError("expected more of the file");
    if (size > this.windowBytes) return this.read(at, size);
    if (at < this.from || at + size > this.from + this.window.length) {
      this.window = await this.read(at, Math.min(this.windowBytes, this.size - at));
      this.from = at;
    }
    return this.window.subarray(at - this.from, at - this.from + size);
  }

  /** Return the same as a view of its numbers. */
  async view(at, size) {
    return viewOf(await this.bytes(at, size));
  }

  async read(at, size) {
    const bytes = new Uint8Array(await this.file.slice(at, at + size).arrayBuffer());
    if (bytes.length !== size) throw new RangeError("expected a file that does not change");
    return bytes;
  }
}

export function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** What a copy holds otherwise than its file. */
export class Copy {
  constructor() {
    this.changes = [];
  }

  /** Put bytes in the place of so many; without bytes, as many zeros. */
  put(at, size, bytes = null) {
    if (this.changes.length >= MAX_CHANGES) throw new RangeError("expected fewer changes");
    if (size > 0) this.changes.push({ at, size, bytes });
  }

  zero(at, size) {
    this.put(at, size);
  }

  drop(at, size) {
    this.put(at, size, new Uint8Array());
  }

  /** Zero what lies between two places and in none of the ranges, which are `[from, to]`, sorted and apart. */
  zeroBetween(from, to, ranges) {
    let at = from;
    for (const [start, end] of ranges) {
      if (end <= from || start >= to) continue;
      this.zero(at, start - at);
      at = end;
    }
    this.zero(at, to - at);
  }

  /** Return the copy as a Blob: slices of the file, which the browser reads as they are asked for. */
  blob(file) {
    const zeros = new Blob([new Uint8Array(ZERO_BYTES)]);
    const pieces = [];
    let at = 0;
    for (const change of this.changes.sort((one, other) => one.at - other.at)) {
      if (change.at < at || change.at + change.size > file.size) throw new RangeError("expected changes apart from each other");
      pieces.push(file.slice(at, change.at));
      if (change.bytes) pieces.push(change.bytes);
      else for (let left = change.size; left > 0; left -= ZERO_BYTES) pieces.push(zeros.slice(0, Math.min(left, ZERO_BYTES)));
      at = change.at + change.size;
    }
    return new Blob([...pieces, file.slice(at)], { type: file.type });
  }
}

/** Return ranges `[from, to]` sorted and those that touch put together. */
export function merged(ranges) {
  const apart = [];
  for (const [from, to] of ranges.filter(([start, end]) => end > start).sort((one, other) => one[0] - other[0])) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

/** Return whether two lists of ranges, sorted and apart, share a byte. */
export function touch(some, others) {
  for (let [at, other] = [0, 0]; at < some.length && other < others.length; ) {
    if (some[at][0] < others[other][1] && others[other][0] < some[at][1]) return true;
    if (some[at][1] < others[other][1]) at += 1;
    else other += 1;
  }
  return false;
}
