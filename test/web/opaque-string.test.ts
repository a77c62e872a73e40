import { expect, it } from "vitest";
import { opaqueString } from "../../src/web/opaque-string.ts";

it("A password is the same from every keyboard", () => {
  expect(opaqueString("Gro\u0308ßenwahn Ka\u0308se")).toBe("Größenwahn Käse");
  expect(opaqueString("a\u00a0b\u3000c")).toBe("a b c");
  expect(opaqueString("  kept  ")).toBe("  kept  ");
});

it("A password of nothing but spaces is none", () => {
  for (const blank of ["        ", "\u00a0\u3000", ""]) expect(opaqueString(blank)).toBe("");
});
