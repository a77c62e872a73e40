import { done, notNeeded, type Stage, waitFor } from "../stage.ts";
import { toRequester } from "../to-requester.ts";

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
    if (!found || self) {
      const why = self ? "asks for themself" : "is not in the chat";
      return waitFor(`for an admin in place of ${pi}, who ${why}`, {
        facts: { piUser: null },
        cards: [{ audience: "admin", place: tools.rules.adminChannel }],
      });
    }
    return waitFor(`for ${pi}`, {
      facts: { piUser: found.user, piName: found.name },
      cards: [{ audience: "pi", place: found.user }],
      messages: [toRequester(request, "waiting-for-pi", { pi: found.name })],
    });
  },
} as const satisfies Stage;
