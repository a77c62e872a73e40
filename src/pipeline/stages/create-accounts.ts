import { deleteRegistration, findRegistration } from "../../db/registry.ts";
import { NameConflictError } from "../../provisioners/provisioner.ts";
import { handleNameConflict } from "../checks/name-conflict.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

export const createAccounts = {
  name: "create-accounts",
  changesOutside: true,
  async run(request, deps): Promise<Outcome> {
    const { db, provisioners } = deps;
    if (provisioners.length === 0) return notNeeded("no external systems are configured");
    const registration = await findRegistration(db, request.id);
    if (!registration) {
      // The name was released a moment ago, but that outcome was lost. The systems will answer the same again.
      return {
        kind: "rewind",
        stage: "register",
        note: "The username was released and will be checked again",
      };
    }

    const { account, project } = registration;
    const results = await Promise.allSettled(provisioners.map(({ ensure }) => ensure(account, project)));
    const failures = results
      .filter((result) => result.status === "rejected")
      .map(({ reason }) => reason as unknown);

    if (failures.length === 0) {
      return done(
        results
          .map((result, at) => `${provisioners[at]?.name}: ${"value" in result ? result.value : ""}`)
          .join("; "),
      );
    }
    const conflict = failures.find((failure) => failure instanceof NameConflictError);
    if (conflict && failures.length === provisioners.length) {
      // Nothing was created anywhere, so the name and numbers are released.
      await deleteRegistration(db, request.id);
      return handleNameConflict(request, conflict, deps);
    }
    throw failures[0];
  },
} as const satisfies Stage;
