import { ControllerError } from "./api-error.ts";

export type Parameters = Readonly<Record<string, unknown>>;

export interface HttpCall {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

const FLAGS = [
  ..."distinct ensure_unique_name include_trash include_old_versions redirect_to_new_user".split(" "),
  ..."send_notification_email bypass_federation recursive exclude_home_project untrash".split(" "),
];
const NUMBERS = ["limit", "offset"];

/**
 * Reads the parameters of a call as the controller does (lib/controller/router/request.go, `loadRequestParams`). `attribute` is
 * what holds the attributes of the object: "user". They end up in `attrs`.
 */
export function readParameters(
  { url, contentType, body }: HttpCall,
  { attribute, isPassedOn = false }: { readonly attribute?: string; readonly isPassedOn?: boolean },
): Parameters {
  const params: Record<string, unknown> = {};
  const type = contentType?.split(";")[0]?.trim();
  for (const [key, value] of formOf(url, type, contentType, body)) params[key] = guess(key, value);
  if (type === undefined || type === "application/json") readJson(params, body, attribute);
  if (attribute !== undefined && attribute in params) {
    params.attrs = params[attribute] ?? {};
    delete params[attribute];
  }
  if (typeof params.order === "string") params.order = params.order === "" ? [] : params.order.split(",");
  return isPassedOn ? params : checkTypes(params);
}

function formOf(
  url: string,
  type: string | undefined,
  contentType: string | undefined,
  body: string,
): [string, string][] {
  const query = url.split("?")[1] ?? "";
  const badEscape = /%(?![0-9A-Fa-f]{2})/.exec(query);
  if (badEscape)
    throw new ControllerError(
      500,
      `invalid URL escape "${query.slice(badEscape.index, badEscape.index + 3)}"`,
    );
  const form = type === "application/x-www-form-urlencoded" ? body : "";
  const all = [...new URLSearchParams(query), ...new URLSearchParams(form)];
  return type === "multipart/form-data" ? [...all, ...partsOf(contentType, body)] : all;
}

function partsOf(contentType = "", body: string): [string, string][] {
  const boundary = /boundary=([^;]{1,70})/.exec(contentType)?.[1] ?? "";
  return body.split(`--${boundary}`).flatMap((part) => {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const name = /name="([^"]{1,100})"/.exec(head)?.[1];
    return name === undefined ? [] : [[name, rest.join("\r\n\r\n").replace(/\r\n$/, "")]];
  });
}

/** Text can stand for other things: the name of the parameter, or the first letter, tells. */
function guess(key: string, value: string): unknown {
  if (NUMBERS.includes(key)) {
    if (!/^[+-]?\d+$/.test(value))
      throw new ControllerError(500, `strconv.ParseInt: parsing "${value}": invalid syntax`);
    return Number(value);
  }
  if (FLAGS.includes(key)) return readFlag(value);
  if (!/^[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ControllerError(500, `invalid character '${value.charAt(1)}' looking for beginning of value`);
  }
}

/** Everything but these is true, also "no". */
const readFlag = (value: string) => !["", "0", "false"].includes(value);

function readJson(params: Record<string, unknown>, body: string, attribute: string | undefined): void {
  if (body.trim() === "") return;
  const json = parseObject(body);
  for (const [key, value] of Object.entries(json))
    params[key] = typeof value === "string" && !NUMBERS.includes(key) ? guess(key, value) : value;
  const given = attribute === undefined ? undefined : params[attribute];
  if (attribute !== undefined && (given === null || given === undefined || given === ""))
    params[attribute] = json;
}

function parseObject(body: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new ControllerError(400, "unexpected EOF");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new ControllerError(
      400,
      `json: cannot unmarshal ${goName(json)} into Go value of type map[string]interface {}`,
    );
  return json as Record<string, unknown>;
}

const goName = (value: unknown) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/** The options of a call have types; what doesn't fit is an error of the server. */
function checkTypes(params: Record<string, unknown>): Parameters {
  const { attrs, ...rest } = params;
  for (const key of Object.keys(rest)) if (rest[key] === null || rest[key] === "") delete rest[key];
  for (const key of FLAGS) must(rest, key, (value) => typeof value === "boolean", "bool");
  for (const key of ["filters", "select", "order"]) must(rest, key, Array.isArray, "[]string");
  const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value);
  must(rest, "where", isObject, "map[string]interface {}");
  if (attrs !== undefined && (!isObject(attrs) || attrs === null))
    throw new ControllerError(
      500,
      `transcode: json: cannot unmarshal ${goName(attrs)} into Go struct field CreateOptions.attrs of type map[string]interface {}`,
    );
  for (const filter of (rest.filters as unknown[] | undefined) ?? [])
    if (Array.isArray(filter) && filter.length !== 3)
      throw new ControllerError(
        500,
        `transcode: invalid filter ${JSON.stringify(JSON.stringify(filter))}: must have 3 decoded`,
      );
  return attrs === undefined ? rest : { ...rest, attrs };
}

function must(params: Parameters, key: string, fits: (value: unknown) => boolean, type: string): void {
  const value = params[key];
  if (value !== undefined && !fits(value))
    throw new ControllerError(
      500,
      `transcode: json: cannot unmarshal ${goName(value)} into Go struct field Options.${key} of type ${type}`,
    );
}
