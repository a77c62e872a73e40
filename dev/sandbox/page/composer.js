import { element } from "./element.js";

/** The suggestions for the input: each command with each of its uses. */
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
