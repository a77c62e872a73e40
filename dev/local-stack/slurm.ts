import { createHmac, randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { type Child, freePort, listensOn, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { MARIADB_PACKAGES, startMariadb } from "./mariadb.ts";
import { type Ran, run } from "./run.ts";

export interface Slurm {
  /** The environment in which sacctmgr finds its configuration and libraries. */
  readonly env: NodeJS.ProcessEnv;
  readonly sacctmgrPath: string;
  sacctmgr(...args: string[]): Promise<Ran>;
  /** Starts a job as far as accounting is concerned, or queues one. Resolves with its ID. */
  startJob(user: string, account: string): Promise<number>;
  queueJob(user: string, account: string): Promise<number>;
  /** Ends all jobs of a user. */
  endJobs(user: string): Promise<unknown>;
  /** The URL of slurmrestd, and a user who may use it. */
  readonly rest: SlurmRest;
  /** The same for another user of this machine. */
  restAs(user: string): SlurmRest;
  stop(): Promise<void>;
}

interface SlurmRest {
  readonly url: string;
  readonly user: string;
  readonly token: string;
}

interface SlurmOptions {
  readonly folder: string;
  /** Additional lines for slurmdbd.conf. */
  readonly policy?: string;
}

export const SLURM_PACKAGES = [
  "slurmdbd",
  "slurm-client",
  "slurm-wlm-basic-plugins",
  "slurm-wlm-mysql-plugin",
  "slurmrestd",
  "slurm-wlm-jwt-plugin",
  "munge",
  ...MARIADB_PACKAGES,
];
export const SLURM_PROGRAMS = ["/usr/sbin/slurmdbd", "/usr/sbin/munged", "/usr/sbin/mariadbd"];

const RIGHTS = `create database slurm_acct_db;
create user slurm@'127.0.0.1' identified by 'slurmdbpw';
create user slurm@localhost identified by 'slurmdbpw';
grant all on slurm_acct_db.* to slurm@'127.0.0.1';
grant all on slurm_acct_db.* to slurm@localhost`;

/**
 * Starts Slurm accounting (munged, MariaDB, slurmdbd, slurmrestd) on free ports of 127.0.0.1, with its data in this folder. It is
 * ready in about two seconds.
 */
export async function startSlurm({ folder, policy = "" }: SlurmOptions): Promise<Slurm> {
  const { root, env: libraries } = await debianRoot(SLURM_PACKAGES, SLURM_PROGRAMS);
  await rm(folder, { recursive: true, force: true });
  for (const part of ["munge", "etc", "log"])
    await mkdir(join(folder, part), { recursive: true, mode: 0o755 });
  const [dbdPort, ctlPort, restPort] = [await freePort(), await freePort(), await freePort()];
  const jwtKey = randomBytes(32);
  const plugins = `${root}/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  const env: NodeJS.ProcessEnv = {
    ...libraries,
    LD_LIBRARY_PATH: [`${plugins}/slurm-wlm`, libraries.LD_LIBRARY_PATH].filter(Boolean).join(":"),
    SLURM_CONF: join(folder, "etc", "slurm.conf"),
  };
  const children: Child[] = [];
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop();
  };
  const start = async (name: string, program: string, args: string[], ready: () => Promise<boolean>) => {
    children.push(await startChild(program, args, { name: `${name} (Debian's Slurm packages)`, env, ready }));
  };
  const succeed = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run(program, args, { env });
    if (code !== 0) throw new Error(`${program}: ${stderr || stdout}`);
  };

  try {
    const socket = join(folder, "munge", "socket");
    await writeFile(join(folder, "munge", "key"), randomBytes(128), { mode: 0o600 });
    const munge = ["key", "socket", "pid", "seed"].map(
      (file) => `--${file}${file === "socket" ? "" : "-file"}=${join(folder, "munge", file)}`,
    );
    await start(
      "munged",
      `${root}/usr/sbin/munged`,
      ["--foreground", "--force", `--log-file=${join(folder, "log", "munged")}`, ...munge],
      async () => (await run(`${root}/usr/bin/munge`, ["-n", "-S", socket], { env })).code === 0,
    );
    const database = await startMariadb(folder, { root, env });
    children.push(database);
    await database.query(RIGHTS);
    await writeConfiguration(socket, database.port);
    await start("slurmdbd", `${root}/usr/sbin/slurmdbd`, ["-D"], () => listensOn(dbdPort));
    await succeed(`${root}/usr/bin/sacctmgr`, "-i", "add", "cluster", "lab");
    await startRest();
    const sacctmgrPath = `${root}/usr/bin/sacctmgr`;
    const restAs = (user: string) => ({
      url: `http://127.0.0.1:${restPort}`,
      user,
      token: tokenFor(user, jwtKey),
    });
    let nextJob = 77;
    const jobs = "slurm_acct_db.lab_job_table";
    const associations = (user: string) =>
      `slurm_acct_db.lab_assoc_table where user = '${user}' and deleted = 0`;
    // The states are those of enum job_states in slurm.h: 0 is pending, 1 is running.
    const addJob = async (user: string, account: string, job: { state: number; startedAt: number }) => {
      const id = nextJob++;
      await database.query(`set sql_mode = '';
insert into ${jobs} (id_job, id_assoc, account, job_name, state, time_submit, time_eligible, time_start)
select ${id}, id_assoc, acct, 'job', ${job.state}, 1, 1, ${job.startedAt} from ${associations(user)} and acct = '${account}'`);
      return id;
    };
    return {
      env,
      sacctmgrPath,
      rest: restAs(userInfo().username),
      restAs,
      sacctmgr: (...args) => run(sacctmgrPath, args, { env }),
      startJob: (user, account) => addJob(user, account, { state: 1, startedAt: 1 }),
      queueJob: (user, account) => addJob(user, account, { state: 0, startedAt: 0 }),
      endJobs: (user) =>
        database.query(
          `update ${jobs} set time_end = 2, state = 3 where id_assoc in (select id_assoc from ${associations(user)})`,
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  /** Starts slurmrestd. We create its tokens ourselves, with the key in its configuration. */
  async function startRest() {
    const plugins = ["-a", "rest_auth/jwt", "-s", "openapi/dbv0.0.38"];
    children.push(
      await startChild(`${root}/usr/sbin/slurmrestd`, [...plugins, `127.0.0.1:${restPort}`], {
        name: "slurmrestd (Debian package slurmrestd)",
        // slurmrestd refuses to run as root unless this check is disabled.
        env: { ...env, SLURM_JWT: "daemon", SLURMRESTD_SECURITY: "disable_user_check" },
        ready: () => listensOn(restPort),
      }),
    );
  }

  async function writeConfiguration(socket: string, dbPort: number): Promise<void> {
    const { username } = userInfo();
    const common = `AuthType=auth/munge
AuthInfo=socket=${socket}
SlurmUser=${username}
PluginDir=${plugins}/slurm-wlm
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=${join(folder, "etc", "jwt.key")}
`;
    await writeFile(join(folder, "etc", "jwt.key"), jwtKey, { mode: 0o600 });
    const dbd = `${common}DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${dbdPort}
LogFile=${join(folder, "log", "slurmdbd")}
PidFile=${join(folder, "slurmdbd.pid")}
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${dbPort}
StorageUser=slurm
StoragePass=slurmdbpw
StorageLoc=slurm_acct_db
${policy}
`;
    // Clients look for the munge socket in AccountingStoragePass; AuthInfo is not used for this connection.
    const conf = `${common}ClusterName=lab
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ctlPort}
StateSaveLocation=${folder}
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${dbdPort}
AccountingStoragePass=${socket}
NodeName=localhost NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES State=UP
`;
    // slurmdbd refuses a file that others can read.
    await writeFile(join(folder, "etc", "slurmdbd.conf"), dbd, { mode: 0o600 });
    await writeFile(join(folder, "etc", "slurm.conf"), conf);
  }
}

/** Creates the same kind of token as `scontrol token` (RFC 7519, HS256). */
function tokenFor(user: string, key: Buffer): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(Date.now() / 1000);
  const unsigned = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iat: seconds, exp: seconds + 3600, sun: user })}`;
  return `${unsigned}.${createHmac("sha256", key).update(unsigned).digest("base64url")}`;
}
