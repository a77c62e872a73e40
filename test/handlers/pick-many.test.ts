import { expect, it } from "vitest";
import { pickingForm } from "../../src/handlers/pick-many.ts";
import { aRequest } from "../a-request.ts";

it("A person who decides on many requests at once sees the numbers of those for quotas", () => {
  const plan = ["cores 20 → 40", "RAM (GB) 50 → 100"].map((text) => ({
    system: "OpenStack",
    text,
    isNew: false,
  }));
  const form = pickingForm([aRequest({ id: 1 }), aRequest({ id: 2, kind: "quota", plan })], {
    action: "approve-several",
    title: "Approve several",
    submit: "Approve",
    warns: false,
    maxChoices: 10,
    verdicts: [{ value: "approved", label: "Approve" }],
  });
  expect(form.intro?.slice(1)).toEqual([expect.stringMatching(/^2 .*cores 20 → 40.*RAM \(GB\) 50 → 100/)]);
});
