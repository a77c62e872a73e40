import type { ArvadosOptions } from "../local-stack/arvados/start-arvados.ts";

const mail: ArvadosOptions = {
  NewUserNotificationRecipients: ["new@admin.example"],
  NewInactiveUserNotificationRecipients: ["inactive@admin.example"],
  UserProfileNotificationAddress: "profile@admin.example",
  SendUserSetupNotificationEmail: true,
};
const person = (name: string) => ({ Email: `${name}@example.com`, Password: "xyzzy" });

/** The settings of the recorded clusters. */
export const CLUSTERS: Readonly<Record<string, ArvadosOptions>> = {
  defaults: {},
  login: {
    TestUsers: Object.fromEntries(
      ["alice", "bob", "carol", "dave", "erin"].map((name) => [name, person(name)]),
    ),
  },
  mail,
  mailopen: { ...mail, AutoSetupNewUsers: true, NewUsersAreActive: true },
  trust: { IssueTrustedTokens: false },
  vmmissing: { AutoSetupNewUsersWithVmUUID: "zzzzz-2x53u-probemissingvm0" },
  maildead: { ...mail, mailServer: "dead" },
  down: {},
};
