const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Tells whether a text from outside can be compared with a uuid column. PostgreSQL refuses any other text with an error. */
export const isUuid = (text: string): boolean => UUID.test(text);
