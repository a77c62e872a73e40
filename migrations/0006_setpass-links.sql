CREATE TABLE "password_resets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" integer NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"pin_hash" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_resets_token" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "password_links" ALTER COLUMN "request_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "password_links" ALTER COLUMN "account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "keystone_user_id" text;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "sealed_password" "bytea";--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "pending" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "password_links" ADD COLUMN "claimed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "password_resets_account" ON "password_resets" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "password_links_account" ON "password_links" USING btree ("account_id") WHERE account_id is not null;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_keystone_user" UNIQUE("keystone_user_id");--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "whose" CHECK (("password_links"."account_id" is null) = ("password_links"."keystone_user_id" is not null));