import { findProject, findRegistration, insertRegistration, takeNumber } from "../../db/registry.ts";
import { done, refuse, type Stage } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const register = {
  name: "register",
  /** Where the directory counts numbers itself, taking one writes there. */
  changesOutside: true,
  async run(request, tools) {
    const { db, now } = tools;
    const username = request.username ?? "";
    const projectName = request.project ?? "";
    const before = await findRegistration(db, request.id);
    if (before) return done(registered(before.account.uidNumber, before.project.gidNumber));

    const known = await findProject(db, projectName);
    if (known && request.details.newProject && known.createdAt <= request.createdAt) {
      return refuse(`The project ${projectName} was made for somebody else meanwhile: ask to join it.`);
    }
    const group = known ? undefined : await tools.directory?.findGroup(projectName);
    const gidNumber = known?.gidNumber ?? group?.gidNumber ?? (await takeGidNumber(tools));
    const uidNumber = await takeUidNumber(tools);

    const made = await insertRegistration(
      db,
      {
        username,
        uidNumber,
        givenName: request.givenName,
        familyName: request.familyName,
        email: request.email,
        chatUser: request.requesterUser,
        pinHash: request.pinHash,
        sshPublicKey: request.details.sshPublicKey ?? null,
        requestId: request.id,
        createdAt: now(),
      },
      {
        name: projectName,
        description: request.details.projectDescription ?? "",
        gidNumber,
        adopted: group !== undefined,
        piName: request.piName ?? `${request.givenName} ${request.familyName}`,
        piEmail: request.piEmail ?? request.email,
        piUser: request.piUser ?? request.requesterUser,
        requestId: request.id,
        createdAt: now(),
      },
    );
    if (!made) return refuse(`${request.email} or the username ${username} got an account meanwhile.`);
    return done(registered(uidNumber, made.project.gidNumber));
  },
} as const satisfies Stage;

const registered = (uidNumber: number, gidNumber: number) => `uidNumber ${uidNumber}, gidNumber ${gidNumber}`;

async function takeUidNumber({ db, directory, rules }: Tools): Promise<number> {
  for (;;) {
    const uidNumber =
      (await directory?.takeNumber?.("uidNumber")) ??
      (await takeNumber(db, "uidNumbers", rules.registry.uidNumbers));
    if (!(await directory?.isUidNumberTaken(uidNumber))) return uidNumber;
  }
}

async function takeGidNumber({ db, directory, rules }: Tools): Promise<number> {
  for (;;) {
    const gidNumber =
      (await directory?.takeNumber?.("gidNumber")) ??
      (await takeNumber(db, "gidNumbers", rules.registry.gidNumbers));
    if (!(await directory?.isGidNumberTaken(gidNumber))) return gidNumber;
  }
}
