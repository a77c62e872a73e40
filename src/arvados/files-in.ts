/**
 * Names the files of a collection (Arvados, doc/architecture/manifest-format.html.textile.liquid): "./sub/terms.html" is "sub/terms.html".
 */
export function filesIn(manifest: string): string[] {
  const names = manifest.split("\n").flatMap((line) => {
    const [stream = "", ...tokens] = line.split(" ");
    const folder = decode(stream).replace(/^\.\/?/, "");
    return tokens.flatMap((token) => {
      const [, name] = /^\d{1,20}:\d{1,20}:(.{1,4000})$/s.exec(token) ?? [];
      return name === undefined ? [] : [folder === "" ? decode(name) : `${folder}/${decode(name)}`];
    });
  });
  return [...new Set(names)];
}

/** A space and some other characters are written as a backslash and three octal digits of a byte. */
const decode = (text: string): string =>
  Buffer.from(
    text
      .replace(/[^\x20-\x7e]/gu, (character) => Buffer.from(character, "utf8").toString("latin1"))
      .replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    "latin1",
  ).toString("utf8");
