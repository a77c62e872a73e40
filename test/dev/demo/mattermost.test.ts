import { expect, it } from "vitest";
import { run } from "../../../dev/local-stack/run.ts";

it.each(["mattermost", "both"])(
  "The demo's walk with --chat %s takes a request from the form to the first login",
  {
    timeout: 120_000,
  },
  async (chat) => {
    const { code, stdout, stderr } = await run(process.execPath, [
      "dev/demo/demo.ts",
      "--walk",
      "--chat",
      chat,
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain("dn:uid=aash,ou=people,dc=example,dc=org");
  },
);
