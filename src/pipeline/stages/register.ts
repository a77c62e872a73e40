import { findFormerOrAccount, findFormerOrAccountByEmail } from "../../db/accounts.ts";
import { namePi } from "../../db/memberships.ts";
import { findProject } from "../../db/projects.ts";
import { findRegistration, insertRegistration } from "../../db/registry.ts";
import { Failure } from "../../failure/failure.ts";
import { adoptsProject, requireApprovals } from "../checks/approvals.ts";
import { choosePi, provenUser } from "../checks/choose-pi.ts";
import { invitedAs } from "../roster/invited-as.ts";
import { done, refuse, type Stage } from "../stage.ts";
import { MAX_NUMBERS, takeGidNumber, takeUidNumber } from "../take-numbers.ts";

export const register = {
  name: "register",
  /** If the directory assigns the numbers itself, taking one writes there. */
  changesOutside: true,
  async run(request, deps) {
    const { db, now } = deps;
    const username = request.username ?? "";
    const projectName = request.project ?? "";
    const before = await findRegistration(db, request.id);
    if (before) return done(describeNumbers(before.account.uidNumber, before.project.gidNumber));

    await requireApprovals(request, deps);
    const known = await findProject(db, projectName);
    if (
      known &&
      request.details.newProject &&
      known.requestId !== request.id &&
      known.createdAt <= request.createdAt
    ) {
      return refuse(
        `The project ${projectName} was created for someone else in the meantime. You can ask to join it.`,
      );
    }
    if (known && request.piEmail && (await adoptsProject(request, deps))) {
      await namePi(db, known, request, { requestId: request.id, now: now() });
    }
    const group = known ? undefined : await deps.namespace?.findGroup(projectName);
    const gidNumber = known?.gidNumber ?? group?.gidNumber ?? (await takeGidNumber(deps));

    for (let attempt = 0; attempt < MAX_NUMBERS; attempt++) {
      const uidNumber = await takeUidNumber(deps);
      const inserted = await insertRegistration(
        db,
        {
          username,
          uidNumber,
          givenName: request.givenName,
          familyName: request.familyName,
          email: request.email,
          chatUser: provenUser(request),
          language: request.language,
          campusId: request.details.campusId,
          login: request.details.login,
          addressBy: request.details.addressConfirmedAt ? "link" : "file",
          // If no system stores passwords, no page will ever ask for it.
          pinHash: deps.passwords.length === 0 ? null : request.pinHash,
          sshPublicKey: request.details.sshPublicKey ?? null,
          requestId: request.id,
          createdAt: now(),
          invitedAs: await invitedAs(request, db),
        },
        {
          name: projectName,
          description: request.details.projectDescription ?? "",
          gidNumber,
          adopted: group !== undefined,
          source: group ? "adopted" : "request",
          ...choosePi(request),
          requestId: request.id,
          createdAt: now(),
        },
      );
      if (inserted) return done(describeNumbers(uidNumber, inserted.project.gidNumber));

      // The database does not say which unique column was taken. It may have been our own attempt from a moment ago.
      const ours = await findRegistration(db, request.id);
      if (ours) return done(describeNumbers(ours.account.uidNumber, ours.project.gidNumber));
      const isTaken =
        (await findFormerOrAccount(db, username)) ?? (await findFormerOrAccountByEmail(db, request.email));
      if (isTaken)
        return refuse(
          `The address ${request.email} or the username ${username} got an account in the meantime.`,
        );
    }
    throw new Failure(
      `The registry already uses ${MAX_NUMBERS} uidNumbers in a row: raise the number that counting starts from`,
    );
  },
} as const satisfies Stage;

const describeNumbers = (uidNumber: number, gidNumber: number) =>
  `uidNumber ${uidNumber}, gidNumber ${gidNumber}`;
