import {
  findFormerOrAccount,
  findFormerOrAccountByEmail,
  findProject,
  findRegistration,
  insertRegistration,
  takeNumber,
} from "../../db/registry.ts";
import type { Request } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const register = {
  name: "register",
  /** Where the directory counts numbers itself, taking one writes there. */
  changesOutside: true,
  async run(request, deps) {
    const { db, now } = deps;
    const username = request.username ?? "";
    const projectName = request.project ?? "";
    const before = await findRegistration(db, request.id);
    if (before) return done(registered(before.account.uidNumber, before.project.gidNumber));

    await requireApprovals(request, deps);
    const known = await findProject(db, projectName);
    if (
      known &&
      request.details.newProject &&
      known.requestId !== request.id &&
      known.createdAt <= request.createdAt
    ) {
      return refuse(`The project ${projectName} was made for somebody else meanwhile: ask to join it.`);
    }
    const group = known ? undefined : await deps.directory?.findGroup(projectName);
    const gidNumber = known?.gidNumber ?? group?.gidNumber ?? (await takeGidNumber(deps));

    for (let tries = 0; tries < NUMBERS_TRIED; tries++) {
      const uidNumber = await takeUidNumber(deps);
      const made = await insertRegistration(
        db,
        {
          username,
          uidNumber,
          givenName: request.givenName,
          familyName: request.familyName,
          email: request.email,
          chatUser: request.requesterUser,
          // Where no system holds passwords, no page will ever ask for it.
          pinHash: deps.passwords.length === 0 ? null : request.pinHash,
          sshPublicKey: request.details.sshPublicKey ?? null,
          requestId: request.id,
          createdAt: now(),
        },
        {
          name: projectName,
          description: request.details.projectDescription ?? "",
          gidNumber,
          adopted: group !== undefined,
          ...piOf(request),
          requestId: request.id,
          createdAt: now(),
        },
      );
      if (made) return done(registered(uidNumber, made.project.gidNumber));

      // Which of the unique columns it was is not said. What stood in the way may be our own work of a moment ago.
      const ours = await findRegistration(db, request.id);
      if (ours) return done(registered(ours.account.uidNumber, ours.project.gidNumber));
      const isTaken =
        (await findFormerOrAccount(db, username)) ?? (await findFormerOrAccountByEmail(db, request.email));
      if (isTaken) return refuse(`${request.email} or the username ${username} got an account meanwhile.`);
    }
    throw new Failure(
      `${NUMBERS_TRIED} uidNumbers in a row are given in the registry already: raise the number that is counted from`,
    );
  },
} as const satisfies Stage;

/** A directory's counter may be behind the registry, as after a restore. */
const NUMBERS_TRIED = 20;

/** Who founds a project without naming a PI leads it. */
function piOf({ givenName, familyName, email, requesterUser, piName, piEmail, piUser }: Request) {
  if (piEmail) return { piName, piEmail, piUser };
  return { piName: `${givenName} ${familyName}`, piEmail: email, piUser: requesterUser };
}

const registered = (uidNumber: number, gidNumber: number) => `uidNumber ${uidNumber}, gidNumber ${gidNumber}`;

async function takeUidNumber({ db, directory, rules }: PipelineDeps): Promise<number> {
  for (;;) {
    const uidNumber =
      (await directory?.takeNumber?.("uidNumber")) ??
      (await takeNumber(db, "uidNumbers", rules.registry.uidNumbers));
    if (!(await directory?.isUidNumberTaken(uidNumber))) return uidNumber;
  }
}

async function takeGidNumber({ db, directory, rules }: PipelineDeps): Promise<number> {
  for (;;) {
    const gidNumber =
      (await directory?.takeNumber?.("gidNumber")) ??
      (await takeNumber(db, "gidNumbers", rules.registry.gidNumbers));
    if (!(await directory?.isGidNumberTaken(gidNumber))) return gidNumber;
  }
}
