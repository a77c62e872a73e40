import type { Kind } from "../../db/names.ts";
import { KIND_VIEWS } from "../../view/kinds/kinds.ts";
import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, yes } from "../rule-source.ts";

/** The kind of the request. */
export const kind: RuleSource<Wanted<"kind">> = {
  name: "kind",
  system: "acct",
  maxAgeMs: 0,
  describe: (kinds) => `the request is for ${kinds.map(requestedIn).join(" or ")}`,
  async ask(kinds, { request }) {
    const found = `the request is for ${requestedIn(request.kind)}`;
    return kinds.includes(request.kind) ? yes(found) : no(found);
  },
};

const requestedIn = (kind: Kind) => KIND_VIEWS[kind].requested;
