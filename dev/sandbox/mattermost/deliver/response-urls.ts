import { AppError } from "../app-error.ts";
import type { Installation } from "../installation.ts";

const USES = 5;
const LIFE_MS = 30 * 60_000;

export interface ResponseUrl {
  readonly userId: string;
  readonly channelId: string;
  readonly rootId: string;
}

/** The addresses to which a slash command may be answered later: five times in 30 minutes. */
export interface ResponseUrls {
  make(to: ResponseUrl): string;
  /** Returns whom the answer is for. Throws if the address is used up, old, or unknown. */
  use(id: string): ResponseUrl;
}

export function openResponseUrls(installation: Installation, origin: () => string): ResponseUrls {
  const open = new Map<string, ResponseUrl & { readonly at: number; uses: number }>();
  return {
    make(to) {
      const id = installation.newId();
      open.set(id, { ...to, at: installation.now(), uses: 0 });
      return `${origin()}/hooks/commands/${id}`;
    },
    use(id) {
      const found = open.get(id);
      if (!found || installation.now() - found.at > LIFE_MS)
        throw new AppError("app.command_webhook.get.missing", 404);
      if (found.uses >= USES) throw new AppError("app.command_webhook.try_use.invalid", 400);
      found.uses++;
      return found;
    },
  };
}
