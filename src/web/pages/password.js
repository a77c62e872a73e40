// Helps people to choose a password while they type. The page works without this script.
const form = document.querySelector("form[data-strengths]");
const [password, confirmation] = ["password", "confirm_password"].map((name) =>
  form.elements.namedItem(name),
);
const labels = form.dataset.strengths.split("|");
const about = JSON.parse(form.dataset.about);
const estimator = openEstimator(globalThis.zxcvbnts);

const meter = document.createElement("div");
meter.className = "strength";
meter.id = "strength";
meter.setAttribute("aria-live", "polite");
password.after(meter);
password.setAttribute("aria-describedby", `${password.getAttribute("aria-describedby")} strength`);

const show = document.createElement("input");
show.type = "checkbox";
show.id = "show";
const label = document.createElement("label");
label.className = "choice";
label.append(show, ` ${form.dataset.show}`);
confirmation.after(label);

// A problem refers to what the field contained before.
for (const input of [form.elements.namedItem("pin"), password, confirmation]) {
  input?.addEventListener("input", () => {
    document.getElementById(`${input.name}-problem`)?.remove();
    input.removeAttribute("aria-invalid");
  });
}

password.addEventListener("input", () => {
  const { value } = password;
  const score = value === "" || !estimator ? -1 : estimator.check(value.slice(0, 64), about).score;
  meter.dataset.score = String(score);
  meter.textContent = score < 0 ? "" : `${form.dataset.strength} ${labels[score]}`;
});

const mismatch = document.createElement("p");
mismatch.className = "problem";
mismatch.id = "mismatch";
mismatch.setAttribute("role", "alert");
mismatch.hidden = true;
confirmation.before(mismatch);
confirmation.setAttribute(
  "aria-describedby",
  `${confirmation.getAttribute("aria-describedby") ?? ""} mismatch`.trim(),
);

/** Replaces the server's message about the field, which is outdated by now. */
function compare() {
  const differ = password.value.normalize("NFC") !== confirmation.value.normalize("NFC");
  document.getElementById("confirm_password-problem")?.remove();
  mismatch.textContent = differ ? form.dataset.mismatch : "";
  mismatch.hidden = !differ;
  confirmation.setAttribute("aria-invalid", String(differ));
  return differ;
}
// This must not run when a field loses focus: a new message would move the button from under the mouse that presses it.
for (const input of [password, confirmation]) {
  input.addEventListener("input", () => {
    if (!mismatch.hidden) compare();
  });
}

show.addEventListener("change", () => {
  for (const input of [password, confirmation]) input.type = show.checked ? "text" : "password";
});

// A password that is shown must not end up in the browser's saved form data.
form.addEventListener("submit", (event) => {
  if (compare()) {
    event.preventDefault();
    confirmation.focus();
    return;
  }
  for (const input of [password, confirmation]) input.type = "password";
});

/** Undefined if its scripts did not load; then no strength is shown. */
function openEstimator({ core, "language-common": common } = {}) {
  if (!core || !common) return undefined;
  return new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}
