import type { HomeSection } from "../chat/home.ts";
import type { Handler } from "./handler.ts";
import { adminSections } from "./home/admin-sections.ts";
import { piSections } from "./home/pi-sections.ts";
import { requesterSections } from "./home/requester-sections.ts";
import { objectionTo } from "./policy.ts";

const DRY_RUN: HomeSection = {
  heading: "This is a dry run",
  entries: [
    { title: "Nothing is made", lines: ["We are testing. What is approved waits until the test is over."] },
  ],
};

/** What a person finds when they open the bot: what waits for them, what they look after, and what they have asked for. */
export const showHome: Handler = {
  name: "show-home",
  async run({ actor }, tools) {
    const objection = objectionTo("request", actor);
    if (objection) return { kind: "home", home: { sections: [closedTo(objection)] } };
    const { dryRun } = tools.rules;
    const parts: readonly Promise<HomeSection[]>[] = [
      piSections(actor, tools),
      ...(actor.isAdmin ? [adminSections(tools)] : []),
      requesterSections(actor, tools),
    ];
    return {
      kind: "home",
      home: { sections: [...(dryRun ? [DRY_RUN] : []), ...(await Promise.all(parts)).flat()] },
    };
  },
};

/** Said on the page itself, because a message for each look would be one too many. */
const closedTo = (objection: string): HomeSection => ({
  heading: "Accounts",
  entries: [{ title: "There is nothing for you here", lines: [objection] }],
});
