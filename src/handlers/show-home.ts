import type { HomeSection } from "../chat/home.ts";
import type { Handler } from "./handler.ts";
import { homeFor } from "./home/home-for.ts";
import { objectionTo } from "./policy.ts";

/** What a person finds when they open the bot. Pressed there, it shows everything again after a filter. */
export const showHome: Handler = {
  name: "show-home",
  async run({ actor, filter }, tools) {
    const objection = objectionTo("request", actor);
    const home = objection ? { sections: [closedTo(objection)] } : await homeFor(actor, tools, filter);
    return { kind: "home", home };
  },
};

/** Said on the page itself, because a message for each look would be one too many. */
const closedTo = (objection: string): HomeSection => ({
  heading: "Accounts",
  entries: [{ title: "There is nothing for you here", lines: [objection] }],
});
