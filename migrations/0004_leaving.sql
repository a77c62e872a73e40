ALTER TABLE "requests" DROP CONSTRAINT "kind";--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "stage";--> statement-breakpoint
DROP INDEX "requests_open_email";--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_offboarding" ON "requests" USING btree ("username") WHERE kind = 'offboarding' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota', 'offboarding') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "kind" CHECK (kind in ('account', 'membership', 'offboarding', 'password', 'quota'));--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "stage" CHECK (stage in ('verify-identity', 'verify-member', 'verify-quota', 'await-admin', 'await-pi', 'confirm-plan', 'register', 'create-accounts', 'add-memberships', 'join-project', 'read-quota', 'set-quota', 'restore-quota', 'remove-access', 'hand-over', 'close'));