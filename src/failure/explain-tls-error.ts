const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
]);

/**
 * What is wrong with a server's certificate, and what to do, by the error code of Node's TLS; undefined: it is something
 * else. `setting` names the file of a CA: "ldap.caFile".
 */
export function tlsTrouble(code: unknown, setting: string): string | undefined {
  if (typeof code !== "string") return undefined;
  if (UNTRUSTED.has(code)) {
    return `its certificate is not trusted (${code}): put its CA into the system's store, or name the CA's file in ${setting}`;
  }
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired";
  if (code === "CERT_NOT_YET_VALID") return "its certificate is not valid yet: compare the clocks";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "its certificate is for another name: use the name that the certificate is for";
  }
  return undefined;
}
