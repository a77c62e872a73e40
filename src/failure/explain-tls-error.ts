const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
]);

/**
 * Explains a problem with a server's certificate and what to do about it, by the code of Node's TLS error; undefined for
 * other errors. `setting` is the setting that names a CA file: "ldap.caFile".
 */
export function explainTlsError(code: unknown, setting: string): string | undefined {
  if (typeof code !== "string") return undefined;
  if (UNTRUSTED.has(code)) {
    return `its certificate is not trusted (${code}): add its CA to the system's store, or set ${setting} to the CA's file`;
  }
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired";
  if (code === "CERT_NOT_YET_VALID")
    return "its certificate is not valid yet: check the clocks of both machines";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "its certificate is for a different host name: use the name in the certificate";
  }
  return undefined;
}
