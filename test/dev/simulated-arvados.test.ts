import { afterEach, describe, expect, it } from "vitest";
import {
  addCollection,
  addContainerRequest,
  addGroup,
  addKey,
  addMachine,
  requireAgreement,
  share,
} from "../../dev/local-stack/arvados/add-content.ts";
import { failNext } from "../../dev/local-stack/arvados/fault.ts";
import {
  type ArvadosOptions,
  type SimulatedArvados,
  startArvados,
} from "../../dev/local-stack/arvados/start-arvados.ts";

let arvados: SimulatedArvados;
afterEach(() => arvados.stop());

interface Call {
  readonly as?: string;
  readonly body?: unknown;
}
interface Item {
  readonly uuid: string | null;
  readonly kind: string;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly is_invited: boolean;
  readonly head_uuid: string;
}
interface Answer extends Item {
  readonly status: number;
  readonly items: Item[];
  readonly items_available?: number;
  readonly errors: string[];
  readonly error_token?: string;
  readonly is_active: boolean;
  readonly api_token: string;
}

async function send(method: string, path: string, { as = arvados.token, body }: Call = {}): Promise<Answer> {
  const response = await fetch(`${arvados.url}/arvados/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { ...((await response.json()) as Answer), status: response.status };
}

const start = async (options: ArvadosOptions = {}) => {
  arvados = await startArvados(options);
};
const setUp = (email: string, more = {}) =>
  send("POST", "/users/setup", { body: { user: { email }, ...more } });
const find = (email: string) =>
  send("GET", `/users?filters=${encodeURIComponent(JSON.stringify([["email", "ilike", email]]))}`);
const linksOf = (uuid: string | null) =>
  arvados.state.tables.links
    .filter(({ tail_uuid, head_uuid }) => tail_uuid === uuid || head_uuid === uuid)
    .map(({ name }) => name)
    .sort();
/** A hook that lets calls go on when as many of them are there. */
function meet(count: number): () => Promise<void> {
  let arrived = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return () => {
    if (++arrived >= count) resolve();
    return promise;
  };
}

describe("setting someone up in the simulated Arvados", () => {
  it("leaves an invited user behind when there is no such virtual machine", async () => {
    await start();

    const { status } = await setUp("ann@example.org", { vm_uuid: "zzzzz-2x53u-000000000000000" });

    expect(status).toBe(422);
    expect((await find("ann@example.org")).items).toMatchObject([{ is_invited: true }]);
  });

  it("makes a second account for the same email", async () => {
    await start();
    await setUp("ann@example.org");

    const { status } = await setUp("ann@example.org");

    expect(status).toBe(200);
    expect((await find("ANN@example.org")).items.map(({ username }) => username)).toEqual(["ann2", "ann"]);
  });

  it("stores each permission twice for two calls at the same time, and once for two in a row", async () => {
    await start();
    const [bob, ann] = [
      arvados.addUser({ email: "bob@example.org" }),
      arvados.addUser({ email: "ann@example.org" }),
    ];
    for (const _ of [1, 2]) await send("POST", "/users/setup", { body: { uuid: bob.uuid } });

    arvados.between = meet(2);
    await Promise.all([1, 2].map(() => send("POST", "/users/setup", { body: { uuid: ann.uuid } })));

    expect(linksOf(bob.uuid)).toEqual(["can_manage", "can_read", "can_write"]);
    expect(linksOf(ann.uuid)).toEqual(["can_manage", "can_read", "can_read", "can_write", "can_write"]);
  });

  it("fails for one of two people who would get the same user name at the same time", async () => {
    await start();
    arvados.between = meet(2);

    const answers = await Promise.all(
      ["ann@a.example", "ann@b.example"].map((email) =>
        send("POST", "/users", { body: { user: { email } } }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it.each([
    { mail: "dead", status: 422, found: 0 },
    { mail: "alive", status: 200, found: 1 },
  ] as const)(
    "answers $status if the mail server for the admins is $mail",
    async ({ mail, status, found }) => {
      await start({ NewInactiveUserNotificationRecipients: ["admins@example.org"], mailServer: mail });

      expect(await setUp("ann@example.org")).toMatchObject({ status });
      expect((await find("ann@example.org")).items).toHaveLength(found);
    },
  );

  it("works without a mail server as long as no admin is told about new users", async () => {
    await start({ mailServer: "dead" });

    expect(await setUp("ann@example.org", { send_notification_email: true })).toMatchObject({ status: 200 });
  });

  it("shows a missing name as null, and everywhere else as empty text", async () => {
    await start();

    const { items } = await setUp("ann@example.org");

    expect(items.at(-1)).toMatchObject({ kind: "arvados#user", first_name: null });
    expect(await send("GET", `/users/${items.at(-1)?.uuid}`)).toMatchObject({ first_name: "" });
  });

  it("gives no login to someone without a user name, and says nothing about it", async () => {
    await start();
    const { uuid: vm_uuid } = addMachine(arvados.state, "shell");

    const [unnamed, named] = [
      await setUp("123@example.org", { vm_uuid }),
      await setUp("ann@example.org", { vm_uuid }),
    ];

    expect(unnamed.items).toHaveLength(3);
    expect(named.items[0]).toMatchObject({ name: "can_login", properties: { username: "ann" } });
  });
});

describe("agreements in the simulated Arvados", () => {
  const agree = () => {
    const terms = addCollection(arvados.state, { name: "Terms", files: { "terms.html": "<p>Be kind.</p>" } });
    requireAgreement(arvados.state, terms);
    return terms;
  };
  const ann = () => arvados.addUser({ email: "ann@example.org", isInvited: true });

  it("keep everyone out who hasn't signed, even if an admin activates them", async () => {
    await start();
    const [terms, user] = [agree(), ann()];

    const { status, errors } = await send("POST", `/users/${user.uuid}/activate`, { body: {} });

    expect(status).toBe(403);
    expect(errors[0]).toContain(`["${terms.uuid}"]`);
  });

  it("are passed by when an admin sets is_active", async () => {
    await start();
    agree();

    const body = { user: { is_active: true } };
    expect(await send("PUT", `/users/${ann().uuid}`, { body })).toMatchObject({
      status: 200,
      is_active: true,
    });
  });

  it("count as signed only if the link belongs to the system user", async () => {
    await start();
    const [terms, user] = [agree(), ann()];
    const admin = arvados.addUser({ email: "admin@example.org", is_active: true, is_admin: true });
    const as = arvados.addToken(admin);
    const link = { link_class: "signature", name: "click", tail_uuid: user.uuid, head_uuid: terms.uuid };
    const activate = () => send("POST", `/users/${user.uuid}/activate`, { as, body: {} });

    await send("POST", "/links", { as, body: { link } });
    expect(await activate()).toMatchObject({ status: 403 });

    const owner_uuid = "zzzzz-tpzed-000000000000000";
    await send("POST", "/links", {
      as,
      body: { link: { ...link, owner_uuid, properties: { via: "chat" } } },
    });
    expect(await activate()).toMatchObject({ status: 200, is_active: true });
  });

  it("that don't exist can be signed with 200, and nothing is stored", async () => {
    await start();
    const as = arvados.addToken(ann());

    const missing = await send("POST", "/user_agreements/sign", {
      as,
      body: { uuid: "zzzzz-4zz18-000000000000001" },
    });
    const real = await send("POST", "/user_agreements/sign", { as, body: { uuid: agree().uuid } });

    expect(missing).toMatchObject({ status: 200, uuid: null });
    expect(real.uuid).not.toBeNull();
    expect((await send("GET", "/user_agreements/signatures", { as })).items).toHaveLength(1);
  });

  it("stay required when they are in the trash, and can't be signed then", async () => {
    await start();
    const [terms, user] = [agree(), ann()];
    const as = arvados.addToken(user);
    await send("DELETE", `/collections/${terms.uuid}`);

    expect((await send("GET", "/user_agreements", { as })).items).toHaveLength(1);
    expect(await send("POST", "/user_agreements/sign", { as, body: { uuid: terms.uuid } })).toMatchObject({
      uuid: null,
    });
  });

  it("are read as an admin: those who must sign can't see the collection", async () => {
    await start();
    const [terms, user] = [agree(), ann()];
    const get = (token: string) =>
      fetch(`${arvados.url}/c=${terms.uuid}/terms.html`, { headers: { authorization: `Bearer ${token}` } });

    expect(await (await get(arvados.token)).text()).toBe("<p>Be kind.</p>");
    expect(await get(arvados.addToken(user))).toMatchObject({ status: 404 });
  });

  it("can be signed with a token that is only for this, and that deletes itself", async () => {
    await start();
    const [terms, user] = [agree(), ann()];
    const uuid = "zzzzz-gj3su-000000000000001";
    const own = `/api_client_authorizations/${uuid}`;
    const scopes = ["POST /arvados/v1/user_agreements/sign", `DELETE /arvados/v1${own}`];
    const body = { api_client_authorization: { uuid, owner_uuid: user.uuid, scopes } };
    const { api_token: secret } = await send("POST", "/api_client_authorizations", { body });
    const as = `v2/${uuid}/${secret}`;
    const sign = () => send("POST", "/user_agreements/sign", { as, body: { uuid: terms.uuid } });

    expect(await sign()).toMatchObject({ status: 200, head_uuid: terms.uuid });
    expect(await send("GET", "/users/current", { as })).toMatchObject({ status: 403 });
    expect(await send("DELETE", own, { as })).toMatchObject({ status: 200 });
    expect(await sign()).toMatchObject({ status: 401 });
  });
});

describe("someone who leaves the simulated Arvados", () => {
  const activeUser = (email: string) => arvados.addUser({ email, is_active: true });

  it.each([
    { opens: true, status: 200 },
    { opens: false, status: 422 },
  ])(
    "gets $status when they activate themselves after the next login, if NewUsersAreActive is $opens",
    async ({ opens, status }) => {
      await start({ NewUsersAreActive: opens });
      const { uuid } = activeUser("ann@example.org");

      const gone = await send("POST", `/users/${uuid}/unsetup`, { body: {} });
      const as = arvados.logIn({ email: "ann@example.org" });

      expect(gone).toMatchObject({ status: 200, is_active: false, is_invited: opens });
      expect(await send("POST", `/users/${uuid}/activate`, { as, body: {} })).toMatchObject({ status });
    },
  );

  it("loses tokens, keys, and what was shared with them, and keeps what they own", async () => {
    await start();
    const ann = activeUser("ann@example.org");
    const as = arvados.addToken(ann);
    addKey(arvados.state, ann, `ssh-ed25519 ${"A".repeat(68)}`);
    addGroup(arvados.state, { name: "project", owner_uuid: ann.uuid });
    share(arvados.state, "can_write", ann.uuid, addGroup(arvados.state, { name: "shared" }).uuid);

    await send("POST", `/users/${ann.uuid}/unsetup`, { body: {} });

    const { groups, authorized_keys: keys } = arvados.state.tables;
    expect(await send("GET", "/users/current", { as })).toMatchObject({ status: 401 });
    expect([keys.length, linksOf(ann.uuid)]).toEqual([0, ["can_manage", "can_read"]]);
    expect(groups.filter(({ owner_uuid }) => owner_uuid === ann.uuid)).toHaveLength(1);
  });

  it("gives nothing to someone with a project of the same name", async () => {
    await start();
    const [ann, bob] = [activeUser("ann@example.org"), activeUser("bob@example.org")];
    for (const { uuid: owner_uuid } of [ann, bob]) addGroup(arvados.state, { name: "project", owner_uuid });
    const request = addContainerRequest(arvados.state, { owner_uuid: ann.uuid });
    const as = arvados.addToken(ann);
    const merge = { old_user_uuid: ann.uuid, new_user_uuid: bob.uuid };

    const clash = await send("POST", "/users/merge", { body: { ...merge, new_owner_uuid: bob.uuid } });
    expect(clash).toMatchObject({ status: 422 });
    expect(request.owner_uuid).toBe(ann.uuid);
    expect(await send("GET", "/users/current", { as })).toMatchObject({ status: 200 });

    const { uuid } = addGroup(arvados.state, { name: "Of Ann", owner_uuid: bob.uuid });
    const fits = await send("POST", "/users/merge", { body: { ...merge, new_owner_uuid: uuid } });
    expect(fits).toMatchObject({ status: 200, is_active: true });
    expect(request.owner_uuid).toBe(uuid);
  });

  it("can't be set to inactive as long as they are in All users", async () => {
    await start();
    const { uuid } = activeUser("ann@example.org");

    expect(await send("PUT", `/users/${uuid}`, { body: { user: { is_active: false } } })).toMatchObject({
      status: 422,
    });
  });
});

describe("errors of the simulated Arvados", () => {
  it("hold what was looked for, and so email addresses", async () => {
    await start();

    const filters = encodeURIComponent(JSON.stringify([["email", "ilike", "ann@example.org"]]));
    const { status, errors, error_token } = await send("GET", `/users?filters=${filters}`, { as: "wrong" });

    expect([status, error_token]).toEqual([401, undefined]);
    expect(errors[0]).toMatch(
      /^\/\/railsapi\.internal\/arvados\/v1\/users\?.*ann%40example\.org.*: Not logged in \(req-/,
    );
  });

  it("have another form where the controller passes calls on", async () => {
    await start();

    const { errors, error_token } = await send("GET", "/user_agreements", { as: "wrong" });

    expect(errors[0]).toMatch(/^Not logged in \(req-\w+\)$/);
    expect(error_token).toMatch(/^\d+\+[0-9a-f]{8}$/);
  });

  it.each([
    ["bad-gateway", 502],
    ["rails-away", 500],
  ] as const)("come as often as wanted: %s is %i", async (fault, status) => {
    await start();
    arvados.fault = failNext(1, fault, /current/);
    const get = () =>
      fetch(`${arvados.url}/arvados/v1/users/current`, {
        headers: { authorization: `Bearer ${arvados.token}` },
      });

    expect([(await get()).status, (await get()).status]).toEqual([status, 200]);
    expect(arvados.calls.map((call) => call.status)).toEqual([status, 200]);
  });

  it.each([
    ["half-done", 1, ["can_manage"]],
    ["reset-after", 1, ["can_manage", "can_read", "can_write"]],
    ["reset", 0, []],
  ] as const)("can leave a part of the work: %s", async (fault, users, links) => {
    await start();
    arvados.fault = failNext(1, fault);

    await expect(setUp("ann@example.org")).rejects.toThrow("fetch failed");

    const found = arvados.state.tables.users.filter(({ email }) => email === "ann@example.org");
    expect(found).toHaveLength(users);
    expect(linksOf(found[0]?.uuid ?? "")).toEqual(links);
  });

  it("are reported in the end if a call is one that Arvados takes for something else", async () => {
    await start();
    const careless = arvados;

    const { status } = await send("PUT", "/users/1", { body: { user: { first_name: "Oops" } } });

    expect(status).toBe(200);
    expect(careless.state.tables.users[0]?.first_name).toBe("Oops");
    await expect(careless.stop()).rejects.toThrow("PUT /users/1 has no uuid in its path");
    await start();
  });
});
