import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";
import { parse } from "yaml";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { startDebianPostgres } from "../../dev/local-stack/debian-postgres.ts";
import { run } from "../../dev/local-stack/run.ts";
import { environmentSchema } from "../../src/config/environment.ts";
import { instructionsOf } from "./dockerfile.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(join(project, file), "utf8");

it("Compose accepts deploy/compose.yml", async () => {
  const { root, env } = await debianRoot(["docker-compose"], ["/usr/bin/docker-compose"]);
  const { code, stdout, stderr } = await run(
    "/usr/bin/python3",
    [`${root}/usr/bin/docker-compose`, "--file", join(project, "deploy", "compose.yml"), "config"],
    { env: { ...env, PYTHONPATH: `${root}/usr/lib/python3/dist-packages` } },
  );
  expect(code, stderr).toBe(0);
  const { services } = parse(stdout) as { services: Record<string, Record<string, unknown>> };
  expect(Object.keys(services).toSorted()).toEqual(["acct", "database", "migrate", "proxy"]);
  for (const name of ["acct", "migrate"]) {
    expect(services[name]).toMatchObject({
      read_only: true,
      user: "1000:1000",
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
  }
});

it("Each secret in compose.yml comes from a file and belongs to a variable of acct", () => {
  const { services, secrets } = parse(read("deploy/compose.yml"), { merge: true }) as {
    services: Record<string, { environment?: Record<string, string>; secrets?: string[] }>;
    secrets: Record<string, { file: string }>;
  };
  const environment = services.acct?.environment ?? {};
  const files = Object.entries(environment).filter(([name]) => name.endsWith("_FILE"));
  expect(files.length).toBeGreaterThan(4);
  for (const [name, path] of files) {
    expect(Object.keys(environmentSchema.shape)).toContain(name.replace(/_FILE$/, ""));
    const secret = path.replace("/run/secrets/", "");
    expect(services.acct?.secrets).toContain(secret);
    expect(secrets[secret]).toEqual({ file: `./secrets/${secret}` });
  }
});

it("The database of compose.yml gets a role for acct that doesn't own it, with the password of its secret", async () => {
  const folder = join(inject("folder"), "compose-database");
  await mkdir(folder);
  const secret = join(folder, "database-password");
  const password = `it's; a "password"`;
  await writeFile(
    secret,
    `${password}
`,
  );
  const postgres = await startDebianPostgres(join(folder, "postgres"));
  const env = { ...postgres.env, PATH: [postgres.bin, process.env.PATH].join(delimiter) };
  try {
    await run("createdb", ["acct"], { env });
    const image = { POSTGRES_USER: postgres.env.PGUSER, POSTGRES_DB: "acct", DATABASE_PASSWORD_FILE: secret };
    const script = join(project, "deploy", "create-acct-role.sh");
    expect(await run(script, [], { env: { ...env, ...image } })).toMatchObject({ code: 0, stderr: "" });
    const asAcct = { ...env, PGUSER: "acct", PGPASSWORD: password };
    const rights =
      "select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user";
    expect(await run("psql", ["-Atc", rights, "acct"], { env: asAcct })).toMatchObject({ stdout: "f\n" });
  } finally {
    await postgres.down();
  }
});

it("The image has a fixed base with glibc, a user other than root, a health check, and no secrets", () => {
  const instructions = instructionsOf(read("deploy/Dockerfile"));
  const of = (name: string) => instructions.filter((instruction) => instruction.name === name);
  for (const { rest } of of("FROM")) expect(rest).toMatch(/^node:24-bookworm-slim( AS \w+)?$/);
  expect(of("USER")).toEqual([{ name: "USER", rest: "1000:1000" }]);
  expect(of("HEALTHCHECK")).toHaveLength(1);
  for (const name of ["ENTRYPOINT", "CMD"]) {
    // The shell form would put a shell between the container and acct, and acct would not get SIGTERM.
    for (const { rest } of of(name)) expect(JSON.parse(rest)).toBeInstanceOf(Array);
  }
  for (const { rest } of [...of("ENV"), ...of("ARG")]) expect(rest).not.toMatch(/TOKEN|PASSWORD|SECRET|KEY/);
  expect(of("ADD")).toEqual([]);
});

it("The builder gets only what the image needs, and no .env", () => {
  const [all, ...kept] = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(all).toBe("*");
  const copied = instructionsOf(read("deploy/Dockerfile"))
    .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
    .flatMap(({ rest }) => rest.split(" ").slice(0, -1));
  expect(kept.map((line) => line.slice(1)).toSorted()).toEqual([...new Set(copied)].toSorted());
  for (const path of copied) expect(readdirSync(project)).toContain(path);
});
