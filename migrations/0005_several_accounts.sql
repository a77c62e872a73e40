DROP INDEX "requests_open_email";--> statement-breakpoint
DROP INDEX "requests_open_membership";--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_password" ON "requests" USING btree (lower(email),"username") WHERE kind = 'password' and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_email" ON "requests" USING btree ("kind",lower(email)) WHERE kind not in ('membership', 'quota', 'offboarding', 'password') and status in ('running', 'waiting', 'quarantined', 'stuck');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_open_membership" ON "requests" USING btree (lower(email),"project","username") WHERE kind = 'membership' and status in ('running', 'waiting', 'quarantined', 'stuck');