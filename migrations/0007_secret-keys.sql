CREATE TABLE "secret_keys" (
	"number" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "secret_keys_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL,
	"given_up_at" timestamp with time zone,
	CONSTRAINT "secret_keys_id" UNIQUE("id")
);
