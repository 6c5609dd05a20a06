// The live map over the drawing of the same windows. Everything it draws comes from this host: the page's own
// data, our outline of the country, the streets near the windows. Where WebGL is missing the drawing stays.

import { light } from "./desk.js";

const drawn = new Map();
const ROLES = ["incident", "recording", "message"];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function byRole() {
  return ["match", ["get", "role"], ...ROLES.flatMap((role) => [role, colour(`--${role}`)]), colour("--soft")];
}

const isLit = ["boolean", ["feature-state", "lit"], false];

function ofParts(...parts) {
  return ["in", ["get", "part"], ["literal", parts]];
}

function ofKinds(...kinds) {
  return ["in", ["get", "kind"], ["literal", kinds]];
}

function styleFor(data) {
  const empty = { type: "FeatureCollection", features: [] };
  const hue = byRole();
  const count = ["coalesce", ["get", "count"], 1];
  return {
    version: 8,
    sources: {
      background: { type: "geojson", data: data.background ? new URL(data.background, location.href).href : empty },
      streets: { type: "geojson", data: data.streets ? new URL(data.streets, location.href).href : empty },
      windows: { type: "geojson", data: data.features, promoteId: "key" },
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--sheet") } },
      { id: "lakes", type: "fill", source: "background", filter: ofKinds("lake"), paint: { "fill-color": colour("--water") } },
      { id: "rivers", type: "line", source: "background", filter: ofKinds("river"), paint: { "line-color": colour("--water"), "line-width": 1.4 } },
      { id: "country", type: "line", source: "background", filter: ofKinds("country"), paint: { "line-color": colour("--soft"), "line-width": 1.2 } },
      { id: "roads", type: "line", source: "background", filter: ofKinds("road"), paint: { "line-color": colour("--street"), "line-width": 1.2 } },
      { id: "streets", type: "line", source: "streets", paint: { "line-color": colour("--street"), "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.6, 16, 4] } },
      { id: "discs", type: "fill", source: "windows", filter: ofParts("disc"), paint: { "fill-color": hue, "fill-opacity": ["case", isLit, 0.2, ["==", ["get", "wide"], "yes"], 0, 0.08] } },
      { id: "views", type: "fill", source: "windows", filter: ofParts("view"), paint: { "fill-color": hue, "fill-opacity": 0.2 } },
      { id: "edges", type: "line", source: "windows", filter: ofParts("disc"), paint: { "line-color": hue, "line-width": ["case", isLit, 4, 1.2] } },
      { id: "lines", type: "line", source: "windows", filter: ofParts("line"), layout: { "line-cap": "round" }, paint: { "line-color": hue, "line-opacity": 0.7, "line-width": ["case", isLit, 8, 4] } },
      { id: "middles", type: "circle", source: "windows", filter: ofParts("middle"), paint: { "circle-color": hue, "circle-radius": ["case", isLit, 7, 4] } },
      { id: "counts", type: "circle", source: "windows", filter: ofParts("count"), paint: { "circle-color": hue, "circle-opacity": 0.8, "circle-radius": ["min", 16, ["+", 4, ["*", 2.2, ["log2", count]]]] } },
    ],
  };
}

function balloonFor(properties) {
  const box = document.createElement("div");
  box.className = "balloon";
  const words = document.createElement(properties.url ? "a" : "span");
  if (properties.url) words.href = properties.url;
  words.textContent = properties.count > 1 ? `${properties.title} (${properties.count})` : properties.title;
  box.append(words);
  return box;
}

function listen(map, maplibre, keys) {
  const touchable = ["middles", "counts", "lines"];
  let now = "";
  const show = (key) => {
    if (!map.getContainer().isConnected) return;
    if (now) map.setFeatureState({ source: "windows", id: now }, { lit: false });
    now = keys.has(key) ? key : "";
    if (now) map.setFeatureState({ source: "windows", id: now }, { lit: true });
  };
  document.addEventListener("book:lit", (event) => show(event.detail));
  for (const layer of touchable) {
    map.on("mousemove", layer, (event) => {
      map.getCanvas().style.cursor = "pointer";
      const key = event.features[0].properties.key;
      show(key);
      light(key);
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
      show("");
      light("");
    });
    map.on("click", layer, (event) => {
      new maplibre.Popup().setLngLat(event.lngLat).setDOMContent(balloonFor(event.features[0].properties)).addTo(map);
    });
  }
}

async function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.map).textContent);
  const live = figure.querySelector(".live");
  const maplibre = await import("./vendor/maplibre-gl.mjs");
  live.hidden = false;
  const [west, south, east, north] = data.box;
  const map = new maplibre.Map({
    container: live,
    style: styleFor(data),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24, maxZoom: 16 },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
  });
  drawn.set(figure, map);
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl(), "bottom-left");
  const keys = new Set(data.features.features.map((feature) => feature.properties.key));
  for (const { geometry, properties } of data.features.features) {
    if (properties.part !== "middle" || !properties.sign) continue;
    const sign = document.createElement("span");
    sign.className = `sign ${properties.role}`;
    sign.dataset.mark = properties.key;
    sign.textContent = properties.sign;
    sign.title = properties.title;
    new maplibre.Marker({ element: sign }).setLngLat(geometry.coordinates).addTo(map);
  }
  map.on("load", () => {
    figure.dataset.ready = "";
    listen(map, maplibre, keys);
    figure.dispatchEvent(new CustomEvent("book:map", { bubbles: true, detail: { map, maplibre } }));
  });
}

function hasWebGL() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function drawAll() {
  // A page that is replaced takes its map along: a browser has few contexts to draw in.
  for (const [figure, map] of drawn) {
    if (!figure.isConnected) {
      map.remove();
      drawn.delete(figure);
    }
  }
  for (const figure of document.querySelectorAll("[data-map]")) {
    if (drawn.has(figure)) continue;
    // The drawing says the same; a machine that cannot draw the live map loses nothing.
    draw(figure).catch(() => {
      figure.querySelector(".live").hidden = true;
    });
  }
}

if (hasWebGL()) {
  drawAll();
  document.addEventListener("book:content", drawAll);
}
