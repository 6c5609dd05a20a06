// Questions and pages as elements, in the same markup as the templates draw them without JavaScript.
import { el, say, svg } from "./dom.js";

const FIRST_ROWS = 3;

/**
 * Draws one question of a form; `values` are the fields typed so far, `error` is a `RefusedError` or null.
 * Names and ids are those of the templates, so that what looks at one page finds its way on the other.
 */
export class Drawing {
  constructor({ form, places }, question, values, error = null, rows = 0) {
    Object.assign(this, { form, places, question, values, error, rows });
    this.words = form.words;
  }

  /** Return the heading and the controls. */
  draw() {
    const { kind, title } = this.question;
    if (["choice", "consent", "choices", "body"].includes(kind)) return [this.choicesPage()];
    if (["text", "long_text"].includes(kind)) return [el("h1", {}, el("label", { for: this.question.id }, title)), this.hint(), this.wholeText()];
    return [el("h1", {}, title), this.hint(), ...this.groups()];
  }

  hint() {
    const hint = this.question.hint;
    const isPlaced = this.error?.part && this.shownNames().includes(`${this.question.id}.${this.error.part}`);
    return [
      hint ? el("p", { class: "hint", id: "hint" }, hint) : null,
      this.error && !isPlaced ? el("p", { class: "error", id: "error", role: "alert" }, this.errorText()) : null,
    ];
  }

  errorText() {
    return say(this.form.refusals[this.error.kind] ?? this.form.refusals.wrong_shape, this.error.values);
  }

  choicesPage() {
    const isMany = ["choices", "body"].includes(this.question.kind);
    const described = [this.question.hint ? "hint" : "", this.error ? "error" : ""].filter(Boolean).join(" ");
    return el(
      "fieldset",
      { class: this.error && "wrong", "aria-describedby": described || false },
      el("legend", {}, el("h1", {}, this.question.title)),
      this.hint(),
      this.choices(isMany),
    );
  }

  /** Return the options, a long list of terms in parts that open: the first, and each in which something is chosen. */
  choices(isMany) {
    const { id, options, parts_of_options: parts } = this.question;
    if (!parts?.length) return options.map((option) => this.choice(option, isMany));
    const byCode = new Map(options.map((option) => [option.code, option]));
    const chosen = this.values.get(id) ?? [];
    return parts.map(({ title, codes }, at) => {
      const open = at === 0 || codes.some((code) => chosen.includes(code));
      const drawn = codes.map((code) => this.choice(byCode.get(code), isMany));
      return el("details", { class: "part", open }, el("summary", {}, title), el("div", { role: "group", "aria-label": title }, drawn));
    });
  }

  choice(option, isMany) {
    const { id: name } = this.question;
    const id = `${name}-${option.code}`.replaceAll(".", "-");
    const isChosen = (this.values.get(name) ?? []).includes(option.code);
    const hint = option.hint ? el("small", {}, option.hint) : null;
    return el(
      "div",
      { class: "choice" },
      el("input", { type: isMany ? "checkbox" : "radio", name, value: option.code, id, checked: isChosen }),
      el("label", { for: id }, option.label, hint),
    );
  }

  wholeText() {
    const { id, kind, limit, hint } = this.question;
    const common = { id, name: id, autocomplete: "off", "aria-describedby": hint ? "hint" : false, "aria-invalid": this.error ? "true" : false };
    const control = kind === "text" ? el("input", { ...common, value: this.value(id) }) : el("textarea", { ...common, rows: 10 }, this.value(id));
    return el("div", { class: `field${this.error ? " wrong" : ""}` }, control, el("p", { class: "room" }, say(this.words.room_left, { limit })));
  }

  groups() {
    const { id, kind, parts } = this.question;
    switch (kind) {
      case "fields":
        return [this.group("", parts.map((part) => this.text(`${id}.${part.code}`, part.label)))];
      case "number":
        return [this.group("", ["at_least", "at_most"].map((key) => this.text(`${id}.${key}`, this.words[key], "number")))];
      case "date_words":
        return [this.group("", this.moment(id))];
      case "period":
        return ["from", "until"].map((key) => this.group(this.words[key], this.moment(`${id}.${key}`)));
      case "place":
        return [this.group("", this.place(id))];
      case "legs":
        return this.legs();
      default:
        return [];
    }
  }

  legs() {
    const { id, limit, options } = this.question;
    const typed = [...this.values.keys()].map((name) => Number(name.split(".")[1]) + 1).filter((row) => row > 0);
    const rows = Math.min(Math.max(FIRST_ROWS, this.rows, ...typed), limit);
    return Array.from({ length: rows }, (_, row) => {
      const name = `${id}.${row}`;
      const period = ["from", "until"].flatMap((key) => [
        this.text(`${name}.period.${key}.words`, this.words[key]),
        this.text(`${name}.period.${key}.date`, this.words.date, "short"),
        this.text(`${name}.period.${key}.time`, this.words.time.split(",")[0], "short"),
      ]);
      return this.group(String(row + 1), [this.select(`${name}.leg`, this.words.leg, options), ...this.place(`${name}.place`), ...period]);
    });
  }

  moment(name) {
    return [
      this.text(`${name}.words`, this.words.when_words),
      this.text(`${name}.date`, this.words.date, "short"),
      this.text(`${name}.date_to`, this.words.date_to, "short"),
      this.select(`${name}.part`, this.words.part, this.form.day_parts),
      this.text(`${name}.time`, this.words.time, "short"),
      this.text(`${name}.time_to`, this.words.time_to, "short"),
    ];
  }

  place(name) {
    return [
      this.text(`${name}.words`, this.words.place_words),
      this.places.length ? this.select(`${name}.known`, this.words.known_place, this.places) : null,
      ...["lat", "lon", "radius_m"].map((key) => el("input", { type: "hidden", name: `${name}.${key}`, value: this.value(`${name}.${key}`), "data-point": true })),
    ];
  }

  group(title, controls) {
    if (!title) return el("div", { class: "group" }, controls);
    return el("fieldset", { class: "group" }, el("legend", {}, el("h2", {}, title)), controls);
  }

  text(name, label, kind = "text") {
    return this.field(name, label, kind, (common) => el("input", { ...common, value: this.value(name), inputmode: kind === "number" && "numeric" }));
  }

  select(name, label, options) {
    const chosen = this.value(name);
    const choices = options.map((each) => el("option", { value: each.code, selected: each.code === chosen }, each.label));
    return this.field(name, label, "select", (common) => el("select", common, el("option", { value: "" }, "–"), choices));
  }

  field(name, label, kind, make) {
    const id = name.replaceAll(".", "-");
    const isWrong = this.error?.part && `${this.question.id}.${this.error.part}` === name;
    const told = isWrong ? el("p", { class: "error", id: `${id}-error`, role: "alert" }, this.errorText()) : null;
    const common = { id, name, autocomplete: "off", "aria-invalid": isWrong ? "true" : false, "aria-describedby": isWrong ? `${id}-error` : false };
    const isShort = ["short", "number"].includes(kind);
    return el("div", { class: `field${isShort ? " short" : ""}${isWrong ? " wrong" : ""}` }, el("label", { for: id }, label), told, make(common));
  }

  value(name) {
    return this.values.get(name)?.at(-1) ?? "";
  }

  /** Return the names of the controls that a person sees. */
  shownNames() {
    const { error, question } = this;
    this.error = null;
    const names = this.groups().flatMap((group) => [...group.querySelectorAll("input:not([type=hidden]), select, textarea")].map((each) => each.name));
    Object.assign(this, { error, question });
    return names;
  }
}

const WARNING = () =>
  svg(
    "svg",
    { width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("path", { d: "M10 2 19 18H1z", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round" }),
    svg("path", { d: "M10 8v4m0 2.5v.5", stroke: "currentColor", "stroke-width": 2 }),
  );

/** Return the blocks of a page of help that are to be read. */
export function blocks(page, level = 2) {
  return page.blocks.map((block) => {
    switch (block.kind) {
      case "heading":
        return el(`h${level}`, {}, block.text);
      case "paragraph":
        return el("p", {}, block.text);
      case "warning":
        return el("p", { class: "warning" }, WARNING(), el("span", {}, block.text));
      case "list":
        return el("ul", {}, block.items.map((item) => el("li", {}, item)));
      case "contacts":
        return contacts(block);
      default:
        return null;
    }
  });
}

function contacts(block) {
  const named = block.contacts.map((each) =>
    el("p", {}, el("b", {}, each.name), each.reach.flatMap((way) => [el("br"), el("span", { class: "reach" }, way)]), each.note ? [el("br"), each.note] : null),
  );
  return el("div", { class: "contacts" }, el("p", { class: "label" }, block.text), named, block.items.map((item) => el("p", {}, item)));
}

/** Return a page with those that it includes, without its doors. */
export function helpPage(pages, id, heading = "h1") {
  const page = pages[id];
  const level = Number(heading[1]) + 1;
  return [
    el(heading, {}, page.title),
    blocks(page, level),
    page.includes.map((other) => el("section", { class: "help" }, el(`h${level}`, {}, pages[other].title), blocks(pages[other], level + 1))),
  ];
}

/** Return what a form's controls hold: a Map of lists of texts by name. */
export function readControls(form) {
  const fields = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}
