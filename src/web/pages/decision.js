// Each verdict has its own form. What was typed into another one is sent along, so that the server notices if it contradicts
// the button, and nothing that was typed is lost. The page works without this script.
const fields = ["reason", "other"].flatMap((name) => document.getElementById(name) ?? []);
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => {
    for (const copy of form.querySelectorAll("[data-copy]")) copy.remove();
    for (const { name, value, form: owner } of fields) {
      if (owner === form || value.trim() === "") continue;
      const copy = document.createElement("input");
      Object.assign(copy, { type: "hidden", name, value });
      copy.dataset.copy = "";
      form.append(copy);
    }
  });
}
