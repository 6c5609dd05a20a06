// A map to tap, drawn by us from the project's own gazetteer: no tiles, and nobody is asked.
import { el, say, svg } from "./dom.js";

const WIDTH = 400;
const HEIGHT = 330;
const MIDDLE = { lat: 53.7, lon: 27.9 };
const METRES_A_DEGREE = 111320;
const NARROW = Math.cos((MIDDLE.lat * Math.PI) / 180);
const WIDEST_M = 760000;
const NEAREST_M = 3000;
const STEP = 2;
const SURE_PIXELS = 10;
const TAP_PIXELS = 6;
const LABELS = 18;

/** Return a map that puts its point into the hidden controls `lat`, `lon` and `radius_m` of a place. */
export function placeMap({ controls, data, language, texts }) {
  return new PlaceMap(controls, data, language, texts).element;
}

class PlaceMap {
  constructor(controls, data, language, texts) {
    Object.assign(this, { controls, data, language, texts });
    const point = this.point();
    this.centre = point ?? MIDDLE;
    this.acrossM = point ? Math.max(NEAREST_M, (point.radius_m / SURE_PIXELS) * WIDTH) : WIDEST_M;
    this.drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": texts.map });
    this.said = el("p", { class: "room", role: "status" });
    this.listen();
    this.element = el("div", { class: "map" }, el("p", { class: "room" }, texts.map_hint), this.drawing, this.buttons(), this.said);
    this.show();
  }

  buttons() {
    const button = (text, act) => el("button", { type: "button", class: "quiet", click: act }, text);
    const move = (east, north) => () => this.moveBy(east * WIDTH * 0.3, -north * HEIGHT * 0.3);
    const { texts } = this;
    return el(
      "div",
      { class: "map-buttons" },
      button(texts.map_nearer, () => this.zoom(1 / STEP)),
      button(texts.map_farther, () => this.zoom(STEP)),
      button(texts.map_north, move(0, 1)),
      button(texts.map_south, move(0, -1)),
      button(texts.map_west, move(-1, 0)),
      button(texts.map_east, move(1, 0)),
      button(texts.map_put, () => this.put(WIDTH / 2, HEIGHT / 2)),
      button(texts.map_remove, () => this.remove()),
    );
  }

  listen() {
    let from = null;
    this.drawing.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY, moved: 0 };
      this.drawing.setPointerCapture(event.pointerId);
    });
    this.drawing.addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = WIDTH / this.drawing.clientWidth;
      const [across, down] = [(from.x - event.clientX) * scale, (from.y - event.clientY) * scale];
      from.moved += Math.abs(across) + Math.abs(down);
      Object.assign(from, { x: event.clientX, y: event.clientY });
      if (from.moved > TAP_PIXELS) this.moveBy(across, down);
    });
    this.drawing.addEventListener("pointerup", (event) => {
      const isTap = from && from.moved <= TAP_PIXELS;
      from = null;
      if (!isTap) return;
      const box = this.drawing.getBoundingClientRect();
      this.put(((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT);
    });
    this.drawing.addEventListener("pointercancel", () => (from = null));
  }

  metresAPixel() {
    return this.acrossM / WIDTH;
  }

  toPixels({ lat, lon }) {
    const scale = METRES_A_DEGREE / this.metresAPixel();
    return [WIDTH / 2 + (lon - this.centre.lon) * NARROW * scale, HEIGHT / 2 - (lat - this.centre.lat) * scale];
  }

  toDegrees(x, y) {
    const scale = METRES_A_DEGREE / this.metresAPixel();
    return { lat: this.centre.lat - (y - HEIGHT / 2) / scale, lon: this.centre.lon + (x - WIDTH / 2) / scale / NARROW };
  }

  moveBy(across, down) {
    const { lat, lon } = this.toDegrees(WIDTH / 2 + across, HEIGHT / 2 + down);
    this.centre = { lat: Math.min(56.6, Math.max(51, lat)), lon: Math.min(33.5, Math.max(22.5, lon)) };
    this.show();
  }

  /** Draw nearer or farther, towards the point where there is one. */
  zoom(by) {
    this.centre = this.point() ?? this.centre;
    this.acrossM = Math.min(WIDEST_M, Math.max(NEAREST_M, this.acrossM * by));
    this.show();
  }

  /** Put the point; it is as sure as a finger is at this scale, and never surer than 30 m. */
  put(x, y) {
    const { lat, lon } = this.toDegrees(x, y);
    const radius = Math.max(30, this.metresAPixel() * SURE_PIXELS);
    const step = 10 ** Math.floor(Math.log10(radius));
    this.set(lat.toFixed(5), lon.toFixed(5), String(Math.ceil(radius / step) * step));
  }

  remove() {
    this.set("", "", "");
  }

  set(lat, lon, radius_m) {
    Object.entries({ lat, lon, radius_m }).forEach(([key, value]) => (this.controls[key].value = value));
    this.show();
  }

  point() {
    const { lat, lon, radius_m } = this.controls;
    return lat.value === "" ? null : { lat: Number(lat.value), lon: Number(lon.value), radius_m: Number(radius_m.value) };
  }

  show() {
    const point = this.point();
    const { areas, lines, towns, landmarks } = this.data;
    this.drawing.replaceChildren(
      svg("rect", { class: "ground", width: WIDTH, height: HEIGHT }),
      ...areas.map((area) => svg("path", { class: area.kind, d: `${this.path(area.points)}z` })),
      ...lines.filter((line) => this.acrossM <= line.from_m).map((line) => svg("path", { class: line.kind, d: this.path(line.points) })),
      ...this.labels([...towns, ...landmarks]),
      ...(point ? this.circle(point) : []),
      svg("path", { class: "cross", d: `M${WIDTH / 2 - 9} ${HEIGHT / 2}h18m-9-9v18` }),
    );
    const told = point && { lat: point.lat.toFixed(5), lon: point.lon.toFixed(5), radius_m: point.radius_m };
    this.said.textContent = told ? say(this.texts.map_point, told) : this.texts.map_none;
  }

  circle(point) {
    const [cx, cy] = this.toPixels(point);
    return [
      svg("circle", { class: "sure", cx, cy, r: Math.max(6, point.radius_m / this.metresAPixel()) }),
      svg("circle", { class: "point", cx, cy, r: 4 }),
    ];
  }

  path(points) {
    return points.map(([lon, lat], at) => `${at ? "L" : "M"}${this.toPixels({ lat, lon }).map((each) => each.toFixed(1)).join(" ")}`).join("");
  }

  /** Return names of what is in sight, the larger first, where they do not stand on each other. */
  labels(places) {
    const taken = [];
    const drawn = [];
    for (const place of places) {
      if (drawn.length / 2 >= LABELS || this.acrossM > place.from_m) continue;
      const [x, y] = this.toPixels(place);
      if (x < 0 || y < 0 || x > WIDTH || y > HEIGHT) continue;
      const box = [x, y - 16, x + 14 + place[this.language].length * 7.6, y + 6];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      drawn.push(svg("circle", { class: place.kind, cx: x, cy: y, r: 3 }), svg("text", { x: x + 7, y: y + 5 }, place[this.language]));
    }
    return drawn;
  }
}
