import fc from "fast-check";
import { expect, it } from "vitest";
import { linesOf, toDocumentText } from "../../src/agreements/document-text.ts";

const shown = (source: string, format: "markdown" | "html" | "plain" = "markdown") =>
  toDocumentText("Terms", source, format).blocks;

it("Markdown becomes headings, paragraphs, and lists without its markup", () => {
  const source = `# Acceptable use

Use the *cluster* for **research** only.
See [the policy](https://example.org/policy).

- Don't share \`passwords\`.
- Report problems
  at once.

1. First.
2. Second.
`;
  expect(shown(source)).toEqual([
    { kind: "heading", text: "Acceptable use" },
    {
      kind: "paragraph",
      text: "Use the cluster for research only. See the policy (https://example.org/policy).",
    },
    { kind: "list", items: ["Don't share passwords.", "Report problems at once."] },
    { kind: "list", items: ["1. First.", "2. Second."] },
  ]);
});

it("HTML becomes the same, and nothing of it that could run or load is left", () => {
  const source = `<html><head><title>x</title><style>p { color: red }</style></head><body>
    <h1>Acceptable use</h1><!-- a <b>comment</b> --><p onclick="steal()">Tom &amp; Ann agree &lt;here&gt;.</p>
    <ul><li>One<li>Two <b>bold</b></ul>
    <script>alert("no")</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">a link</a>
    </body></html>`;
  expect(shown(source, "html")).toEqual([
    { kind: "heading", text: "Acceptable use" },
    { kind: "paragraph", text: "Tom & Ann agree <here>." },
    { kind: "list", items: ["One", "Two bold"] },
    { kind: "paragraph", text: "a link" },
  ]);
});

it("A list stays one list if there are empty lines in it, as in HTML with a line for each item", () => {
  expect(shown("- One.\n\n- Two.\n\n1. First.")).toEqual([
    { kind: "list", items: ["One.", "Two."] },
    { kind: "list", items: ["1. First."] },
  ]);
  expect(shown("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n<p>End</p>", "html")).toEqual([
    { kind: "list", items: ["One", "Two"] },
    { kind: "paragraph", text: "End" },
  ]);
});

it("A text that begins with its own title shows it once", () => {
  expect(shown("# Terms\n\n# Use\n\nBe kind.\n\n# Terms\n")).toEqual([
    { kind: "heading", text: "Use" },
    { kind: "paragraph", text: "Be kind." },
    { kind: "heading", text: "Terms" },
  ]);
});

it("Plain text keeps its characters", () => {
  expect(shown("# 1 *not* bold_\n\nEnd.", "plain")).toEqual([
    { kind: "paragraph", text: "# 1 *not* bold_" },
    { kind: "paragraph", text: "End." },
  ]);
});

it("The hash changes with the title and with every word, and not with how lines are broken", () => {
  const hash = (title: string, source: string) => toDocumentText(title, source, "markdown").hash;
  expect(hash("A", "One two.")).toMatch(/^[0-9a-f]{64}$/);
  expect(hash("A", "One two.")).toBe(hash("A", "One\r\ntwo.\n\n"));
  expect(hash("A", "One two.")).not.toBe(hash("B", "One two."));
  expect(hash("A", "One two.")).not.toBe(hash("A", "One  three."));
});

it("No source, however odd, breaks the text or takes long, and no element of HTML is left", () => {
  const odd = fc.oneof(
    fc.string({ maxLength: 2000 }),
    fc
      .array(
        fc.constantFrom(
          "<",
          ">",
          "<script",
          "</",
          "<!--",
          "-->",
          "&lt;",
          "**",
          "[a](",
          "* ",
          "#",
          " ",
          "\n",
          "x",
        ),
        {
          maxLength: 400,
        },
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(odd, fc.constantFrom("markdown", "html", "plain"), (source, format) => {
      const { blocks, hash } = toDocumentText("T", source, format as "html");
      expect(hash).toHaveLength(64);
      for (const line of linesOf(blocks)) expect(line.trim()).not.toBe("");
      if (format === "html") expect(linesOf(blocks).join("\n")).not.toContain("<script");
    }),
  );
  const before = performance.now();
  for (const source of [
    "<".repeat(200_000),
    "**a".repeat(60_000),
    "[a".repeat(90_000),
    "<!--".repeat(60_000),
  ])
    shown(source, "html");
  expect(performance.now() - before).toBeLessThan(5000);
});
