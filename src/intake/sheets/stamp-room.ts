/** Google accepts this many characters of developer metadata for a tab, keys and values together. */
const METADATA_LIMIT = 30_000;
/** What one stamp takes up at most, with its key. */
const STAMP_LENGTH = 24;
/** Other programs may use the same tab, and the room is only known as of the last reading. */
const SHARE = 0.5;

/**
 * Tells whether this many more stamps fit into the developer metadata of a tab, in good time before it is full. Otherwise stamps go
 * into a hidden column, which has no limit.
 */
export function hasRoomForStamps(metadataLength: number, count: number): boolean {
  return metadataLength + count * STAMP_LENGTH <= METADATA_LIMIT * SHARE;
}
