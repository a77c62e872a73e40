import { BerWriter, type Client, ResultCodeError } from "ldapts";
import { PasswordRejectedError, PasswordsDeniedError } from "../password-store.ts";
import { errorText, hasResult, RESULT } from "./result-codes.ts";

const PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1";
const USER_IDENTITY = 0x80;
const NEW_PASSWORD = 0x82;
const CONSTRAINT_VIOLATION = 19;

/** Sets a password with the Password Modify extended operation (RFC 3062), which hashes it and applies the server's policy. */
export async function modifyPassword(client: Client, dn: string, password: string): Promise<void> {
  const request = new BerWriter();
  request.startSequence();
  request.writeString(dn, USER_IDENTITY);
  request.writeString(password, NEW_PASSWORD);
  request.endSequence();
  try {
    await client.exop(PASSWORD_MODIFY, request.buffer);
  } catch (error) {
    if (error instanceof ResultCodeError && error.code === CONSTRAINT_VIOLATION) {
      throw new PasswordRejectedError(errorText(error), { cause: error });
    }
    if (hasResult(error, RESULT.insufficientAccessRights)) {
      throw new PasswordsDeniedError(
        "LDAP returned 50: the bind entry may not set passwords; give it write access to userPassword",
        { cause: error },
      );
    }
    throw error;
  }
}
