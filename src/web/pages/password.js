// Helps whoever chooses a password while they type. The page works without it.
const form = document.querySelector("form[data-strengths]");
const [password, again] = ["password", "confirm_password"].map((name) => form.elements.namedItem(name));
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
again.after(label);

// What was said about a field was about what stood in it before.
for (const input of [form.elements.namedItem("pin"), password, again]) {
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
again.before(mismatch);
again.setAttribute("aria-describedby", `${again.getAttribute("aria-describedby") ?? ""} mismatch`.trim());

/** What the server said about the field is outdated by now; what is the matter now stands in its place. */
function compare() {
  const differ = password.value !== again.value;
  document.getElementById("confirm_password-problem")?.remove();
  mismatch.textContent = differ ? form.dataset.mismatch : "";
  mismatch.hidden = !differ;
  again.setAttribute("aria-invalid", String(differ));
  return differ;
}
// Not when a field is left: what is shown then would move the button away from under the mouse that presses it.
for (const input of [password, again]) {
  input.addEventListener("input", () => {
    if (!mismatch.hidden) compare();
  });
}

show.addEventListener("change", () => {
  for (const input of [password, again]) input.type = show.checked ? "text" : "password";
});

// What is typed in clear must not stay so in the browser's store of forms.
form.addEventListener("submit", (event) => {
  if (compare()) {
    event.preventDefault();
    again.focus();
    return;
  }
  for (const input of [password, again]) input.type = "password";
});

/** Undefined where its scripts did not arrive: then nothing is said about strength. */
function openEstimator({ core, "language-common": common } = {}) {
  if (!core || !common) return undefined;
  return new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}
