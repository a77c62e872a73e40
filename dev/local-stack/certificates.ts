import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianRoot } from "./debian.ts";
import { run } from "./run.ts";

export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const EXTENSIONS = `
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, DNS:*.campus.test, IP:127.0.0.1
`;

/** Creates a temporary CA in this folder, and a certificate from it for localhost, 127.0.0.1, and *.campus.test. Both are valid for five days. */
export async function makeCertificates(
  folder: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "extensions.cnf"), `[req]\ndistinguished_name = dn\n[dn]\n${EXTENSIONS}`);
  const { root, env } = await debianRoot(["openssl"], ["/usr/bin/openssl"]);

  const openssl = async (...args: string[]) => {
    const { code, stderr } = await run(`${root}/usr/bin/openssl`, args, {
      cwd: folder,
      env: { ...env, ...variables },
    });
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const request = [
    "req",
    "-config",
    "extensions.cnf",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
  ];
  await openssl(
    ...request,
    "-x509",
    "-days",
    "5",
    "-extensions",
    "ca",
    "-subj",
    "/CN=throw-away CA",
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
  );
  await openssl(...request, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
  await openssl(
    "x509",
    "-req",
    "-days",
    "5",
    "-in",
    "server.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-extfile",
    "extensions.cnf",
    "-extensions",
    "server",
    "-out",
    "server.crt",
  );

  const [caFile, certFile, keyFile] = ["ca.crt", "server.crt", "server.key"].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file, "utf8")) as [
    string,
    string,
    string,
  ];
  return { caFile, certFile, keyFile, ca, cert, key };
}
