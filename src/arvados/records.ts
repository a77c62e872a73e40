import { z } from "zod";
import type { ArvadosGroup, ArvadosLink, ArvadosUser } from "./arvados.ts";
import { isUuid, type UuidType } from "./uuid.ts";

/** The controller sends an empty text where the API server has null. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const uuid = (type: UuidType) => z.string().refine((value) => isUuid(value, type), `is no UUID of a ${type}`);

/** A user as admins see them. For everyone else, most of it is null. */
export const userRecord = z
  .looseObject({
    uuid: uuid("user"),
    email: text,
    username: text,
    first_name: text,
    last_name: text,
    is_active: z.boolean(),
    is_admin: z.boolean("is missing, as for a token without an admin's rights"),
    is_invited: z.boolean("is missing, as for a token without an admin's rights"),
  })
  .transform(
    (record): ArvadosUser => ({
      uuid: record.uuid,
      email: record.email,
      username: record.username,
      firstName: record.first_name,
      lastName: record.last_name,
      isActive: record.is_active,
      isAdmin: record.is_admin,
      isInvited: record.is_invited,
    }),
  );

export const linkRecord = z
  .looseObject({
    uuid: uuid("link"),
    link_class: text,
    name: text,
    tail_uuid: text,
    head_uuid: text,
    owner_uuid: text,
    properties: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform(
    (record): ArvadosLink => ({
      uuid: record.uuid,
      linkClass: record.link_class,
      name: record.name,
      tailUuid: record.tail_uuid,
      headUuid: record.head_uuid,
      ownerUuid: record.owner_uuid,
      properties: record.properties ?? {},
    }),
  );

export const groupRecord = z
  .looseObject({ uuid: uuid("group"), owner_uuid: text, name: text, group_class: text, description: text })
  .transform(
    (record): ArvadosGroup => ({
      uuid: record.uuid,
      ownerUuid: record.owner_uuid,
      name: record.name,
      groupClass: record.group_class,
      description: record.description,
    }),
  );

/** A token without what it proves. */
export const tokenRecord = z
  .looseObject({ scopes: z.array(z.unknown()).nullish(), expires_at: text })
  .transform(({ scopes, expires_at }) => {
    const expiresAt = expires_at === "" ? undefined : new Date(expires_at);
    return {
      isUnlimited: scopes?.includes("all") ?? false,
      expiresAt: Number.isNaN(expiresAt?.getTime()) ? undefined : expiresAt,
    };
  });

export const machineRecord = z.looseObject({ uuid: uuid("virtualMachine"), hostname: text });
export const agreementRecord = z.looseObject({ uuid: uuid("collection"), name: text });
export const collectionRecord = z.looseObject({ uuid: uuid("collection"), manifest_text: text });

/** What the cluster says about itself to everyone (Arvados, lib/config/export.go). */
export const configRecord = z.looseObject({
  ClusterID: z.string().regex(/^[0-9a-z]{5}$/, "is no ID of a cluster"),
  Login: z.looseObject({ LoginCluster: text }).prefault({}),
  Services: z
    .looseObject({
      WebDAV: z.looseObject({ ExternalURL: text }).prefault({}),
      WebDAVDownload: z.looseObject({ ExternalURL: text }).prefault({}),
    })
    .prefault({}),
});
export type ConfigRecord = z.output<typeof configRecord>;
