/**
 * A failure described in our own sentence for admins, which may quote another system's message. Ports and stages throw it.
 * For any other error, only a reference reaches a card, an email or the database.
 */
export class Failure extends Error {
  override name = "Failure";
}
