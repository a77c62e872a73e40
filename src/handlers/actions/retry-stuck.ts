import { findSystem } from "../../pipeline/find-system.ts";
import { retryRequests } from "../../pipeline/retry-request.ts";
import { listStuckOn } from "../../pipeline/stuck-causes.ts";
import { fewRequests } from "../../view/few-requests.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";

const MAX_DENIALS = 5;

/** Lets an admin retry everything that is stuck, or what is stuck because of one system, in one step. */
export const retryStuck: GeneralHandler = {
  name: "retry-stuck",
  right: "retry",
  notDone: "Not retried",
  command: {
    name: "retry --stuck",
    arguments: "[system]",
    help: "Retry every stuck request, or only those stuck because of one system, such as OpenStack",
  },
  async run({ actor, text }, context) {
    const typed = withoutOption(text);
    const found = typed === "" ? { system: undefined } : findSystem(typed, context.provisioners);
    if ("denial" in found) return message("Not retried", found.denial);
    const stuck = await listStuckOn(context.db, found.system);
    const cause = found.system === undefined ? "" : ` because of ${found.system}`;
    if (stuck.length === 0) return message(`Nothing is stuck${cause}`);
    const { retried, denials } = await retryRequests(stuck, toEventActor(actor), context);
    const more = denials.length - MAX_DENIALS;
    return message(
      `Retrying ${retried} ${retried === 1 ? "request" : "requests"} stuck${cause}`,
      `${stuck.length === 1 ? "Request" : "Requests"} ${fewRequests(stuck)}. Each one resumes where it failed.`,
      ...denials.slice(0, MAX_DENIALS),
      ...(more > 0 ? [`And ${more} more: /acct list stuck`] : []),
    );
  },
};

/** A command's text begins with its second word. That of a button is the system alone. */
const withoutOption = (text: string) => text.replace(/^[-–—]{1,2}stuck\b/i, "").trim();
