/** Offers the command with which the registry and every other system take over what one system has. Empty if it has nothing. */
export const toChange = (
  command: "set-email" | "set-name" | "set-username",
  username: string,
  ...values: string[]
): string =>
  values.length === 0 || values.some((value) => value === "")
    ? "it has none there"
    : `if that is right: acct person ${command} ${[username, ...values].map(quote).join(" ")}`;

/** Quotes an argument for a POSIX shell, if it needs that. */
const quote = (value: string) => (/^[\w.@+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);
