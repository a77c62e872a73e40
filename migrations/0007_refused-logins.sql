CREATE TABLE "refused_logins" (
	"system" text NOT NULL,
	"fingerprint" text NOT NULL,
	"refusals" integer NOT NULL,
	"problem" text NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refused_logins_system_fingerprint_pk" PRIMARY KEY("system","fingerprint")
);
