import { startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";

export interface Fakeroot {
  /** With these variables, programs take themselves for root, and believe that they change owners and accounts. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const LIBRARIES = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/libfakeroot`;

/** Lets servers that insist on root run without it (fakeroot(1)). Does nothing for root itself. */
export async function startFakeroot(): Promise<Fakeroot> {
  if (process.getuid?.() === 0) return { env: {}, stop: async () => undefined };
  const faked = ["/usr/bin/faked-sysv"];
  const { root, env } = await debianRoot(["fakeroot"], faked);
  const keyIn = (log: string) => /^(\d+):\d+$/m.exec(log)?.[1];
  const child = await startChild(`${root}${faked[0]}`, ["--foreground"], {
    name: "faked (Debian package fakeroot)",
    env,
    ready: async () => true,
  });
  const end = AbortSignal.timeout(10_000);
  while (keyIn(child.log()) === undefined) {
    end.throwIfAborted();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const variables = {
    LD_PRELOAD: `${root}${LIBRARIES}/libfakeroot-sysv.so`,
    FAKEROOTKEY: keyIn(child.log()),
  };
  return { env: variables, stop: () => child.stop() };
}
