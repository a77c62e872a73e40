import { expect, it } from "vitest";
import { debianRoot, whyUnavailable } from "../../dev/local-stack/debian.ts";

const packages = ["acct-has-no-such-package"];
const programs = ["/usr/bin/acct-has-no-such-program"];

it("A Debian package that cannot be had is named, in the words of apt, before anything is unpacked", async () => {
  expect(await whyUnavailable(packages, programs)).toContain("acct-has-no-such-package");
  await expect(debianRoot(packages, programs)).rejects.toThrow("apt-get install acct-has-no-such-package");
});

it("A program that is installed needs no package", async () => {
  expect(await whyUnavailable(packages, ["/bin/sh"])).toBeUndefined();
});
