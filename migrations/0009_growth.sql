CREATE INDEX "accounts_secrets" ON "accounts" USING btree ("id") WHERE pin_hash is not null;--> statement-breakpoint
CREATE INDEX "cards_expanded" ON "cards" USING btree ("request_id") WHERE not collapsed and message is not null;--> statement-breakpoint
CREATE INDEX "password_links_secrets" ON "password_links" USING btree ("expires_at") WHERE pin_hash is not null or sealed_password is not null;--> statement-breakpoint
CREATE INDEX "requests_secrets" ON "requests" USING btree ("id") WHERE pin_hash is not null;