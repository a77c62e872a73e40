import { ResultCodeError } from "ldapts";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import { isAnswer } from "../../src/provisioners/ldap/result-codes.ts";
import { KeystoneError } from "../../src/provisioners/openstack/call-keystone.ts";
import { NameConflictError } from "../../src/provisioners/provisioner.ts";
import { slurmFailure } from "../../src/provisioners/slurm/slurm-failure.ts";

class Refused extends ResultCodeError {
  constructor(code: number, message = "") {
    super(code, message);
  }
}

describe("waiting doesn't help", () => {
  it.each([4, 10, 13, 16, 17, 19, 20, 21, 32, 34, 50, 64, 65, 68, 71])("if LDAP returns %i", (code) =>
    expect(isAnswer(new Refused(code))).toBe(true),
  );

  it("if LDAP is never willing", () =>
    expect(isAnswer(new Refused(53, "password modification is not allowed"))).toBe(true));

  it.each([400, 403, 405, 409, 422])("if OpenStack returns %i", (status) =>
    expect(new KeystoneError(status, "no")).toMatchObject({ lasts: true }),
  );

  it.each([
    [1, " Error: You don't have permission: Access/permission denied"],
    [1, "This account 'astro' doesn't exist. Contact your admin to add this account."],
    [1, " Unknown option: fairshar=10"],
    [1, " Unknown condition: nam=amy"],
    [1, "sacctmgr: error: Invalid qos specified"],
    [127, "sh: 1: sacctmgr: not found"],
  ])("if sacctmgr exits with %i: %s", (code, output) =>
    expect(slurmFailure("sacctmgr add user", code, output)).toMatchObject({ lasts: true }),
  );

  it("if a name belongs to someone else, also when another failure quotes that", () => {
    const conflict = new NameConflictError("amy is someone else");
    expect(conflict.lasts).toBe(true);
    expect(new Failure("LDAP: amy is someone else", { cause: conflict }).lasts).toBe(true);
  });
});

describe("the next attempt may succeed", () => {
  it.each([1, 3, 11, 51, 52, 80])("if LDAP returns %i", (code) =>
    expect(isAnswer(new Refused(code))).toBe(false),
  );

  it.each(["operation restricted", "server is read-only", "shadow context; no update referral"])(
    "if LDAP is unwilling for now: %s",
    (message) => expect(isAnswer(new Refused(53, message))).toBe(false),
  );

  it.each([401, 404, 408, 413, 425, 429, 500, 502, 503, 504])("if OpenStack returns %i", (status) =>
    expect(new KeystoneError(status, "no")).toMatchObject({ lasts: false }),
  );

  it.each([
    [1, "sacctmgr: error: Sending PersistInit msg: Connection refused"],
    [
      1,
      "sacctmgr: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host",
    ],
    [1, "Problem talking to the database: Connection refused"],
    [1, "Job(s) active, cancel job(s) before remove"],
    [255, "ssh: connect to host login1 port 22: Connection timed out"],
    [255, "connection lost"],
  ])("if sacctmgr exits with %i: %s", (code, output) =>
    expect(slurmFailure("sacctmgr add user", code, output)).toMatchObject({ lasts: false }),
  );

  it("if the cause is an error that acct doesn't know", () =>
    expect(new Failure("something", { cause: new Error("else") }).lasts).toBe(false));
});
