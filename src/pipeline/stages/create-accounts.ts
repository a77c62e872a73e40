import { deleteRegistration, findRegistration } from "../../db/registry.ts";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError } from "../../provisioners/provisioner.ts";
import { handleNameConflict } from "../checks/name-conflict.ts";
import { ensureEverywhere, firstError } from "../ensure-everywhere.ts";
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
    const results = await ensureEverywhere(account, project, deps);
    const made = results.flatMap((result) =>
      result.status === "done" ? [`${result.system}: ${result.value.summary}`] : [],
    );
    if (made.length === results.length) return done(made.join("; "));

    const conflict = results
      .map((result) => (result.status === "failed" ? result.error : undefined))
      .find((error) => error instanceof NameConflictError);
    if (conflict && made.length === 0) {
      // Nothing was created anywhere, so the name and numbers are released.
      await deleteRegistration(db, request.id);
      return handleNameConflict(request, conflict, deps);
    }
    if (conflict) throw halfMade(conflict, made);
    throw firstError(results);
  },
} as const satisfies Stage;

/** acct can't take another name by itself anymore, because the account already exists under this one. */
function halfMade(conflict: NameConflictError, made: readonly string[]): Failure {
  const what = conflict.of === "person" ? "account" : "project";
  return new Failure(
    `${conflict.message} This ${what} exists already in other systems (${made.join("; ")}). Give the other one another name, and retry, or give up`,
    { cause: conflict },
  );
}
