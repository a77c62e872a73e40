/** The user whom a token of RT belongs to. Tokens begin with a version and the ID of the user: "1-27-…". */
export const userOfToken = (token: string): number => Number(token.split("-")[1]);
