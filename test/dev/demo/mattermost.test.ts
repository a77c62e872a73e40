import { expect, it } from "vitest";
import { run } from "../../../dev/local-stack/run.ts";

it("The demo's walk in Mattermost takes a request from the form to the first login", {
  timeout: 120_000,
}, async () => {
  const { code, stdout, stderr } = await run(process.execPath, [
    "dev/demo/demo.ts",
    "--walk",
    "--chat",
    "mattermost",
  ]);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("dn:uid=aash,ou=people,dc=example,dc=org");
});
