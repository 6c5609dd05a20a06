// A person's own hardware key (WebAuthn): made for an enrolment, and asked to sign the digest of a grave act.
// The desk checks everything again; here nothing is decided.

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function unbase64(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

const named = (text) => text.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: unbase64(id) }));

async function sign(form) {
  const { digest, credentials, rp } = form.dataset;
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: unhex(digest),
      rpId: rp,
      allowCredentials: named(credentials),
      userVerification: "required",
    },
  });
  form.elements.credential.value = found.id;
  form.elements.authenticator_data.value = hex(found.response.authenticatorData);
  form.elements.client_data.value = hex(found.response.clientDataJSON);
  form.elements.signature.value = hex(found.response.signature);
}

async function enrol(form) {
  const { rp, user, name, known } = form.dataset;
  const made = await navigator.credentials.create({
    publicKey: {
      // Nothing of this answer is believed but the key, which signs its enrolment next: any challenge does.
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { id: rp, name: "Crimebook" },
      user: { id: new TextEncoder().encode(user), name: user, displayName: name },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      attestation: "none",
      excludeCredentials: named(known),
    },
  });
  form.elements.public.value = hex(made.response.getPublicKey());
  form.elements.new_credential.value = made.id;
}

// Not there in old browsers, where it is forbidden, and on pages that came neither over HTTPS nor from localhost.
const isAble = "PublicKeyCredential" in window && Boolean(navigator.credentials);

for (const [selector, ask] of [["form[data-sign]", sign], ["form[data-enrol]", enrol]]) {
  const form = document.querySelector(selector);
  if (form && !isAble) {
    form.querySelector("[data-unable]").hidden = false;
    form.querySelector("button").disabled = true;
  }
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fault = form.querySelector("[data-fault]");
    const button = form.querySelector("button");
    fault.hidden = true;
    button.disabled = true;
    try {
      await ask(form);
      form.submit();
      // Where a file answers, this page stays, and its signature is good for nothing more.
      form.querySelector("[data-given]")?.removeAttribute("hidden");
    } catch {
      fault.hidden = false;
      button.disabled = false;
    }
  });
}
