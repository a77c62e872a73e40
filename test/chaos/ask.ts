import { setTimeout as pause } from "node:timers/promises";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { form, PIN } from "../../dev/local-stack/people.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { openDatabase } from "../../src/db/client.ts";
import type { NewRequest } from "../../src/db/requests.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { insist } from "../../src/pipeline/engine/insist.ts";
import { hashPin } from "../../src/pipeline/passwords/pin.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { PI, type Wish } from "./cast.ts";
import { fillForm } from "./fill-form.ts";
import type { Ground } from "./ground.ts";
import type { Register } from "./register.ts";

/** How long a person in the chat waits for their request to exist before they submit the form again. */
const RESUBMIT_AFTER_MS = 20_000;

/** Sends people's requests: with the form, until the request exists, or as a row of a list, on a path without faults. */
export async function openAsking({ site: { sandbox, env }, quietUrl }: Ground, register: Register) {
  const { db, close } = openDatabase({ url: quietUrl }, () => undefined, { name: "chaos" });
  const pinHash = await hashPin(PIN, secretKeys(Buffer.from(env.ACCT_SECRET_KEY ?? "", "base64")));
  const workflows = buildWorkflows(
    approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
  );

  async function byList(wish: Wish): Promise<void> {
    const { kind, project, person } = wish;
    const { username, familyName, email, n } = person;
    const of: Partial<NewRequest> =
      kind === "account"
        ? { pinHash, piName: "Henrik Hopper", piEmail: "hopper@example.org" }
        : { kind, username, piName: "Maria Curie-Sato", piEmail: "curie@example.org" };
    const draft = aNewRequest({
      ...{ givenName: "Pat", familyName, email, project, origin: `chaos:${kind}:${n}` },
      ...of,
    });
    const asked = { by: { id: "chaos", name: "chaos" }, note: "" };
    const never = () => false;
    await insist(() => createRequest(draft, asked, { db, workflows, now: () => new Date() }), never);
  }

  async function byForm(wish: Wish, user: string, signal: AbortSignal): Promise<void> {
    const { kind, project } = wish;
    const text = kind === "account" ? "/acct request" : `/acct join ${project}`;
    const values = kind === "account" ? { ...form, project } : { project, pi: PI.membership };
    while (!register.of(wish) && !signal.aborted) {
      const open = () => sandbox.command({ user, channel: "C0GENERAL", text });
      await fillForm(sandbox, user, open, values);
      const until = Date.now() + RESUBMIT_AFTER_MS;
      while (!register.of(wish) && Date.now() < until && !signal.aborted) await pause(250);
    }
  }

  return {
    ask: (wish: Wish, signal: AbortSignal) =>
      wish.person.user ? byForm(wish, wish.person.user, signal) : byList(wish),
    close,
  };
}
