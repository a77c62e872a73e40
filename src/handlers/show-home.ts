import type { HomeSection } from "../chat/home.ts";
import { type Handler, say } from "./handler.ts";
import { adminSections } from "./home/admin-sections.ts";
import { piSections } from "./home/pi-sections.ts";
import { requesterSections } from "./home/requester-sections.ts";
import { objectionTo } from "./policy.ts";

/** What a person finds when they open the bot: what waits for them, what they look after, and what they have asked for. */
export const showHome: Handler = {
  name: "show-home",
  async run({ actor }, tools) {
    const objection = objectionTo("request", actor);
    if (objection) return say("Nothing to see", objection);
    const parts: readonly Promise<HomeSection[]>[] = [
      piSections(actor, tools),
      ...(actor.isAdmin ? [adminSections(tools)] : []),
      requesterSections(actor, tools),
    ];
    return { kind: "home", home: { sections: (await Promise.all(parts)).flat() } };
  },
};
