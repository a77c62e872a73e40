import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { arvadosClient } from "../../src/arvados/arvados-client.ts";
import { uuidFor } from "../../src/arvados/uuid.ts";
import type { ArvadosConfig } from "../../src/provisioners/arvados/arvados-config.ts";
import { arvadosProvisioner } from "../../src/provisioners/arvados/arvados-provisioner.ts";
import type { Person, Project } from "../../src/provisioners/provisioner.ts";
import { newArvados } from "../arvados/new-arvados.ts";
import { holdsEmailStoreContract } from "../contracts/email-store.contract.ts";
import { holdsProvisionerContract, type ProvisionerUnderTest } from "../contracts/provisioner.contract.ts";

/**
 * With ARVADOS_API_HOST and ARVADOS_API_TOKEN set, these tests run against that cluster instead of a simulated one, and need the token of
 * an admin. Use a cluster for tests: users and role groups with random names are left there. Nothing has to be signed on it.
 */
const { ARVADOS_API_HOST: host, ARVADOS_API_TOKEN: realToken } = process.env;
const isReal = host !== undefined && realToken !== undefined;
const simulated = await newArvados();
const closed = await freePort();
const silent = await startSilentServer();
afterAll(() => Promise.all([simulated.server.stop(), silent.stop()]));
const { url, token } = isReal
  ? { url: `https://${host}`, token: realToken }
  : { url: simulated.server.url, token: simulated.token };
content.addMachine(simulated.server.state, "shell.example.org");
content.addGroup(simulated.server.state, { name: "Staff", group_class: "role" });

const config: Omit<ArvadosConfig, "url" | "ca" | "token"> = {
  ...(isReal ? { groups: [] } : { virtualMachine: "shell.example.org", groups: ["Staff"] }),
  projectGroups: true,
  preActivated: {},
};
const clientAt = (at: string) => arvadosClient({ url: at, token }, { wait: async () => undefined });
const client = clientAt(url);
const provisionerAt = (at: string) => arvadosProvisioner({ arvados: clientAt(at), config });
const arvados = provisionerAt(url);

/** On a real cluster, what earlier runs have made is still there. */
const run = isReal ? `-${randomBytes(4).toString("hex")}` : "";
let next = 70_000;
const aPerson = (name: string): Person => ({
  username: `${name}${run}`,
  uidNumber: next++,
  givenName: "Amy",
  familyName: "Ash",
  email: `${name}${run}@example.org`,
});
const aProject = (name: string): Project => ({
  name: `${name}${run}`,
  gidNumber: next++,
  description: "Stars",
  adopted: false,
});

const addressOf = (username: string) =>
  username.startsWith("poison") ? "o'neill+tag@example.org" : `${username}@example.org`;
const usersOf = (username: string) => client.findByAddress(addressOf(username));

async function inspect(username: string): Promise<string> {
  const { items } = await client.listUsers(() => undefined);
  const theirs = items.filter(({ email }) => email.includes(username) || email === addressOf(username));
  const links = theirs.map(async ({ uuid }) => [
    await client.listLinks([["tail_uuid", "=", uuid]]),
    await client.listLinks([["head_uuid", "=", uuid]]),
  ]);
  return JSON.stringify([theirs, await Promise.all(links)]);
}

const open = () =>
  ({
    provisioner: arvados,
    aPerson,
    aProject,
    countAccounts: async (username) => (await usersOf(username)).length,
    async members(project) {
      const { items } = await client.listGroups([
        ["group_class", "=", "role"],
        ["name", "=", project],
      ]);
      const links = await client.listLinks([
        ["link_class", "=", "permission"],
        ["head_uuid", "in", items.map(({ uuid }) => uuid)],
      ]);
      const users = links.filter(
        ({ tailUuid }) => tailUuid.includes("-tpzed-") && !tailUuid.endsWith("0".repeat(15)),
      );
      const found = await Promise.all(users.map(({ tailUuid }) => client.findUser(tailUuid)));
      return found.map((user) => user?.email.split("@")[0] ?? "");
    },
    // Arvados gives a name that is taken a number. What belongs to someone else is an address that two have.
    async haveStranger(username) {
      const { id } = await client.cluster();
      for (const email of [addressOf(username), addressOf(username).toUpperCase()]) {
        const uuid = uuidFor(id, "user", [email, randomBytes(8).toString("hex")]);
        if ((await usersOf(username)).length < 2)
          await client.createUser({ uuid, email, firstName: "", lastName: "" });
      }
      return inspect(username);
    },
    async lockByHand(username) {
      for (const { uuid } of await usersOf(username)) await client.unsetUp(uuid);
    },
    async changeAddressByHand(username, email) {
      for (const { uuid } of await usersOf(username)) await client.setAddress(uuid, `${username}.${email}`);
    },
    inspect,
    explained: {
      withoutAccount: aPerson,
      needsAccount: true,
      shut: {
        async "that it isn't set up"(username) {
          for (const { uuid } of await usersOf(username)) await client.unsetUp(uuid);
        },
      },
      away: {
        "refuses connections": provisionerAt(`http://127.0.0.1:${closed}`),
        "never answers": provisionerAt(`http://127.0.0.1:${silent.port}`),
      },
    },
    async cutAt(call) {
      const tap = await startHttpTap(url, -1);
      let seen = 0;
      tap.refuses = () => ++seen > call;
      tap.loses = () => seen >= call;
      return { provisioner: provisionerAt(tap.url), close: tap.close };
    },
  }) satisfies ProvisionerUnderTest & { provisioner: typeof arvados };

holdsProvisionerContract(open);
holdsEmailStoreContract(open);
