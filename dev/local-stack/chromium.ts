import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { debianRoot } from "./debian.ts";

export const CHROMIUM_PACKAGES = ["chromium", "fonts-lato", "fonts-dejavu-core", "fonts-noto-color-emoji"];
export const CHROMIUM_PROGRAMS = ["/usr/bin/chromium"];

/** The browser only sends what our own pages request and never sees any other page, so it needs no sandbox. */
const SWITCHES = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-gpu",
  "--no-first-run",
];

/** Starts Chromium without a window: the installed one, or else Debian's unpacked package. `close` also deletes its home folder. */
export async function launchChromium(): Promise<Browser> {
  const { root, env } = await debianRoot(CHROMIUM_PACKAGES, CHROMIUM_PROGRAMS);
  const home = await mkdtemp(join(tmpdir(), "acct-chromium-"));
  const fonts = join(home, "fonts.conf");
  await writeFile(fonts, fontsConf([`${root}/usr/share/fonts`, "/usr/share/fonts"], home));
  const browser = await chromium.launch({
    executablePath: root ? `${root}/usr/lib/chromium/chromium` : "/usr/bin/chromium",
    args: SWITCHES,
    env: { ...(env as Record<string, string>), HOME: home, FONTCONFIG_FILE: fonts },
  });
  browser.once("disconnected", () => void rm(home, { recursive: true, force: true }));
  return browser;
}

function fontsConf(folders: readonly string[], home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `<dir>${folder}</dir>`).join("\n")}
<cachedir>${home}/fonts</cachedir>
<alias><family>sans-serif</family><prefer><family>Lato</family><family>DejaVu Sans</family></prefer></alias>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;
}
