import fc from "fast-check";
import { expect, it } from "vitest";
import { filesIn } from "../../src/arvados/files-in.ts";

it("The files of a collection are named once each, with their folders and without escapes", () => {
  const manifest =
    ". d41d8cd98f00b204e9800998ecf8427e+0 0:0:terms\\040of\\040use.html 0:0:b\n./sub/x acbd18db4cc2f85cedef654fccc4a4d8+3 0:1:a:b 1:2:a:b\n";
  expect(filesIn(manifest)).toEqual(["terms of use.html", "b", "sub/x/a:b"]);
  expect(filesIn("")).toEqual([]);
});

it("Every name comes back as it was", () => {
  const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/[\n\0/]/.test(text));
  const written = (text: string) =>
    [...Buffer.from(text)]
      .map((byte) =>
        byte <= 32 || byte === 92 ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte),
      )
      .join("");
  fc.assert(
    fc.property(name, (text) => {
      const line = Buffer.from(`. 0:0:${written(text)}\n`, "latin1").toString("utf8");
      expect(filesIn(line)).toEqual([text]);
    }),
    // A line separator of Unicode, which doesn't end a line of a manifest.
    { examples: [["\u2028"]] },
  );
});
