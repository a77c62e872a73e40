import { once } from "node:events";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { freePort } from "../../dev/local-stack/child.ts";
import { type DebianPostgres, startDebianPostgres } from "../../dev/local-stack/debian-postgres.ts";
import { type Ran, run } from "../../dev/local-stack/run.ts";
import { openSite, type Site } from "../../dev/local-stack/site.ts";
import { placed } from "../deploy/placed.ts";
import { astro } from "../story/new-site.ts";
import { commandsOf } from "./page.ts";
import { type Service, service } from "./systemd.ts";

/**
 * A folder that simulates the machine of the documentation, with the servers around it. A real shell runs the commands of
 * the pages with the real npm, git, PostgreSQL 15 and acct. Only users and systemd, which must be the first process, are
 * simulated.
 */
export interface Machine {
  readonly folder: string;
  readonly site: Site;
  readonly postgres: DebianPostgres;
  readonly acct: Service;
  /** The URL of acct. */
  readonly url: string;
  /** Runs commands as root's shell would and returns the result. */
  sh(script: string, variables?: Record<string, string>): Promise<Ran>;
  /** Runs all commands of a page, or of one of its sections. Throws the output of a command that fails. */
  follow(page: string, variables?: Record<string, string>, heading?: RegExp): Promise<void>;
  isHealthy(): Promise<boolean>;
  /** The response of /readyz, or why there is none. */
  readiness(): Promise<string>;
  stop(): Promise<void>;
}

const NOBODY = 65_534;

export async function newMachine(folder: string): Promise<Machine> {
  const isRoot = process.getuid?.() === 0;
  const uid = isRoot ? NOBODY : undefined;
  await mkdir(folder, { recursive: true });
  const postgres = await startDebianPostgres(join(folder, "postgres"));
  const site = await openSite({
    folder: join(folder, "site"),
    databaseUrl: "postgres://nowhere/none",
    entries: astro,
  });
  const unitFile = join(folder, "etc", "systemd", "system", "acct.service");
  const acct = service(unitFile, join(folder, "run"), uid);
  const port = Number(new URL(site.env.PUBLIC_URL ?? "").port) || (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const isHealthy = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );

  /** Takes the place of systemctl: returns when acct responds or has ended. */
  const control = createServer((request, response) => {
    const [verb = "", ...names] = new URL(request.url ?? "", url).pathname.slice(1).split("/");
    const work = async () => {
      if (!names.includes("acct")) return;
      if (verb === "stop" || verb === "restart" || verb === "disable") await acct.stop();
      if (verb === "start" || verb === "restart" || verb === "enable") {
        await acct.start();
        await acct.settled(isHealthy);
      }
    };
    work().then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  control.listen(0, "127.0.0.1");
  await once(control, "listening");
  const controlUrl = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;

  const standIns = join(folder, "stand-ins");
  await mkdir(standIns, { recursive: true });
  const program = async (name: string, script: string) => {
    await writeFile(join(standIns, name), `#!/bin/sh\nset -eu\n${script}\n`);
    await chmod(join(standIns, name), 0o755);
  };
  await program("useradd", ":");
  await program("userdel", ":");
  await program("runuser", 'shift 3; exec "$@"');
  await program(
    "systemctl",
    `words=; for word in "$@"; do case $word in -*) ;; *) words="$words/$word" ;; esac; done
exec '${process.execPath}' -e 'fetch(process.argv[1]).then(async (a) => { if (!a.ok) throw new Error(await a.text()); })' "${controlUrl}$words"`,
  );
  // The users of the pages become nobody, and the files of deploy/ get the paths of the simulated machine.
  await program("install", installScript(folder, isRoot));
  if (!isRoot) await program("id", "echo 0");
  for (const place of ["etc/systemd/system", "etc/cron.d", "usr/local/sbin", "var/backups", "opt"]) {
    await mkdir(join(folder, place), { recursive: true });
  }

  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...postgres.env,
    NODE_ENV: undefined,
    PATH: [standIns, join(folder, "usr/local/sbin"), postgres.bin, process.env.PATH].join(delimiter),
  };
  const sh = (script: string, variables: Record<string, string> = {}) =>
    run(
      "sh",
      ["-eu", "-c", placed(script, folder).replaceAll("127.0.0.1:5432", `127.0.0.1:${postgres.port}`)],
      {
        cwd: folder,
        env: { ...env, ...variables },
      },
    );

  return {
    folder,
    site,
    postgres,
    acct,
    url,
    sh,
    isHealthy,
    async follow(page, variables = {}, heading = /./) {
      const blocks = (await commandsOf(page)).filter((block) => heading.test(block.heading));
      if (blocks.length === 0) throw new Error(`${page} has no commands in this section`);
      for (const { heading: where, script } of blocks) {
        const { code, stdout, stderr } = await sh(script, variables);
        if (code !== 0) {
          throw new Error(`${page}, "${where}":\n${script}\n${stdout}${stderr}\n${acct.log().slice(-3000)}`);
        }
        if (script.includes("/etc/acct/.env") && page === "run-it.md") await configure(folder, site, port);
      }
    },
    readiness: () =>
      fetch(`${url}/readyz`).then(
        (answer) => answer.text(),
        (error: unknown) => `no answer: ${String(error)}`,
      ),
    async stop() {
      await acct.stop();
      control.close();
      await Promise.all([site.stop(), postgres.down()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes what an admin writes with an editor: acct.yml, the variables, and the secrets of other systems. */
async function configure(machine: string, { env }: Site, port: number): Promise<void> {
  const etc = join(machine, "etc", "acct");
  await writeFile(join(etc, "acct.yml"), await readFile(env.ACCT_CONFIG ?? "", "utf8"));
  await writeFile(
    join(etc, ".env"),
    `PUBLIC_URL=${env.PUBLIC_URL}\nPORT=${port}\nSLACK_API_URL=${env.SLACK_API_URL}\n`,
  );
  for (const name of ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "LDAP_BIND_PASSWORD", "SMTP_PASSWORD"]) {
    await writeFile(join(etc, "secrets", name), `${env[name]}\n`, { mode: 0o600 });
  }
}

function installScript(machine: string, isRoot: boolean): string {
  const place = "(^|[^[:alnum:]_./])/(opt/acct|etc/acct|var/backups|usr/local/sbin)";
  const user = isRoot ? `--reuid=${NOBODY} --regid=${NOBODY} --clear-groups` : "";
  return `options=; from=; to=; folder=
while [ $# -gt 0 ]; do
  case $1 in
    -d) folder=yes ;;
    -m) options="$options -m $2"; shift ;;
    -o) ${isRoot ? `options="$options -o ${NOBODY}"` : ":"}; shift ;;
    -g) ${isRoot ? `options="$options -g ${NOBODY}"` : ":"}; shift ;;
    *) from=\${from:+$from }$to; to=$1 ;;
  esac
  shift
done
if [ "$folder" ]; then exec /usr/bin/install -d $options $from $to; fi
/usr/bin/install $options $from "$to"
case $from in
  *.example.yml | /dev/null) ;;
  *) sed -E -i 's#${place}#\\1${machine}/\\2#g; s#/usr/bin/node#${process.execPath}#g; s#--reuid=acct --regid=acct --init-groups#${user}#' "$to" ;;
esac`;
}
