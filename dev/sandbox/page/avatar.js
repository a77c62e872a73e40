import { element } from "./element.js";

/** Shows the initials of a name in a color that depends on the name. */
export function avatar(name) {
  const initials = [...name.matchAll(/(^|\s)(\p{L})/gu)].map(([, , letter]) => letter).slice(0, 2);
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  return element(
    "span",
    { class: "avatar", "aria-hidden": "true", style: `--hue:${hue}` },
    initials.join(""),
  );
}
