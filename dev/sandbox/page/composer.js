import { element } from "./element.js";

/** What can be typed, as a list that the browser offers: each command with each of its uses. */
export function commandOptions(commands) {
  return commands.flatMap(({ command, usageHint }) =>
    usageHint
      .split(" | ")
      .filter((use) => use !== "")
      .map((use) => {
        const [name, ...rest] = use.split(" ");
        return element(
          "option",
          { value: `${command} ${name}${rest.length > 0 ? " " : ""}` },
          rest.join(" "),
        );
      }),
  );
}
