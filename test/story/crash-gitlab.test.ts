import { afterAll, afterEach, expect, it } from "vitest";
import { type SimulatedCall, startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { pressAndFill } from "../../dev/local-stack/people.ts";
import { beforeAndAfter, crashSite, type Point, pointsOf } from "./crash-site.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const PENDING = "blocked_pending_approval";

const gitlab = await startGitLab();
const site = await newSite({
  withLdap: false,
  settings: {
    gitlab: { url: gitlab.url, poll: "1s" },
    rules: {
      campus: {
        for: ["gitlab-account"],
        when: { emailDomain: "example.org" },
        approve: "admin",
        mode: "on",
        cap: "1000 per hour",
      },
    },
    publicLog: { enabled: true },
    slack: { messagesPerMinute: 1_000_000 },
  },
  variables: { GITLAB_ACCESS_TOKEN: gitlab.token },
});
const { database } = site;
const crash = await crashSite(site);
afterEach(() => {
  gitlab.fault = undefined;
});
afterAll(() => gitlab.stop());

let people = 0;

/** Someone signs up in GitLab. The rule trusts those whose address is in its domain. */
function signUp(domain = "example.org") {
  const username = `pn${++people}`;
  return gitlab.addUser({
    username,
    name: `Pat N${people}`,
    state: PENDING,
    email: `${username}@${domain}`,
  });
}

/** Kills the process that makes this call, before GitLab carries it out, or after that and before its answer. */
function arm([phase, what, nth]: Point, isIt: (call: SimulatedCall) => boolean) {
  const trap = { fired: false };
  let seen = 0;
  gitlab.fault = (call) => {
    if (trap.fired || !isIt(call) || !nameOf(call).startsWith(what) || ++seen < nth) return undefined;
    trap.fired = true;
    crash.killOwner(call.port);
    return phase === "before" ? "reset" : "reset-after";
  };
  return trap;
}

/** "POST /users/:id/approve" */
const nameOf = ({ method, path }: SimulatedCall) => `${method} ${path.replace(/\d+/, ":id")}`;
const isAbout =
  (id: number) =>
  ({ path }: SimulatedCall) =>
    path.startsWith(`/users/${id}/`) || path === `/users/${id}`;

const requestsOf = (id: number) =>
  database.query<{ id: number; status: string }>(
    "select id, status from requests where details -> 'gitlab' ->> 'userId' = $1 order by id",
    [String(id)],
  );

/** Returns the ID of the one request of the account, once it has this status. */
async function untilOne(userId: number, status: string): Promise<number> {
  await expect.poll(() => requestsOf(userId)).toMatchObject([{ status }]);
  // Another pass doesn't make a second request of it.
  const passes = () => gitlab.calls.filter((call) => call.startsWith("GET /users?")).length;
  const before = passes();
  await expect.poll(passes).toBeGreaterThan(before + 2);
  const [request, ...others] = await requestsOf(userId);
  expect(others).toEqual([]);
  return request?.id ?? 0;
}

const approvalsOf = (requestId: number) =>
  database.query("select name, verdict, rule from approvals where request_id = $1", [requestId]);
const logOf = (requestId: number) =>
  database.query("select name from public_log where request_id = $1", [requestId]);
const emailsTo = (username: string) => gitlab.state.emails.filter((email) => email.endsWith(` ${username}`));

/** What must be true of someone whom the rule trusts, wherever acct was interrupted. */
async function expectApprovedOnce({ id, username }: ReturnType<typeof signUp>): Promise<void> {
  const requestId = await untilOne(id, "closed");
  expect(gitlab.state.users.get(id)?.state).toBe("active");
  expect(emailsTo(username)).toEqual([`approved ${username}`]);
  expect(await approvalsOf(requestId)).toEqual([{ name: "admin", verdict: "approved", rule: "campus" }]);
  expect(await logOf(requestId)).toEqual([{ name: username }]);
  const uses = "select rule from rule_uses where request_id = $1";
  expect(await database.query(uses, [requestId])).toEqual([{ rule: "campus" }]);
  const events =
    "select kind from events where request_id = $1 and kind in ('requested', 'approved') order by seq";
  expect(await database.query(events, [requestId])).toEqual([{ kind: "requested" }, { kind: "approved" }]);
}

it.each(pointsOf([["POST /users/:id/approve", 1]]))(
  "An account is approved once if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const user = signUp();
    const trap = arm(point, isAbout(user.id));
    await expectApprovedOnce(user);
    expect(trap.fired).toBe(true);
  },
);

// The passes go on, so it is any of them that is interrupted.
it.each(
  pointsOf([
    ["GET /personal_access_tokens/self", 1],
    ["GET /users?", 2],
  ]),
)(
  "An account is found and approved once if the process that looks for it is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = arm(point, () => true);
    await expectApprovedOnce(signUp());
    await expect.poll(() => trap.fired).toBe(true);
  },
);

it.each(
  beforeAndAfter(["requested at await-admin", "approved at await-admin", "stage-done at activate-in-gitlab"]),
)("An account is approved once if the process is killed right %s the commit: %s", (phase, event) =>
  crash.killingAtCommit(phase, event, () => expectApprovedOnce(signUp())),
);

it("An account is active, and GitLab has approved it once, if an admin approves it there after the process was killed", async () => {
  const user = signUp();
  const trap = arm(["before", "POST /users/:id/approve", 1], isAbout(user.id));
  const fault = gitlab.fault;
  gitlab.fault = (call) => {
    const failing = fault?.(call);
    if (failing) user.state = "active";
    return failing;
  };
  const requestId = await untilOne(user.id, "closed");
  expect(trap.fired).toBe(true);
  expect(emailsTo(user.username)).toEqual([]);
  expect(await approvalsOf(requestId)).toHaveLength(1);
  expect((await logOf(requestId)).length).toBeLessThanOrEqual(1);
});

it.each(pointsOf([["GET /users/:id", 1]]))(
  "If someone decides in GitLab, the request ends and the public log claims nothing if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const user = signUp("example.com");
    await untilRequest(site, `${user.name},`, { waitsFor: "admin" });
    const trap = arm(point, isAbout(user.id));
    user.state = "active";
    const requestId = await untilOne(user.id, "closed");
    expect(trap.fired).toBe(true);
    expect(await approvalsOf(requestId)).toEqual([]);
    expect(await logOf(requestId)).toEqual([]);
  },
);

const RESTING = "id = $1 and lease_token is null and status = 'running' and run_at > now() + interval '5 s'";

/** Waits until acct has looked, and will look again later. */
const untilResting = (requestId: number) =>
  expect
    .poll(() => database.query(`select id from requests where ${RESTING}`, [requestId]))
    .toEqual([{ id: requestId }]);

/** Makes acct look again now, as if this much time had passed since it asked GitLab. */
async function letPass(requestId: number, interval: string): Promise<void> {
  await untilResting(requestId);
  await database.query(
    `update requests set run_at = now(), details = jsonb_set(details, '{gitlab,rejectingSince}',
       to_jsonb((details -> 'gitlab' ->> 'rejectingSince')::timestamptz - $2::interval))
     where ${RESTING}`,
    [requestId, interval],
  );
}

it.each(
  pointsOf([
    ["GET /users/:id", 1],
    ["GET /users/:id/memberships", 1],
    ["POST /users/:id/reject", 1],
  ]),
)(
  "A rejected account is deleted, and GitLab writes to the person once, if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const user = signUp("example.com");
    await untilRequest(site, `${user.name},`, { waitsFor: "admin" });
    const trap = arm(point, isAbout(user.id));
    const values = { confirm: user.username };
    await pressAndFill(site, "U0ADA", ["reject-in-gitlab", `${user.name},`], values);
    const [{ id } = { id: 0 }] = await requestsOf(user.id);
    await untilResting(id);
    expect(trap.fired).toBe(true);
    // A call that may have been made is repeated after an hour.
    if (!gitlab.state.condemned.has(user.id)) await letPass(id, "61 min");
    await expect.poll(() => emailsTo(user.username)).toEqual([`rejected ${user.username}`]);
    gitlab.finishDeletions();
    await letPass(id, "0 s");
    expect(await untilOne(user.id, "refused")).toBe(id);
    expect(emailsTo(user.username)).toEqual([`rejected ${user.username}`]);
    expect(gitlab.state.users.has(user.id)).toBe(false);
    expect(await logOf(id)).toEqual([]);
  },
);
