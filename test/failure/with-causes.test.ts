import { expect, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import { withCauses } from "../../src/failure/with-causes.ts";

it("An error is shown with its causes, but not with what libraries give in place of one", () => {
  const cause = new Error("A tab with this name exists", {
    cause: { code: 400, status: "INVALID_ARGUMENT" },
  });
  expect(withCauses(new Failure("There is a tab already.", { cause }))).toBe(
    "There is a tab already.\n  because: A tab with this name exists",
  );
});
