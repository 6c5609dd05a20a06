// A workshop in a thread of its own, so that the page stays quick while files are sealed.
import { Workshop } from "./workshop.js";

const workshop = new Workshop();

addEventListener("message", async ({ data: { call, name, told } }) => {
  try {
    const value = await workshop[name](...told);
    postMessage({ call, value }, value?.bytes ? [value.bytes.buffer] : []);
  } catch (error) {
    postMessage({ call, error: error.message });
  }
});
