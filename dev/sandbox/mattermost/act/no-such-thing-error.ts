/** A person used something that they don't see, which is a mistake of the caller. */
export class NoSuchThingError extends Error {
  override name = "NoSuchThingError";
}
