// Whether the report of twelve words is in the book: what can be proven of it on this device, and how that is said.
import { toBase64, utf8 } from "./bytes.js";
import { el, say } from "./dom.js";
import { UnknownKeyError, checkProof, policyOf, readReceiptProof, receiptProof, reportLeaf } from "./log.js";

const DAY_MS = 86_400_000;
const FILE_NAME = "proof.txt";

/** Return how the report of `leaf` stands by what the desk said in slot 0; as crimebook.work.receiving.standing. */
export function inBook(collected, leaf, manifest, at) {
  if (!collected) return { standing: "nothing" };
  const policy = policyOf(manifest);
  if (!policy) return { standing: "collected" };
  const comeBack = dayToComeBack(collected.at_day, manifest.interval_s, at);
  const { envelope, proof } = collected.values;
  if (!proof) return { standing: "collected", comeBack };
  try {
    return standing({ envelope, leaf, proof }, policy, comeBack, at);
  } catch {
    return { standing: "broken" };
  }
}

/** Return how the report of `leaf` stands by a proof that was saved, or throw. */
export function checkSaved(text, leaf, manifest, at) {
  const receipt = readReceiptProof(text);
  // The proof of somebody else's report holds too, for them: the words of this one must make its leaf.
  return standing({ ...receipt, leaf }, policyOf(manifest), isoDay(at.getTime() + DAY_MS), at);
}

function standing({ envelope, leaf, proof }, policy, comeBack, at) {
  const { quorum: needed, witnesses } = policy;
  const file = receiptProof(envelope, leaf, proof);
  const all = findSeen(proof, reportLeaf(envelope, leaf), policy);
  if (!all || !policy.canCount) return { standing: "unchecked", file };
  // A witness whose clock runs ahead has not signed on the day that it says.
  const times = all.map(({ timeS }) => timeS * 1000).filter((time) => time <= at.getTime() + DAY_MS).sort((one, other) => one - other);
  const isProven = needed > 0 && times.length >= needed;
  const told = { seen: all.length, needed, witnesses: witnesses.length, file };
  return isProven ? { ...told, standing: "proven", since: isoDay(times[needed - 1]) } : { ...told, standing: "published", comeBack };
}

/** Return who signed, or null where the log's signature is by a key that nobody here knows. */
function findSeen(proof, entry, policy) {
  try {
    return checkProof(proof, entry, policy);
  } catch (error) {
    if (error instanceof UnknownKeyError) return null;
    throw error;
  }
}

function dayToComeBack(said, intervalS, at) {
  const after = Date.parse(`${said}T00:00:00Z`) + (1 + Math.ceil(intervalS / 86_400)) * DAY_MS;
  const [one, other] = [isoDay(after), isoDay(at.getTime() + DAY_MS)];
  return one > other ? one : other;
}

function isoDay(moment) {
  return new Date(moment).toISOString().slice(0, 10);
}

/** Return the sentences for a standing, the first of them the most important; none where nothing is to be said. */
export function sentences(found, texts) {
  const values = { ...found, come_back: found.comeBack };
  if (found.standing === "collected") return found.comeBack ? [say(texts.waiting, values)] : [];
  if (found.standing === "broken") return [texts.broken];
  if (found.standing === "unchecked") return [texts.unchecked, texts.unchecked_more];
  if (found.standing === "published") return [texts.published, say(found.witnesses ? texts.published_wait : texts.published_alone, values)];
  if (found.standing === "proven") return [say(texts.proven, values), say(texts.proven_by, values), texts.not_truth];
  return [];
}

/** Return what a page shows of a standing, or null; `more` are sentences that stand below. */
export function drawInBook(found, texts, ...more) {
  const [head, ...rest] = sentences(found, texts);
  if (!head) return null;
  const isAlarm = found.standing === "broken";
  const isChecked = found.standing === "proven";
  return el(
    "section",
    { class: "in-book", "data-in-book": found.standing, role: isAlarm ? "alert" : false },
    el("p", { class: isAlarm ? "error" : false }, el("b", {}, head)),
    [...rest, ...(isChecked ? more : [])].map((each) => el("p", {}, each)),
  );
}

/** Return the link by which the proof is saved: it holds the file, and asks nobody for it. */
export function drawSaving({ file }, texts) {
  if (!file) return [];
  const href = `data:text/plain;base64,${toBase64(utf8(file))}`;
  const link = el("a", { class: "button quiet", href, download: FILE_NAME, "data-proof": true }, texts.save);
  return [el("div", { class: "buttons" }, link), el("p", { class: "hint" }, texts.save_risk)];
}
