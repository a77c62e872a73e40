import type { HomeSection } from "../../view/home.ts";
import type { Handler } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";
import { denyReason } from "../policy.ts";

/** What a person finds when they open the bot. Pressed there, it shows everything again after a filter. */
export const showHome: Handler = {
  name: "show-home",
  async run({ actor, filter }, context) {
    const denial = denyReason("request", actor);
    const home = denial ? { sections: [closedTo(denial)] } : await homeFor(actor, context, filter);
    return { kind: "home", home };
  },
};

/** Said on the page itself, because a message for each look would be one too many. */
const closedTo = (denial: string): HomeSection => ({
  heading: "Accounts",
  entries: [{ title: "There is nothing for you here", lines: [denial] }],
});
