// Pointing at a place on the live map: a click sets the point, dragging moves it, the circle follows the radius.
// The form is whole without this file: latitude, longitude and radius can be typed.

const EARTH_RADIUS_M = 6371008.7714;
const STEPS = 64;
const field = (id) => document.getElementById(id);
const number = (id) => Number.parseFloat(field(id).value.replace(",", "."));

function circle(lat, lon, radiusM) {
  const across = Math.cos((lat * Math.PI) / 180);
  const reach = (radiusM / EARTH_RADIUS_M) * (180 / Math.PI);
  const ring = Array.from({ length: STEPS + 1 }, (_, step) => {
    const angle = (2 * Math.PI * step) / STEPS;
    return [lon + (reach * Math.cos(angle)) / across, lat + reach * Math.sin(angle)];
  });
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

function point({ map, maplibre }) {
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--incident").trim();
  const pin = document.createElement("span");
  pin.className = "pin";
  const marker = new maplibre.Marker({ element: pin, draggable: true });
  map.addSource("chosen", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  map.addLayer({ id: "chosen-disc", type: "fill", source: "chosen", paint: { "fill-color": colour, "fill-opacity": 0.15 } });
  map.addLayer({ id: "chosen-edge", type: "line", source: "chosen", paint: { "line-color": colour, "line-width": 2 } });

  const draw = () => {
    const [lat, lon, radiusM] = ["lat", "lon", "radius_m"].map(number);
    const isThere = Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    if (isThere) marker.setLngLat([lon, lat]).addTo(map);
    else marker.remove();
    const features = isThere && radiusM > 0 ? [circle(lat, lon, radiusM)] : [];
    map.getSource("chosen").setData({ type: "FeatureCollection", features });
  };
  const put = ({ lng, lat }) => {
    field("lat").value = lat.toFixed(5);
    field("lon").value = lng.toFixed(5);
    document.querySelector('input[name="choice"][value="point"]').checked = true;
    draw();
  };
  map.on("click", (event) => put(event.lngLat));
  marker.on("drag", () => put(marker.getLngLat()));
  for (const id of ["lat", "lon", "radius_m"]) {
    field(id).addEventListener("input", () => {
      document.querySelector('input[name="choice"][value="point"]').checked = true;
      draw();
    });
  }
  document.querySelector("[data-map-hint]").hidden = false;
  draw();
}

document.addEventListener("book:map", (event) => point(event.detail));
