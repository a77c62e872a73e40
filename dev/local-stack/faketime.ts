import { globSync } from "node:fs";
import { debianRoot } from "./debian.ts";

/** Returns the variables that make a program's clock wrong by "+1h", "-1h" or "+1d" (Debian's libfaketime). Timers stay right. */
export async function wrongClock(skew: string): Promise<NodeJS.ProcessEnv> {
  const { root } = await debianRoot(["faketime"], ["/usr/bin/faketime"]);
  const [library] = globSync(`${root}/usr/lib/*/faketime/libfaketimeMT.so.1`);
  if (!library) throw new Error("the package faketime has no libfaketimeMT.so.1");
  return {
    LD_PRELOAD: library,
    FAKETIME: skew,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
}
