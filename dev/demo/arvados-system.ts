import { isSystemUser } from "../../src/arvados/uuid.ts";
import * as content from "../local-stack/arvados/add-content.ts";
import { insert, systemUser } from "../local-stack/arvados/arvados-state.ts";
import { type SimulatedArvados, startArvados } from "../local-stack/arvados/start-arvados.ts";
import type { ArvadosUser } from "../local-stack/arvados/tables.ts";
import { arvadosPanel, stateOfUser } from "./arvados-panel.ts";
import { AGREEMENT, SAVED, type UserBefore, usersBefore } from "./arvados-people.ts";
import type { FurtherSystems } from "./systems.ts";

const PANEL = "Arvados";
const ADMIN = "acct-service@example.org";

/** What people do in the cluster, and what became of them and their data. */
export interface ArvadosForWalk {
  /** "active", "set up, not active yet", or "not set up"; undefined for someone whom the cluster doesn't know. */
  stateOf(email: string): string | undefined;
  /** What the cluster stores of someone's signature. */
  evidenceOf(email: string): string;
  /** Someone saves a collection. Returns its name. */
  save(email: string): string;
  /** Whose the collections of this name are, as the panel shows it. */
  ownerOf(collection: string): string | undefined;
}

/** Starts a simulated Arvados cluster that requires a signature of everyone, in which some people have worked for years. */
export async function arvadosFor(): Promise<FurtherSystems> {
  const arvados = await startArvados({ ClusterID: "campu", SendUserSetupNotificationEmail: false });
  const { state } = arvados;
  state.now = () => Date.now();
  const admin = arvados.addUser({
    ...{ email: ADMIN, first_name: "acct", last_name: "", is_admin: true, is_active: true },
  });
  content.addMachine(state, "shell.campus.example.org");
  const policy = content.addCollection(state, AGREEMENT);
  for (const user of usersBefore) addUserBefore(arvados, user, policy.uuid);
  content.requireAgreement(state, policy);
  const isPerson = ({ uuid }: ArvadosUser) => uuid !== admin.uuid && !isSystemUser(uuid);
  const userAt = (email: string) => state.tables.users.find((one) => one.email === email);
  const readPanel = () => arvadosPanel(state, isPerson);
  let saved = 0;
  const save = (owner: ArvadosUser | undefined) => {
    if (!owner?.is_active) throw new Error("Only someone who is active saves data in Arvados.");
    const round = Math.floor(saved / SAVED.length);
    const name = `${SAVED[saved++ % SAVED.length]}${round === 0 ? "" : ` (${round + 1})`}`;
    content.addCollection(state, { name, owner_uuid: owner.uuid, files: { "data.txt": `${name}\n` } });
    return name;
  };
  const newest = () => state.tables.users.findLast((user) => isPerson(user) && user.is_active);
  return {
    settings: {
      arvados: { url: arvados.url, virtualMachine: "shell.campus.example.org", projectGroups: true },
    },
    variables: { ARVADOS_API_TOKEN: arvados.addToken(admin) },
    panels: [{ name: PANEL, read: async () => readPanel() }],
    pushes: [
      {
        name: "save-data",
        panel: PANEL,
        label: "The newest active user saves data",
        note: "When this person leaves, the collection goes to whoever takes over.",
        state: () => "",
        push: async () => void save(newest()),
      },
    ],
    arvados: {
      stateOf(email) {
        const user = userAt(email);
        return user && stateOfUser(state, user);
      },
      evidenceOf(email) {
        const uuid = userAt(email)?.uuid;
        const click = state.tables.links.find(
          ({ name, tail_uuid }) => name === "click" && tail_uuid === uuid,
        );
        return Object.entries(click?.properties ?? {})
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(", ");
      },
      save: (email) => save(userAt(email)),
      ownerOf: (collection) =>
        readPanel()
          .find(({ title }) => title === "Collections")
          ?.rows.find(({ label }) => label === collection)?.text,
    },
    stop: arvados.stop,
  };
}

const SSH_KEY = `ssh-ed25519 ${Buffer.from("0000000b7373682d6564323535313900000020".padEnd(102, "0"), "hex").toString("base64")}`;

/** Adds someone who has signed, with what they own. */
function addUserBefore(
  { state, addUser }: SimulatedArvados,
  { givenName, familyName, email, collections = [], isBusy, project }: UserBefore,
  agreement: string,
): void {
  const user = addUser({ email, first_name: givenName, last_name: familyName, is_active: true });
  insert(state, "links", {
    ...{ link_class: "signature", name: "click", properties: {} },
    ...{ tail_uuid: user.uuid, head_uuid: agreement, owner_uuid: systemUser(state.settings) },
  });
  const add = (name: string, owner_uuid: string) =>
    content.addCollection(state, { name, owner_uuid, files: { "data.txt": `${name}\n` } });
  for (const name of collections) add(name, user.uuid);
  if (isBusy) {
    content.addKey(state, user, SSH_KEY);
    content.addContainerRequest(state, { name: "Pulsar search", owner_uuid: user.uuid });
  }
  if (!project) return;
  const { uuid } = content.addGroup(state, { name: project.name, owner_uuid: user.uuid });
  for (const name of project.collections) add(name, uuid);
}
