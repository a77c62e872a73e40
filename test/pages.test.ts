import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";

/** Turns a heading into an anchor as GitHub and GitLab do. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
const anchorsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

it.each(globSync(["*.md", "docs/*.md", "docs/decisions/*.md", "dev/bench/*.md"]))(
  "Every link in %s leads to a file and a heading that exist",
  (page) => {
    for (const [, target = ""] of readFileSync(page, "utf8").matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      expect(existsSync(file), `${page} links to ${relative(".", file)}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(file), `${page} links to ${target}`).toContain(anchor);
    }
  },
);

it("Every page of the documentation is linked from the README", () => {
  const readme = readFileSync("README.md", "utf8");
  for (const page of globSync("docs/*.md")) expect(readme).toContain(`](${page})`);
});
