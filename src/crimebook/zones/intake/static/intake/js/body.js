// A picture of a body, front and back: a tap ticks the box of the list beneath it. The list alone is enough.
import { svg } from "./dom.js";

// Both sides in one picture: the front stands at 70, the back at 210. [code, shape, numbers, side]
const ELLIPSE = "ellipse";
const BOX = "rect";
const SHAPES = [
  ["head", ELLIPSE, [0, 26, 17, 21], "both"],
  ["face", ELLIPSE, [0, 31, 12, 13], "front"],
  ["eye", ELLIPSE, [-5, 27, 3, 2], "front"],
  ["eye", ELLIPSE, [5, 27, 3, 2], "front"],
  ["nose", ELLIPSE, [0, 32, 2, 3.5], "front"],
  ["mouth", ELLIPSE, [0, 38, 4.5, 1.8], "front"],
  ["jaw", ELLIPSE, [0, 43, 7, 2.4], "front"],
  ["ear", ELLIPSE, [-18, 30, 3, 5], "both"],
  ["ear", ELLIPSE, [18, 30, 3, 5], "both"],
  ["neck", BOX, [-7, 47, 14, 12], "both"],
  ["shoulder", ELLIPSE, [-26, 66, 12, 9], "both"],
  ["shoulder", ELLIPSE, [26, 66, 12, 9], "both"],
  ["chest", BOX, [-22, 62, 44, 34], "front"],
  ["abdomen", BOX, [-20, 97, 40, 30], "front"],
  ["pelvis", BOX, [-21, 128, 42, 18], "front"],
  ["back", BOX, [-22, 62, 44, 34], "back"],
  ["lower_back", BOX, [-20, 97, 40, 26], "back"],
  ["spine", BOX, [-3, 62, 6, 60], "back"],
  ["buttocks", ELLIPSE, [0, 136, 22, 13], "back"],
  ["upper_arm", BOX, [-40, 70, 12, 28], "both"],
  ["upper_arm", BOX, [28, 70, 12, 28], "both"],
  ["elbow", ELLIPSE, [-35, 102, 7, 6], "both"],
  ["elbow", ELLIPSE, [35, 102, 7, 6], "both"],
  ["forearm", BOX, [-42, 107, 11, 26], "both"],
  ["forearm", BOX, [31, 107, 11, 26], "both"],
  ["wrist", BOX, [-42, 134, 10, 6], "both"],
  ["wrist", BOX, [32, 134, 10, 6], "both"],
  ["hand", ELLIPSE, [-37, 149, 7, 10], "both"],
  ["hand", ELLIPSE, [37, 149, 7, 10], "both"],
  ["thigh", BOX, [-21, 150, 18, 44], "both"],
  ["thigh", BOX, [3, 150, 18, 44], "both"],
  ["knee", ELLIPSE, [-12, 202, 9, 8], "both"],
  ["knee", ELLIPSE, [12, 202, 9, 8], "both"],
  ["lower_leg", BOX, [-19, 211, 14, 42], "both"],
  ["lower_leg", BOX, [5, 211, 14, 42], "both"],
  ["ankle", ELLIPSE, [-12, 258, 7, 5], "both"],
  ["ankle", ELLIPSE, [12, 258, 7, 5], "both"],
  ["foot", ELLIPSE, [-14, 270, 10, 6], "front"],
  ["foot", ELLIPSE, [14, 270, 10, 6], "front"],
  ["sole", ELLIPSE, [-14, 270, 10, 6], "back"],
  ["sole", ELLIPSE, [14, 270, 10, 6], "back"],
];

/** Return the picture for the boxes of a list; `words` name its two sides. */
export function bodyPicture(boxes, words) {
  const byCode = new Map([...boxes].map((box) => [box.value, box]));
  const drawn = [["front", 70], ["back", 210]].flatMap(([side, middle]) => [
    svg("text", { x: middle, y: 296, "text-anchor": "middle" }, words[`body_${side}`]),
    ...SHAPES.filter(([code, , , on]) => byCode.has(code) && (on === side || on === "both")).map((shape) => draw(shape, middle)),
  ]);
  // Hidden from who listens to the page: the boxes beneath say the same, and better.
  const picture = svg("svg", { class: "body", viewBox: "0 0 280 304", "aria-hidden": "true" }, drawn);
  const show = () => {
    for (const each of picture.querySelectorAll("[data-code]")) each.classList.toggle("chosen", byCode.get(each.dataset.code).checked);
  };
  picture.addEventListener("click", (event) => {
    const box = byCode.get(event.target.dataset?.code);
    if (box) box.click();
  });
  for (const box of byCode.values()) box.addEventListener("change", show);
  show();
  return picture;
}

function draw([code, shape, [x, y, width, height]], middle) {
  const placed = shape === BOX ? { x: middle + x, y, width, height, rx: 4 } : { cx: middle + x, cy: y, rx: width, ry: height };
  return svg(shape, { ...placed, "data-code": code });
}
