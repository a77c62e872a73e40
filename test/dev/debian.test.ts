import { expect, it } from "vitest";
import { debianRoot, whyUnavailable } from "../../dev/local-stack/debian.ts";

const packages = ["acct-has-no-such-package"];
const programs = ["/usr/bin/acct-has-no-such-program"];

it("If a Debian package isn't available, the error names it and the command that installs it", async () => {
  expect(await whyUnavailable(packages, programs)).toContain("acct-has-no-such-package");
  await expect(debianRoot(packages, programs)).rejects.toThrow("apt-get install acct-has-no-such-package");
});

it("No package is needed for a program that is already installed", async () => {
  expect(await whyUnavailable(packages, ["/bin/sh"])).toBeUndefined();
});
