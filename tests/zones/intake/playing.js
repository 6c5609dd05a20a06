// What a page does to judge files and their copies: it makes films and sound, draws, watches and listens.
const base64 = (bytes) => { let t = ""; for (const b of new Uint8Array(bytes)) t += String.fromCharCode(b); return btoa(t); };
const copied = (chunk) => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); return base64(bytes); };
const blobOf = (text, type) => new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type });
const canvas = new OffscreenCanvas(96, 64);
const pen = canvas.getContext("2d", { willReadFrequently: true });
const draw = (n) => { for (let x = 0; x < 96; x++) { pen.fillStyle = `rgb(${x * 2},${80 * n},${255 - x})`; pen.fillRect(x, 0, 1, 64); } };
const sum = async (data) => base64(await crypto.subtle.digest("SHA-256", data));

window.encoded = async (codec, frames) => {
  const chunks = []; let config;
  const encoder = new VideoEncoder({ error: (e) => { throw e; }, output: (chunk, meta) => { chunks.push(copied(chunk)); config ??= meta.decoderConfig; } });
  encoder.configure({ codec, width: 96, height: 64, bitrate: 300000, framerate: 10, ...(codec.startsWith("avc1") ? { avc: { format: "avc" } } : {}) });
  for (let n = 0; n < frames; n++) { draw(n); const frame = new VideoFrame(canvas, { timestamp: n * 1e5 }); encoder.encode(frame, { keyFrame: true }); frame.close(); }
  await encoder.flush();
  return { chunks, description: config.description ? base64(config.description) : "" };
};
window.spoken = async () => {
  const chunks = []; let config;
  const encoder = new AudioEncoder({ error: (e) => { throw e; }, output: (chunk, meta) => { chunks.push(copied(chunk)); config ??= meta.decoderConfig; } });
  encoder.configure({ codec: "opus", sampleRate: 48000, numberOfChannels: 1 });
  const data = Float32Array.from({ length: 48000 }, (_, at) => Math.sin(at / 20) / 2);
  encoder.encode(new AudioData({ format: "f32", sampleRate: 48000, numberOfFrames: 48000, numberOfChannels: 1, timestamp: 0, data }));
  await encoder.flush();
  return { chunks, description: base64(config.description) };
};
window.recorded = async () => {
  const shown = document.createElement("canvas"); shown.width = 96; shown.height = 64;
  const on = shown.getContext("2d"); const stream = shown.captureStream(20);
  const recorder = new MediaRecorder(stream, { mimeType: "video/mp4" }); const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data); recorder.start();
  for (let n = 0; n < 12; n++) { draw(n % 3); on.drawImage(canvas, 0, 0); await new Promise((go) => setTimeout(go, 60)); }
  await new Promise((go) => { recorder.onstop = go; recorder.stop(); });
  return base64(await new Blob(pieces).arrayBuffer());
};
window.webp = async () => { draw(1); return base64(await (await canvas.convertToBlob({ type: "image/webp", quality: 1 })).arrayBuffer()); };
window.looked = async (text, type) => {
  const picture = await createImageBitmap(blobOf(text, type));
  pen.clearRect(0, 0, 96, 64); pen.drawImage(picture, 0, 0);
  return [picture.width, picture.height, await sum(pen.getImageData(0, 0, 96, 64).data)];
};
window.watched = async (text, times) => {
  const film = document.createElement("video"); film.muted = true; film.src = URL.createObjectURL(blobOf(text, "video/mp4"));
  await new Promise((go, stop) => { film.onloadeddata = go; film.onerror = () => stop(new Error(film.error.message)); });
  const seen = [film.videoWidth, film.videoHeight, Math.round(film.duration * 1000)];
  for (const time of times) {
    await new Promise((go) => { film.onseeked = go; film.currentTime = time; });
    // The frame that was sought is drawn with the page: on a busy machine later than the film is told to be there.
    await new Promise((go) => { requestAnimationFrame(() => requestAnimationFrame(go)); });
    pen.drawImage(film, 0, 0); seen.push(await sum(pen.getImageData(0, 0, 96, 64).data));
  }
  return seen;
};
window.heard = async (text) => {
  const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(await blobOf(text, "").arrayBuffer());
  return [sound.length, await sum(sound.getChannelData(0))];
};
0;
