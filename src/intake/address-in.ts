/** Returns the email address in text such as `Ben Birch <ben@example.org>` or `mailto:ben@example.org`, or else the text itself. */
export function addressIn(text: string): string {
  const [, inside] = /<(?:mailto:)?([^<>\s@]+@[^<>\s@]+)>[\s,;.]*$/i.exec(text) ?? [];
  return (inside ?? text)
    .trim()
    .replace(/^mailto:/i, "")
    .replace(/(?<![,;.])[,;.]+$/, "");
}
