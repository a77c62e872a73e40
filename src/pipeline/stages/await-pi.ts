import type { NewMessage } from "../../db/change.ts";
import { findProject } from "../../db/registry.ts";
import type { Request } from "../../db/schema.ts";
import { done, notNeeded, type Stage, waitFor } from "../stage.ts";
import { toRequester } from "../to-requester.ts";
import type { Tools } from "../tools.ts";

export const awaitPi = {
  name: "await-pi",
  decidedBy: "pi",
  async run(request, tools) {
    const said = request.decisions.pi;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);
    if (!request.piEmail) return notNeeded("a new project, led by the requester");

    const pi = request.piName ?? request.piEmail;
    // Looked up again: the PI may have joined or left since the request came in.
    const found = await tools.chat.find(request.piEmail);
    const self = request.piEmail.toLowerCase() === request.email.toLowerCase();
    if (found && !self) {
      return waitFor(`for ${found.name}`, {
        facts: { piUser: found.user, piName: found.name },
        cards: [{ audience: "pi", place: found.user }],
        messages: [toRequester(request, "waiting-for-pi", { pi: found.name })],
      });
    }
    const effects = {
      facts: { piUser: null },
      cards: [{ audience: "admin", place: tools.rules.adminChannel }],
    } as const;
    if (self) return waitFor(`for an admin in place of ${pi}, who asks for themself`, effects);
    if (!(await isVouchedFor(request, tools))) {
      return waitFor(`for an admin in place of ${pi}, who is not in the chat`, effects);
    }
    return waitFor(`for ${pi}, who is not in the chat and was asked by mail, or for an admin`, {
      ...effects,
      messages: [questionTo(request, pi, tools), toRequester(request, "waiting-for-pi", { pi })],
    });
  },
} as const satisfies Stage;

/**
 * The requester wrote the address down and could have written one of their own: it is believed when an admin has seen it,
 * or when it is the project's PI in the registry.
 */
async function isVouchedFor({ decisions, project, piEmail }: Request, { db }: Tools): Promise<boolean> {
  if (decisions.admin?.verdict === "approved") return true;
  const known = await findProject(db, project ?? "");
  return known !== undefined && known.piEmail?.toLowerCase() === piEmail?.toLowerCase();
}

function questionTo(request: Request, pi: string, { now, rules }: Tools): NewMessage {
  const until = new Date(now().getTime() + rules.times.expireAfter);
  return {
    key: `${request.id}:pi-question`,
    letter: "pi-question",
    via: "mail",
    toName: pi,
    toEmail: request.piEmail,
    toUser: null,
    data: { until: until.toISOString() },
  };
}
