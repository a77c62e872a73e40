import type { Outgoing } from "./deliver/outgoing.ts";
import type { ResponseUrls } from "./deliver/response-urls.ts";
import type { Triggers } from "./deliver/triggers.ts";
import type { Installation } from "./installation.ts";

/** What the API and people's actions need. */
export interface ServerContext {
  readonly installation: Installation;
  readonly triggers: Triggers;
  readonly outgoing: Outgoing;
  readonly responseUrls: ResponseUrls;
}
