import { randomBytes } from "node:crypto";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { run } from "./run.ts";

export interface Keystone extends Child {
  /** The URL of its API, which ends in /v3. */
  readonly url: string;
  readonly admin: { readonly username: string; readonly password: string };
  /** Logs in as a person does and returns the token, or undefined if Keystone refuses. */
  tokenOf(username: string, password: string, project?: string): Promise<string | undefined>;
}

interface KeystoneOptions {
  readonly folder: string;
  /** All packages that are unpacked into one folder, including Keystone's. */
  readonly packages?: readonly string[];
  /** Additional lines for [security_compliance], the last section. */
  readonly policy?: string;
}

export const KEYSTONE_PACKAGES = ["keystone"];
export const KEYSTONE_PROGRAMS = ["/usr/bin/keystone-manage"];
const ADMIN = { username: "admin", password: "adminpw1" };

/**
 * Starts a temporary Keystone with SQLite on a free port of 127.0.0.1. It is ready in about seven seconds; the first start takes
 * longer, because Python compiles it to bytecode.
 */
export async function startKeystone({
  folder,
  packages = KEYSTONE_PACKAGES,
  policy = "",
}: KeystoneOptions): Promise<Keystone> {
  const { root, env } = await debianRoot(packages, KEYSTONE_PROGRAMS);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/v3`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const keys of ["fernet", "credential"]) await makeKeys(join(folder, keys));
  const conf = join(folder, "keystone.conf");
  await writeFile(conf, writeConf(folder, port));
  const python = {
    ...env,
    HOME: folder,
    PYTHONPATH: root ? `${root}/usr/lib/python3/dist-packages` : undefined,
    // Without stored bytecode, each start would take twice as long.
    PYTHONDONTWRITEBYTECODE: undefined,
    OS_KEYSTONE_CONFIG_DIR: folder,
    OS_KEYSTONE_CONFIG_FILES: conf,
  };
  const manage = async (...args: string[]) => {
    const command = [`${root}/usr/bin/keystone-manage`, "--config-file", conf, ...args];
    const { code, stderr } = await run("/usr/bin/python3", command, { env: python });
    if (code !== 0) throw new Error(`keystone-manage (Debian package keystone) ${args[0]}: ${stderr}`);
  };
  await manage("db_sync");
  const endpoints = ["public", "internal", "admin"].flatMap((name) => [`--bootstrap-${name}-url`, url]);
  const password = ["--bootstrap-password", ADMIN.password];
  await manage("bootstrap", ...password, "--bootstrap-region-id", "RegionOne", ...endpoints);
  // The policy comes after the bootstrap, because it might make the admin change the password first.
  await writeFile(conf, writeConf(folder, port) + policy);

  const wsgi = [`${root}/usr/bin/keystone-wsgi-public`, "--host", "127.0.0.1", "--port", String(port)];
  const child = await startChild("/usr/bin/python3", [...wsgi, "--", "--config-file", conf], {
    name: "keystone (Debian package keystone)",
    env: python,
    ready: () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  return {
    ...child,
    url,
    admin: ADMIN,
    async tokenOf(username, password, project) {
      const user = { name: username, domain: { id: "default" }, password };
      const scope = project ? { scope: { project: { name: project, domain: { id: "default" } } } } : {};
      const auth = { identity: { methods: ["password"], password: { user } }, ...scope };
      const answer = await fetch(`${url}/auth/tokens`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ auth }),
      });
      return answer.status === 201 ? (answer.headers.get("x-subject-token") ?? undefined) : undefined;
    },
  };
}

/** Creates the same keys as `keystone-manage fernet_setup` and `credential_setup`, without starting Python for each. */
async function makeKeys(folder: string): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o700);
  for (const name of ["0", "1"]) {
    const key = randomBytes(32).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
    await writeFile(join(folder, name), key, { mode: 0o600 });
  }
}

const writeConf = (folder: string, port: number) => `[DEFAULT]
use_stderr = true
public_endpoint = http://127.0.0.1:${port}
[database]
connection = sqlite:///${folder}/keystone.db
[token]
provider = fernet
[fernet_tokens]
key_repository = ${folder}/fernet
[fernet_receipts]
key_repository = ${folder}/fernet
[credential]
key_repository = ${folder}/credential
[cache]
backend = dogpile.cache.memory
enabled = true
[identity]
password_hash_rounds = 4
[security_compliance]
password_regex = ^(?=.*\\d)(?=.*[a-zA-Z]).{8,}$
password_regex_description = 8 characters or more, with a letter and a digit
unique_last_password_count = 2
`;
