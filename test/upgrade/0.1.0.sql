--
-- PostgreSQL database dump
--

\restrict Q4qVaPWhOeFmTUs2lCsQE8WLAejMmcexHgM2nhsOHQpx7mR8gotPGZiaUnyXTME

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: drizzle; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA drizzle;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: __drizzle_migrations; Type: TABLE; Schema: drizzle; Owner: -
--

CREATE TABLE drizzle.__drizzle_migrations (
    id integer NOT NULL,
    hash text NOT NULL,
    created_at bigint
);


--
-- Name: __drizzle_migrations_id_seq; Type: SEQUENCE; Schema: drizzle; Owner: -
--

CREATE SEQUENCE drizzle.__drizzle_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: __drizzle_migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: drizzle; Owner: -
--

ALTER SEQUENCE drizzle.__drizzle_migrations_id_seq OWNED BY drizzle.__drizzle_migrations.id;


--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    id integer NOT NULL,
    username text NOT NULL,
    uid_number integer NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    email text NOT NULL,
    chat_user text,
    ssh_public_key text,
    pin_hash text,
    project_id integer NOT NULL,
    request_id integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    found_before jsonb,
    erased_at timestamp with time zone,
    CONSTRAINT username_lower CHECK ((username = lower(username)))
);


--
-- Name: accounts_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.accounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: audit_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_head (
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    signature bytea NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    only_row boolean DEFAULT true NOT NULL,
    CONSTRAINT only_head CHECK (only_row)
);


--
-- Name: audit_seals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_seals (
    "position" bigint NOT NULL,
    event_id bigint NOT NULL,
    request_id integer NOT NULL,
    hash bytea NOT NULL
);


--
-- Name: chat_pace; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.chat_pace (
    name text NOT NULL,
    busy_until timestamp with time zone NOT NULL,
    next_turn timestamp with time zone NOT NULL,
    granted boolean NOT NULL
);


--
-- Name: counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counters (
    name text NOT NULL,
    next integer NOT NULL
);


--
-- Name: cron_slots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cron_slots (
    name text NOT NULL,
    slot timestamp with time zone NOT NULL
);


--
-- Name: delegations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delegations (
    pi_user text NOT NULL,
    delegate_user text NOT NULL,
    delegate_name text NOT NULL,
    until timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: digests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.digests (
    id bigint NOT NULL,
    audience text NOT NULL,
    place text NOT NULL,
    message text,
    changed boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    problem text,
    run_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_by integer
);


--
-- Name: digests_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.digests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: digests_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.digests_id_seq OWNED BY public.digests.id;


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    id bigint NOT NULL,
    request_id integer NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    stage text NOT NULL,
    actor text NOT NULL,
    actor_name text NOT NULL,
    note text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT event_kind CHECK ((kind = ANY (ARRAY['requested'::text, 'quarantined'::text, 'released'::text, 'approved'::text, 'denied'::text, 'marked-as-spam'::text, 'asked'::text, 'answered'::text, 'claimed'::text, 'pi-changed'::text, 'reassigned'::text, 'delegated'::text, 'retried'::text, 'abandoned'::text, 'withdrawn'::text, 'rerouted'::text, 'waiting'::text, 'stage-done'::text, 'stage-failed'::text, 'stuck'::text, 'sent-back'::text, 'fulfilled'::text, 'refused'::text, 'reminded'::text, 'escalated'::text, 'expired'::text, 'undelivered'::text, 'password-set'::text, 'linked'::text, 'offboarded'::text, 'offboarding-failed'::text, 'resumed'::text, 'erased'::text])))
);


--
-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.events_id_seq OWNED BY public.events.id;


--
-- Name: failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.failures (
    key text NOT NULL,
    count integer NOT NULL,
    since timestamp with time zone NOT NULL
);


--
-- Name: installation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.installation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    rival_since timestamp with time zone,
    sealed_audit_key bytea,
    audit_key_after bigint DEFAULT 0 NOT NULL,
    only_row boolean DEFAULT true NOT NULL,
    CONSTRAINT only_row CHECK (only_row)
);


--
-- Name: interactions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.interactions (
    id bigint NOT NULL,
    key text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    is_command boolean NOT NULL,
    text text NOT NULL,
    request_id integer,
    mark text,
    card jsonb,
    received_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    run_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_by integer
);


--
-- Name: interactions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.interactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: interactions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.interactions_id_seq OWNED BY public.interactions.id;


--
-- Name: lease_tokens; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.lease_tokens
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    account_id integer NOT NULL,
    project_id integer NOT NULL,
    request_id integer NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: notifications; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notifications (
    id bigint NOT NULL,
    key text NOT NULL,
    mark uuid DEFAULT gen_random_uuid() NOT NULL,
    request_id integer,
    template text NOT NULL,
    via text NOT NULL,
    to_name text NOT NULL,
    to_email text,
    to_user text,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    problem text,
    run_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_by integer
);


--
-- Name: notifications_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.notifications_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: notifications_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.notifications_id_seq OWNED BY public.notifications.id;


--
-- Name: password_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.password_links (
    id uuid NOT NULL,
    request_id integer,
    account_id integer,
    keystone_user_id text,
    token_hash bytea NOT NULL,
    pin_hash text,
    sealed_password bytea,
    pending text[] DEFAULT '{}'::text[] NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    unanswered_since timestamp with time zone,
    stale_since timestamp with time zone,
    claimed_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT attempts_counted CHECK ((attempts >= 0)),
    CONSTRAINT whose CHECK (((account_id IS NULL) = (keystone_user_id IS NOT NULL)))
);


--
-- Name: password_resets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.password_resets (
    id uuid NOT NULL,
    account_id integer NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projects (
    id integer NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    gid_number integer NOT NULL,
    adopted boolean DEFAULT false NOT NULL,
    pi_name text,
    pi_email text,
    pi_user text,
    request_id integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT name_lower CHECK ((name = lower(name)))
);


--
-- Name: projects_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.projects ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.projects_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: quarantined_addresses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quarantined_addresses (
    email text NOT NULL,
    request_id integer NOT NULL,
    quarantined_at timestamp with time zone NOT NULL
);


--
-- Name: refused_logins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refused_logins (
    system text NOT NULL,
    fingerprint text NOT NULL,
    refusals integer NOT NULL,
    problem text NOT NULL,
    next_try_at timestamp with time zone NOT NULL
);


--
-- Name: requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.requests (
    id integer NOT NULL,
    mark uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    stage text NOT NULL,
    stage_since timestamp with time zone NOT NULL,
    clock_since timestamp with time zone NOT NULL,
    run_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_by integer,
    version integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    origin text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    email text NOT NULL,
    requester_user text,
    username text,
    project text,
    pi_name text,
    pi_email text,
    pi_user text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    decisions jsonb DEFAULT '{}'::jsonb NOT NULL,
    plan jsonb DEFAULT '[]'::jsonb NOT NULL,
    warnings jsonb DEFAULT '[]'::jsonb NOT NULL,
    claim jsonb,
    question jsonb,
    quota jsonb,
    delegates jsonb DEFAULT '[]'::jsonb NOT NULL,
    pin_hash text,
    needs_admin boolean DEFAULT false NOT NULL,
    escalated_at timestamp with time zone,
    waits_for text,
    problem text,
    CONSTRAINT kind CHECK ((kind = ANY (ARRAY['account'::text, 'membership'::text, 'password'::text, 'quota'::text]))),
    CONSTRAINT stage CHECK ((stage = ANY (ARRAY['verify-identity'::text, 'verify-member'::text, 'verify-quota'::text, 'await-admin'::text, 'await-pi'::text, 'confirm-plan'::text, 'register'::text, 'create-accounts'::text, 'add-memberships'::text, 'join-project'::text, 'read-quota'::text, 'set-quota'::text, 'restore-quota'::text, 'hand-over'::text, 'close'::text]))),
    CONSTRAINT status CHECK ((status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text, 'closed'::text, 'refused'::text, 'spam'::text, 'withdrawn'::text, 'offboarded'::text]))),
    CONSTRAINT waits_for CHECK ((waits_for = ANY (ARRAY['admin'::text, 'pi'::text, 'password'::text, 'project'::text, 'end-date'::text, 'closing-time'::text, 'dry-run'::text]))),
    CONSTRAINT waits_for_something CHECK (((waits_for IS NOT NULL) = (status = 'waiting'::text)))
)
WITH (fillfactor='70');


--
-- Name: requests_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: secret_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.secret_keys (
    number integer NOT NULL,
    id text NOT NULL,
    fingerprint bytea NOT NULL,
    first_used_at timestamp with time zone NOT NULL,
    dropped_at timestamp with time zone
);


--
-- Name: secret_keys_number_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.secret_keys ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.secret_keys_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: views; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.views (
    id bigint NOT NULL,
    request_id integer NOT NULL,
    audience text NOT NULL,
    place text NOT NULL,
    message text,
    posted_at timestamp with time zone,
    digest_id bigint,
    collapsed boolean DEFAULT false NOT NULL,
    shown_version integer DEFAULT 0 NOT NULL,
    shown_dry_run boolean DEFAULT false NOT NULL,
    moved_to text,
    wanted_version integer NOT NULL,
    problem text,
    run_at timestamp with time zone,
    attempt integer DEFAULT 0 NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_by integer
);


--
-- Name: views_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.views_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: views_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.views_id_seq OWNED BY public.views.id;


--
-- Name: __drizzle_migrations id; Type: DEFAULT; Schema: drizzle; Owner: -
--

ALTER TABLE ONLY drizzle.__drizzle_migrations ALTER COLUMN id SET DEFAULT nextval('drizzle.__drizzle_migrations_id_seq'::regclass);


--
-- Name: digests id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digests ALTER COLUMN id SET DEFAULT nextval('public.digests_id_seq'::regclass);


--
-- Name: events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ALTER COLUMN id SET DEFAULT nextval('public.events_id_seq'::regclass);


--
-- Name: interactions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions ALTER COLUMN id SET DEFAULT nextval('public.interactions_id_seq'::regclass);


--
-- Name: notifications id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications ALTER COLUMN id SET DEFAULT nextval('public.notifications_id_seq'::regclass);


--
-- Name: views id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.views ALTER COLUMN id SET DEFAULT nextval('public.views_id_seq'::regclass);


--
-- Data for Name: __drizzle_migrations; Type: TABLE DATA; Schema: drizzle; Owner: -
--

COPY drizzle.__drizzle_migrations (id, hash, created_at) FROM stdin;
1	023f5b550a8cdc03c925251de29f5a50bc537df53543f48f49105b589ecd7a00	1795677003935
2	41ef9f54a56139c22391c9045c9ae39b18c3e2e7fce75dee27760b54c252f057	1795677007000
\.


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.accounts (id, username, uid_number, given_name, family_name, email, chat_user, ssh_public_key, pin_hash, project_id, request_id, created_at, removed_at, found_before, erased_at) FROM stdin;
1	aash	20000	Amy	Ash	amy@example.org	slack:U0AMY	\N	\N	1	1	2026-11-26 08:18:38.22+00	\N	\N	\N
\.


--
-- Data for Name: audit_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_head ("position", hash, signature, sealed_at, only_row) FROM stdin;
32	\\x157850d31e09a9819ba2613389767cb7d97a442aeedea815fb1ca371afc04040	\\xc94d3d76aff64035da4ce0a445d93d243eec7547774c6f23f60b78c5fe6337f1	2026-11-26 08:18:40.662+00	t
\.


--
-- Data for Name: audit_seals; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_seals ("position", event_id, request_id, hash) FROM stdin;
1	1	1	\\x023770f2fd66d0d310e0d79db77f3acf1c7a9fa0bc721c7a9e8359eff0624f5e
2	2	1	\\xed723dc201898cc04886b381be78a881a6dc0f60f1ce9ea76eacc3069a6868cf
3	3	1	\\xce8c03d11aa9b3a0a5fed2917a8c9c47f6150c2ffcaf5a4da9eb475d6cda1ded
4	4	1	\\xbb21e582f5a5c05c3af463a4e43adf3997877d23b84b7ae90f4610317b90057f
5	5	1	\\xf22f965ca78bf2a7fc28d1d3ce4c06cebe8e27700e29e10ee794c8fd1af292d1
6	6	1	\\x700e49e2aa45d71947c26bfbfa21de46c4cedaebd89e435197c1460dace33c85
7	7	1	\\xed36e92980aa3ffe949a088ede15b1ec17769e25a0feb0bf25a23fb2433a166a
8	8	1	\\x2e18ee60272b6873a58bc9a353d195702e0216ec4e067fd94d28a5798e740dcd
9	9	1	\\xe3b0359c7f01eedbc09da5adbc7aefa3d909ea885e3a75110ef9c6c60d581897
10	10	1	\\x9fc5f8ec92c7f5d1f6d1128306708c30d9f1fad81dd84834ec18ea610ae1e9c1
11	11	1	\\x5d76faff37294a66cc34a3af958d8d79a46fd3f591f67e240b9b14afb19af84f
12	12	1	\\x7bb28f587dc21dad929dafcf6c9539c8406d7f094303ea3c3e3845f5587b6aa4
13	13	1	\\xcb4296c7141f5027c1fa922469ba6dd88a4b7a5f6c89ee03d113eee60cb4ca30
14	14	1	\\x5500c737027897789dbe2427746dcfa363bb839860b38e95ef7ddbf2294540b8
15	15	2	\\xdc479263c0535a59c8777df797c12daf90f9facea422c1954f9d98cef0a65415
16	16	2	\\xb47c1ee44fb23f2148402e116b337560b658fed8ae3f70823f74ed0a13cc4a21
17	17	2	\\x0a048c338125b316257fda4ffb0ae207e07ff5b095c4aad61a91941abc2e2020
18	18	2	\\x542dc4d1942a7ce00c740fa3c710e58e3f5f218b6f89f81059fd203997859d81
19	19	2	\\xd89878e7c3f70dcfd172f2e7175c57cf2c06aa14d8874b65f2f0511d5f7f2407
20	20	3	\\xea537760e105a84b2fd6cca823510c6044c08825892d6b2a02746c968d5e5cc8
21	21	3	\\x9872490ccf3728b2449348846448edd83c577adb4b15f56c181543a5f1a0ca7d
22	22	3	\\x73bcb2746f7b7eac5ac1f6b7fa40d43bfa1462bd15badc67b440cbd3f4aa2f31
23	23	3	\\x63ff090c61bf4189cbce7168ebf3202b585d6a73b18c661280f35dffa7843fc3
24	24	4	\\x2b8a5e969e19821a078f80206b59d82442cf7f4d25016c0a36f71ff2b9051e1b
25	25	4	\\xe4922d354122ac7afdc38843476cb316429eb350f71627d1762818e2b0c3a3a8
26	26	4	\\x6a58f9cf013cbe7b14e3ff7f0ea250fcb8d20a4d9982856ceabf9dc79f31b498
27	27	4	\\x21fd7dcef2259153ad87438c26e6a02991656ae2a972bc8a217a7c87c14c198d
28	28	5	\\xe6c0537b24495908a442245126c1aff714fa85c22d979e5d7b8fa782c20e0ed3
29	29	6	\\xa03fa04274737bb53e72bedfbaa93209c29338fd92d8f1f016334e7dfdd7a948
30	30	6	\\x4b6a36561ef22fa34cf1f66e51ef64bf22af3e01215a93c25cffa715af0e1696
31	31	6	\\xf772a72127bb1c7a1958fefe5f2cbf4066662448b36c1a09a548fa02b6cf8bb1
32	32	6	\\x157850d31e09a9819ba2613389767cb7d97a442aeedea815fb1ca371afc04040
\.


--
-- Data for Name: chat_pace; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.chat_pace (name, busy_until, next_turn, granted) FROM stdin;
slack:D0AMY edits	2026-11-26 08:18:39.213686+00	2026-11-26 08:18:38.213686+00	t
slack:D0HOPPER edits	2026-11-26 08:18:43.168669+00	2026-11-26 08:18:38.168669+00	t
slack:U0AMY	2026-11-26 08:18:42.862628+00	2026-11-26 08:18:37.862628+00	t
slack:U0BEN	2026-11-26 08:18:40.925389+00	2026-11-26 08:18:38.92539+00	t
slack:U0HOPPER	2026-11-26 08:18:40.12006+00	2026-11-26 08:18:38.120061+00	t
slack:U0LAYLA	2026-11-26 08:18:41.287158+00	2026-11-26 08:18:39.287159+00	t
slack:D0LAYLA edits	2026-11-26 08:18:40.383196+00	2026-11-26 08:18:39.383196+00	t
slack:U0NOETHER	2026-11-26 08:18:40.426815+00	2026-11-26 08:18:39.426815+00	t
slack:C0ACCOUNTS	2026-11-26 08:18:43.009683+00	2026-11-26 08:18:38.000153+00	t
slack:U0ZOE	2026-11-26 08:18:41.694389+00	2026-11-26 08:18:39.694389+00	t
slack:C0ACCOUNTS edits	2026-11-26 08:18:44.084298+00	2026-11-26 08:18:46.084298+00	f
\.


--
-- Data for Name: counters; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.counters (name, next) FROM stdin;
uidNumbers	20001
\.


--
-- Data for Name: cron_slots; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.cron_slots (name, slot) FROM stdin;
expire-requests	2026-11-26 08:00:00+00
admin-digest	2026-11-26 00:00:00+00
forget-failures	2026-11-26 08:00:00+00
forget-pace	2026-11-26 08:00:00+00
collapse-cards	2026-11-26 08:00:00+00
erase-dead-secrets	2026-11-26 08:00:00+00
forget-interactions	2026-11-26 08:00:00+00
remind-pis	2026-11-26 08:00:00+00
\.


--
-- Data for Name: delegations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.delegations (pi_user, delegate_user, delegate_name, until, created_at) FROM stdin;
\.


--
-- Data for Name: digests; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.digests (id, audience, place, message, changed, created_at, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
\.


--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.events (id, request_id, seq, at, kind, stage, actor, actor_name, note, detail) FROM stdin;
1	1	1	2026-11-26 08:18:37.826+00	requested	verify-identity	slack:U0AMY	Amy Ash		{}
2	1	2	2026-11-26 08:18:37.898+00	stage-done	verify-identity	acct	acct	no existing account; username aash is available	{}
3	1	3	2026-11-26 08:18:37.926+00	waiting	await-admin	acct	acct	for an admin	{}
4	1	4	2026-11-26 08:18:38.048+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
5	1	5	2026-11-26 08:18:38.082+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
6	1	6	2026-11-26 08:18:38.143+00	approved	await-pi	slack:U0HOPPER	Henrik Hopper		{"as": "pi"}
7	1	7	2026-11-26 08:18:38.184+00	stage-done	confirm-plan	acct	acct	unchanged since approval	{}
8	1	8	2026-11-26 08:18:38.227+00	stage-done	register	acct	acct	uidNumber 20000, gidNumber 5001	{}
9	1	9	2026-11-26 08:18:38.259+00	stage-done	create-accounts	acct	acct	LDAP: uid=aash uidNumber=20000, group astro	{}
10	1	10	2026-11-26 08:18:38.263+00	stage-done	add-memberships	acct	acct	not needed: no other members were named	{}
11	1	11	2026-11-26 08:18:38.318+00	waiting	hand-over	acct	acct	for the person to set a password	{}
12	1	12	2026-11-26 08:18:38.685+00	password-set	hand-over	account:aash	aash	on the password page	{}
13	1	13	2026-11-26 08:18:38.758+00	stage-done	hand-over	acct	acct	the password was set	{}
14	1	14	2026-11-26 08:18:38.771+00	waiting	close	acct	acct	for 1 day without activity before it closes	{}
15	2	1	2026-11-26 08:18:38.917+00	requested	verify-identity	slack:U0BEN	Ben Birch		{}
16	2	2	2026-11-26 08:18:38.934+00	stage-done	verify-identity	acct	acct	no existing account; username bbirch is available	{}
17	2	3	2026-11-26 08:18:38.989+00	waiting	await-admin	acct	acct	for an admin	{}
18	2	4	2026-11-26 08:18:39.03+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
19	2	5	2026-11-26 08:18:39.052+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
20	3	1	2026-11-26 08:18:39.264+00	requested	verify-identity	slack:U0LAYLA	ليلى حداد		{}
21	3	2	2026-11-26 08:18:39.295+00	stage-done	verify-identity	acct	acct	no existing account; username layla is available	{}
22	3	3	2026-11-26 08:18:39.304+00	waiting	await-admin	acct	acct	for an admin	{}
23	3	4	2026-11-26 08:18:39.335+00	denied	await-admin	slack:U0ADA	Ada Okafor	Please apply with your work address.	{"as": "admin"}
24	4	1	2026-11-26 08:18:39.404+00	requested	verify-identity	slack:U0NOETHER	Emma Noether		{}
25	4	2	2026-11-26 08:18:39.429+00	stage-done	verify-identity	acct	acct	no existing account; username enoether is available	{}
26	4	3	2026-11-26 08:18:39.451+00	waiting	await-admin	acct	acct	for an admin	{}
27	4	4	2026-11-26 08:18:39.489+00	marked-as-spam	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
28	5	1	2026-11-26 08:18:39.579+00	quarantined	verify-identity	slack:U0NOETHER	Emma Noether		{}
29	6	1	2026-11-26 08:18:39.688+00	requested	verify-identity	slack:U0ZOE	Zoë O’Neill-Žižek		{}
30	6	2	2026-11-26 08:18:39.705+00	stage-done	verify-identity	acct	acct	no existing account; username zoneillzizek is available	{}
31	6	3	2026-11-26 08:18:39.714+00	waiting	await-admin	acct	acct	for an admin	{}
32	6	4	2026-11-26 08:18:39.738+00	asked	await-admin	slack:U0ADA	Ada Okafor	Which software do you need?	{}
\.


--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.failures (key, count, since) FROM stdin;
link:z26Lb1QeVyLWr6td7L8-YKuy3MG5KqUkydI3eREqof4	0	2026-11-26 08:18:38.578+00
\.


--
-- Data for Name: installation; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.installation (id, created_at, rival_since, sealed_audit_key, audit_key_after, only_row) FROM stdin;
8467b324-f3df-46a8-a9c5-bb5042e84710	2026-11-26 08:18:32.255403+00	\N	\\x34333065323038333a7a6f8e5a503d84c295c1ca720dc0d4e3538c475fb725d1ef48cffb89d02724a44d7efccbcd286551d489caf87b6687bdec615cbd14c09875488c6d5c213d0392ca4f51acf8d856bf	0	t
\.


--
-- Data for Name: interactions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.interactions (id, key, actor, action, is_command, text, request_id, mark, card, received_at, finished_at, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	slack:1795681118006.1072915085.0baa85358b3a2e1ac455d06e7a8aa0b5	slack:U0ADA	approve	f		1	5be24a78-f2cc-48bb-a710-85fb07980d49	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795681118.004000"}	2026-11-26 08:18:38.01+00	2026-11-26 08:18:38.05+00	\N	0	0	\N	\N
2	slack:1795681118124.3557073538.bed95a1aa67f40bf9975213ce32b7259	slack:U0HOPPER	approve	f		1	5be24a78-f2cc-48bb-a710-85fb07980d49	{"place": {"id": "slack:U0HOPPER", "kind": "person"}, "message": "slack:D0HOPPER/1795681118.123000"}	2026-11-26 08:18:38.13+00	2026-11-26 08:18:38.148+00	\N	0	0	\N	\N
3	slack:1795681119021.779015912.150496e2be3a039d028000788d03c177	slack:U0ADA	approve	f		2	52c05ba9-706a-44a9-84c1-22bba16ffc87	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795681119.020000"}	2026-11-26 08:18:39.022+00	2026-11-26 08:18:39.035+00	\N	0	0	\N	\N
4	slack:1795681119476.436293835.399b330edffcbffa383cf0c5154c4877	slack:U0ADA	spam	f		4	ed584fe9-5da3-450e-9671-a9cb754f4a0e	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795681119.475000"}	2026-11-26 08:18:39.476+00	2026-11-26 08:18:39.512+00	\N	0	0	\N	\N
\.


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.memberships (account_id, project_id, request_id, created_at) FROM stdin;
1	1	1	2026-11-26 08:18:38.22+00
\.


--
-- Data for Name: notifications; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.notifications (id, key, mark, request_id, template, via, to_name, to_email, to_user, data, created_at, sent_at, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
2	1:waiting-for-pi:hopper@example.org	643ee4be-c5ac-45ae-b8a2-c7cce31df831	1	waiting-for-pi	either	Amy Ash	amy@example.org	slack:U0AMY	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 08:18:38.082+00	2026-11-26 08:18:38.116+00	\N	\N	0	0	\N	\N
3	1:approved	5bbee728-2dfb-47e5-8393-b9edede3a7b6	1	approved	either	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 08:18:38.143+00	2026-11-26 08:18:38.207+00	\N	\N	0	0	\N	\N
1	1:received	85647514-66c9-4c35-9c7e-6467cc55af26	1	received	either	Amy Ash	amy@example.org	slack:U0AMY	{"posted": "slack:D0AMY/1795681117.873000", "actions": ""}	2026-11-26 08:18:37.826+00	2026-11-26 08:18:37.877+00	\N	\N	0	0	\N	\N
5	1:ready	35c65197-c4e1-4fd9-98f5-e864072e5361	1	ready	chat	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 08:18:38.318+00	2026-11-26 08:18:38.403+00	\N	\N	0	0	\N	\N
4	1:welcome	c74c478c-da47-44c9-acb8-e17ba05f4762	1	welcome	email	Amy Ash	amy@example.org	slack:U0AMY	{"pin": "asked", "link": "2235bc57-f7c1-4699-bd4f-de22daab380e", "until": "2026-12-03T08:18:38.276Z"}	2026-11-26 08:18:38.318+00	2026-11-26 08:18:38.554+00	\N	\N	0	0	\N	\N
7	1:password-set:chat	89dbece6-bc57-465b-847e-83a70fc624f0	1	password-set	chat	Amy Ash	amy@example.org	slack:U0AMY	{"number": "chat"}	2026-11-26 08:18:38.758+00	2026-11-26 08:18:38.805+00	\N	\N	0	0	\N	\N
6	1:password-set	545f606f-afb9-48e5-b258-03ce9c6d3bbc	1	password-set	email	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 08:18:38.758+00	2026-11-26 08:18:38.818+00	\N	\N	0	0	\N	\N
8	2:received	a520b953-6be3-47d7-88e4-fc4611401064	2	received	either	Ben Birch	ben@example.org	slack:U0BEN	{"posted": "slack:D0BEN/1795681118.927000", "actions": "withdraw"}	2026-11-26 08:18:38.917+00	2026-11-26 08:18:38.929+00	\N	\N	0	0	\N	\N
9	2:waiting-for-pi:hopper@example.org	71275f5c-b1cb-4489-9c36-8295d1e8590c	2	waiting-for-pi	either	Ben Birch	ben@example.org	slack:U0BEN	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 08:18:39.052+00	2026-11-26 08:18:39.098+00	\N	\N	0	0	\N	\N
11	3:refused	49effe32-02b6-4113-962d-d0e4ea58463f	3	refused	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"reason": "Please apply with your work address."}	2026-11-26 08:18:39.335+00	2026-11-26 08:18:39.379+00	\N	\N	0	0	\N	\N
10	3:received	8dad5abf-ac8d-45ba-a5c5-54cce53635ee	3	received	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"posted": "slack:D0LAYLA/1795681119.289000", "actions": ""}	2026-11-26 08:18:39.264+00	2026-11-26 08:18:39.29+00	\N	\N	0	0	\N	\N
12	4:received	cdda3cb8-d452-4f6b-ad72-be97330a2e42	4	received	either	Emma Noether	noether@example.org	slack:U0NOETHER	{"posted": "slack:D0NOETHER/1795681119.428000", "actions": "withdraw"}	2026-11-26 08:18:39.404+00	2026-11-26 08:18:39.429+00	\N	\N	0	0	\N	\N
13	6:received	ffff6ac8-a609-42cd-82f6-9e6be053e1dd	6	received	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"posted": "slack:D0ZOE/1795681119.696000", "actions": "withdraw"}	2026-11-26 08:18:39.688+00	2026-11-26 08:18:39.697+00	\N	\N	0	0	\N	\N
14	6:question:3	967b72e6-6986-4169-8ce3-fb55055be786	6	question	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"number": "3", "posted": "slack:D0ZOE/1795681119.748000", "actions": "answer withdraw"}	2026-11-26 08:18:39.738+00	2026-11-26 08:18:39.749+00	\N	\N	0	0	\N	\N
\.


--
-- Data for Name: password_links; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.password_links (id, request_id, account_id, keystone_user_id, token_hash, pin_hash, sealed_password, pending, attempts, unanswered_since, stale_since, claimed_until, created_at, expires_at, used_at) FROM stdin;
2235bc57-f7c1-4699-bd4f-de22daab380e	1	1	\N	\\xcf6e8b6f541e5722d6afab5decbf3e60abb2dcc1b92aa524c9d23779112aa1fe	\N	\N	{}	0	\N	\N	\N	2026-11-26 08:18:38.276+00	2026-12-03 08:18:38.276+00	2026-11-26 08:18:38.667+00
\.


--
-- Data for Name: password_resets; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.password_resets (id, account_id, token_hash, created_at, expires_at, used_at) FROM stdin;
\.


--
-- Data for Name: projects; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.projects (id, name, description, gid_number, adopted, pi_name, pi_email, pi_user, request_id, created_at) FROM stdin;
1	astro		5001	t	Henrik Hopper	hopper@example.org	slack:U0HOPPER	1	2026-11-26 08:18:38.22+00
\.


--
-- Data for Name: quarantined_addresses; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.quarantined_addresses (email, request_id, quarantined_at) FROM stdin;
noether@example.org	4	2026-11-26 08:18:39.489+00
\.


--
-- Data for Name: refused_logins; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.refused_logins (system, fingerprint, refusals, problem, next_try_at) FROM stdin;
\.


--
-- Data for Name: requests; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.requests (id, mark, kind, status, stage, stage_since, clock_since, run_at, attempt, deaths, lease_token, lease_by, version, created_at, updated_at, origin, given_name, family_name, email, requester_user, username, project, pi_name, pi_email, pi_user, details, decisions, plan, warnings, claim, question, quota, delegates, pin_hash, needs_admin, escalated_at, waits_for, problem) FROM stdin;
1	5be24a78-f2cc-48bb-a710-85fb07980d49	account	waiting	close	2026-11-26 08:18:38.758+00	2026-11-26 08:18:38.758+00	2026-11-27 08:18:38.758+00	0	0	\N	\N	14	2026-11-26 08:18:37.823+00	2026-11-26 08:18:38.771+00	slack:V2C4BF88F1CB2	Amy	Ash	amy@example.org	slack:U0AMY	aash	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"pi": {"at": "2026-11-26T08:18:38.143Z", "by": "slack:U0HOPPER", "email": "hopper@example.org", "byName": "Henrik Hopper", "verdict": "approved"}, "admin": {"at": "2026-11-26T08:18:38.048Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account aash in project astro", "isNew": false, "system": "registry"}, {"text": "hopper@example.org becomes the PI of astro", "isNew": false, "system": "registry"}, {"text": "person uid=aash", "isNew": true, "system": "LDAP"}, {"text": "group astro with aash", "isNew": false, "system": "LDAP"}]	["We don't know who leads astro. Approving makes Henrik Hopper (hopper@example.org) its PI."]	\N	\N	\N	[]	\N	t	\N	closing-time	\N
2	52c05ba9-706a-44a9-84c1-22bba16ffc87	account	waiting	await-pi	2026-11-26 08:18:39.03+00	2026-11-26 08:18:39.03+00	\N	0	0	\N	\N	5	2026-11-26 08:18:38.914+00	2026-11-26 08:18:39.052+00	slack:V1DF0EF56F93F	Ben	Birch	ben@example.org	slack:U0BEN	bbirch	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"admin": {"at": "2026-11-26T08:18:39.030Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account bbirch in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=bbirch", "isNew": true, "system": "LDAP"}, {"text": "group astro with bbirch", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	430e2083:3kCUPQZ/n8KmcitlOENoLUC2/s6eWEES7QVCNydk9Ao9XNsCeX4uZlEE7tNzWxvbsRhbMygYVZ7FjGLSblD0LodVMRZOxorz4RCFYVOXM56FtLo90sa5lZEj0QQirnPAu6sMx7aMW5s4W3P5lsrnEQGq64WiWjvE35184Uc=	f	\N	pi	\N
3	9345a5b9-9506-45c8-9424-521f8a6cc2a3	account	refused	await-admin	2026-11-26 08:18:39.295+00	2026-11-26 08:18:39.295+00	\N	0	0	\N	\N	4	2026-11-26 08:18:39.261+00	2026-11-26 08:18:39.335+00	slack:VDF389DDE07ED	ليلى	حداد	layla@example.org	slack:U0LAYLA	layla	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "wantedUsername": "layla", "additionalUsers": []}	{"admin": {"at": "2026-11-26T08:18:39.335Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "reason": "Please apply with your work address.", "verdict": "denied"}}	[{"text": "account layla in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=layla", "isNew": true, "system": "LDAP"}, {"text": "group astro with layla", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	Please apply with your work address.
4	ed584fe9-5da3-450e-9671-a9cb754f4a0e	account	spam	await-admin	2026-11-26 08:18:39.429+00	2026-11-26 08:18:39.429+00	\N	0	0	\N	\N	4	2026-11-26 08:18:39.402+00	2026-11-26 08:18:39.489+00	slack:V47CA2CDCE03E	Emma	Noether	noether@example.org	slack:U0NOETHER	enoether	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{"admin": {"at": "2026-11-26T08:18:39.489Z", "by": "slack:U0ADA", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "spam"}}	[{"text": "account enoether in project spam", "isNew": false, "system": "registry"}, {"text": "person uid=enoether", "isNew": true, "system": "LDAP"}, {"text": "group spam with enoether", "isNew": true, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	\N
5	49d56785-e542-4023-9d9e-bfccee5eff25	account	quarantined	verify-identity	2026-11-26 08:18:39.574+00	2026-11-26 08:18:39.574+00	\N	0	0	\N	\N	1	2026-11-26 08:18:39.574+00	2026-11-26 08:18:39.579+00	slack:V6ABBC0DC8F46	Emma	Noether	noether@example.org	slack:U0NOETHER	\N	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{}	[]	[]	\N	\N	\N	[]	430e2083:rjbcJo8vS1IKng+RyzWlMxIXBNsp3391MC9pai6Dewjo8ZgV0PztXl6Wbm6PaDfQkOkWHMXMAggwFq4+hioudOoSzk3ui7VTj+rwRfnyT9bKRFSyTJRhY+w0MCGYKYLQ2XBOq7jJkizF/VO2AuuDg+KNVaHaezCoVsGwCgw=	f	\N	\N	\N
6	e3176c98-0c2d-48d2-8585-ac5036d807c1	account	waiting	await-admin	2026-11-26 08:18:39.705+00	2026-11-26 08:18:39.705+00	\N	0	0	\N	\N	4	2026-11-26 08:18:39.685+00	2026-11-26 08:18:39.738+00	slack:V8E35BF51447D	Zoë	O’Neill-Žižek	zoe@example.org	slack:U0ZOE	zoneillzizek	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{}	[{"text": "account zoneillzizek in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=zoneillzizek", "isNew": true, "system": "LDAP"}, {"text": "group astro with zoneillzizek", "isNew": false, "system": "LDAP"}]	[]	\N	{"at": "2026-11-26T08:18:39.738Z", "by": "slack:U0ADA", "text": "Which software do you need?", "byName": "Ada Okafor"}	\N	[]	430e2083:YdPEDzoudOGhOHjlH40IeEDPEPVo/7BqTEehkMo/IUuNHetfsWCc3OlxekirpwYh+IKq3R1dJvDjUR7VfaVnoQ291sEoFX7ovO+SsRE/WVc2+DcTNFEgONYWmwo9m1dvgxNJ+u80rTMrP0uK5Z1cncdODBOpkALOUS99zTQ=	f	\N	admin	\N
\.


--
-- Data for Name: secret_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.secret_keys (number, id, fingerprint, first_used_at, dropped_at) FROM stdin;
1	430e2083	\\x430e208305437895fc425ca53012db3c82623047c3f9e959d01c6a8f4dbe4425	2026-11-26 08:18:37.06+00	\N
\.


--
-- Data for Name: views; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.views (id, request_id, audience, place, message, posted_at, digest_id, collapsed, shown_version, shown_dry_run, moved_to, wanted_version, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
2	1	pi	slack:U0HOPPER	slack:D0HOPPER/1795681118.123000	2026-11-26 08:18:38.131+00	\N	f	14	f	\N	14	\N	\N	0	0	\N	\N
1	1	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795681118.004000	2026-11-26 08:18:38.019+00	\N	f	10	f	\N	14	\N	2026-11-26 08:18:41.088+00	0	0	\N	\N
4	2	pi	slack:U0HOPPER	slack:D0HOPPER/1795681119.118000	2026-11-26 08:18:39.119+00	\N	f	5	f	\N	5	\N	\N	0	0	\N	\N
3	2	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795681119.020000	2026-11-26 08:18:39.023+00	\N	f	4	f	\N	5	\N	2026-11-26 08:18:42.087+00	0	0	\N	\N
5	3	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795681119.318000	2026-11-26 08:18:39.32+00	\N	f	3	f	\N	4	\N	2026-11-26 08:18:43.084+00	0	0	\N	\N
6	4	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795681119.475000	2026-11-26 08:18:39.479+00	\N	f	3	f	\N	4	\N	2026-11-26 08:18:44.084+00	0	0	\N	\N
7	6	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795681119.723000	2026-11-26 08:18:39.725+00	\N	f	3	f	\N	4	\N	2026-11-26 08:18:45.084+00	0	0	\N	\N
\.


--
-- Name: __drizzle_migrations_id_seq; Type: SEQUENCE SET; Schema: drizzle; Owner: -
--

SELECT pg_catalog.setval('drizzle.__drizzle_migrations_id_seq', 2, true);


--
-- Name: accounts_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.accounts_id_seq', 1, true);


--
-- Name: digests_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.digests_id_seq', 1, false);


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.events_id_seq', 32, true);


--
-- Name: interactions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.interactions_id_seq', 4, true);


--
-- Name: lease_tokens; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.lease_tokens', 52, true);


--
-- Name: notifications_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.notifications_id_seq', 14, true);


--
-- Name: projects_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.projects_id_seq', 1, true);


--
-- Name: requests_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.requests_id_seq', 6, true);


--
-- Name: secret_keys_number_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.secret_keys_number_seq', 1, true);


--
-- Name: views_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.views_id_seq', 7, true);


--
-- Name: __drizzle_migrations __drizzle_migrations_pkey; Type: CONSTRAINT; Schema: drizzle; Owner: -
--

ALTER TABLE ONLY drizzle.__drizzle_migrations
    ADD CONSTRAINT __drizzle_migrations_pkey PRIMARY KEY (id);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);


--
-- Name: accounts accounts_request; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_request UNIQUE (request_id);


--
-- Name: accounts accounts_uid_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_uid_number UNIQUE (uid_number);


--
-- Name: accounts accounts_username; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_username UNIQUE (username);


--
-- Name: audit_head audit_head_only_row; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_only_row UNIQUE (only_row);


--
-- Name: audit_seals audit_seals_event; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_event UNIQUE (event_id);


--
-- Name: audit_seals audit_seals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY ("position");


--
-- Name: chat_pace chat_pace_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chat_pace
    ADD CONSTRAINT chat_pace_pkey PRIMARY KEY (name);


--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (name);


--
-- Name: cron_slots cron_slots_name_slot_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cron_slots
    ADD CONSTRAINT cron_slots_name_slot_pk PRIMARY KEY (name, slot);


--
-- Name: delegations delegations_pi_user_delegate_user_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT delegations_pi_user_delegate_user_pk PRIMARY KEY (pi_user, delegate_user);


--
-- Name: digests digests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_pkey PRIMARY KEY (id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: events events_seq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_seq UNIQUE (request_id, seq);


--
-- Name: failures failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.failures
    ADD CONSTRAINT failures_pkey PRIMARY KEY (key);


--
-- Name: installation installation_only_row; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_only_row UNIQUE (only_row);


--
-- Name: installation installation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (id);


--
-- Name: interactions interactions_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT interactions_key UNIQUE (key);


--
-- Name: interactions interactions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.interactions
    ADD CONSTRAINT interactions_pkey PRIMARY KEY (id);


--
-- Name: memberships memberships_account_id_project_id_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_account_id_project_id_pk PRIMARY KEY (account_id, project_id);


--
-- Name: notifications notifications_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_key UNIQUE (key);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);


--
-- Name: password_links password_links_keystone_user; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_keystone_user UNIQUE (keystone_user_id);


--
-- Name: password_links password_links_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_pkey PRIMARY KEY (id);


--
-- Name: password_links password_links_request; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_request UNIQUE (request_id);


--
-- Name: password_links password_links_token; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_token UNIQUE (token_hash);


--
-- Name: password_resets password_resets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_pkey PRIMARY KEY (id);


--
-- Name: password_resets password_resets_token; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_token UNIQUE (token_hash);


--
-- Name: projects projects_gid_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_gid_number UNIQUE (gid_number);


--
-- Name: projects projects_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_name UNIQUE (name);


--
-- Name: projects projects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (id);


--
-- Name: quarantined_addresses quarantined_addresses_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quarantined_addresses
    ADD CONSTRAINT quarantined_addresses_pkey PRIMARY KEY (email);


--
-- Name: refused_logins refused_logins_system_fingerprint_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refused_logins
    ADD CONSTRAINT refused_logins_system_fingerprint_pk PRIMARY KEY (system, fingerprint);


--
-- Name: requests requests_origin; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_origin UNIQUE (origin);


--
-- Name: requests requests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (id);


--
-- Name: secret_keys secret_keys_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.secret_keys
    ADD CONSTRAINT secret_keys_id UNIQUE (id);


--
-- Name: secret_keys secret_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.secret_keys
    ADD CONSTRAINT secret_keys_pkey PRIMARY KEY (number);


--
-- Name: views views_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_pkey PRIMARY KEY (id);


--
-- Name: views views_place; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_place UNIQUE (request_id, audience, place);


--
-- Name: accounts_chat_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX accounts_chat_user ON public.accounts USING btree (chat_user) WHERE (chat_user IS NOT NULL);


--
-- Name: accounts_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX accounts_email ON public.accounts USING btree (lower(email));


--
-- Name: accounts_family_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX accounts_family_name ON public.accounts USING btree (lower(family_name));


--
-- Name: accounts_secrets; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX accounts_secrets ON public.accounts USING btree (id) WHERE (pin_hash IS NOT NULL);


--
-- Name: digests_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX digests_due ON public.digests USING btree (run_at) WHERE (run_at IS NOT NULL);


--
-- Name: digests_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX digests_leased ON public.digests USING btree (lease_by) WHERE (lease_by IS NOT NULL);


--
-- Name: events_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_at ON public.events USING btree (at);


--
-- Name: failures_since; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX failures_since ON public.failures USING btree (since);


--
-- Name: interactions_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX interactions_due ON public.interactions USING btree (run_at) WHERE (run_at IS NOT NULL);


--
-- Name: interactions_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX interactions_leased ON public.interactions USING btree (lease_by) WHERE (lease_by IS NOT NULL);


--
-- Name: notifications_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifications_due ON public.notifications USING btree (run_at) WHERE (run_at IS NOT NULL);


--
-- Name: notifications_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifications_leased ON public.notifications USING btree (lease_by) WHERE (lease_by IS NOT NULL);


--
-- Name: notifications_request; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifications_request ON public.notifications USING btree (request_id);


--
-- Name: password_links_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_links_account ON public.password_links USING btree (account_id) WHERE (account_id IS NOT NULL);


--
-- Name: password_links_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_links_expiry ON public.password_links USING btree (expires_at);


--
-- Name: password_links_secrets; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_links_secrets ON public.password_links USING btree (expires_at) WHERE ((pin_hash IS NOT NULL) OR (sealed_password IS NOT NULL));


--
-- Name: password_resets_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX password_resets_account ON public.password_resets USING btree (account_id, created_at);


--
-- Name: requests_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_due ON public.requests USING btree (run_at) WHERE (run_at IS NOT NULL);


--
-- Name: requests_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_email ON public.requests USING btree (lower(email));


--
-- Name: requests_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_leased ON public.requests USING btree (lease_by) WHERE (lease_by IS NOT NULL);


--
-- Name: requests_open_email; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX requests_open_email ON public.requests USING btree (kind, lower(email)) WHERE ((kind <> ALL (ARRAY['membership'::text, 'quota'::text])) AND (status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text])));


--
-- Name: requests_open_membership; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX requests_open_membership ON public.requests USING btree (lower(email), project) WHERE ((kind = 'membership'::text) AND (status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text])));


--
-- Name: requests_open_pi; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_open_pi ON public.requests USING btree (pi_user) WHERE (status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text]));


--
-- Name: requests_open_quota; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX requests_open_quota ON public.requests USING btree (project) WHERE ((kind = 'quota'::text) AND (stage <> 'restore-quota'::text) AND (status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text])));


--
-- Name: requests_open_username; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX requests_open_username ON public.requests USING btree (username) WHERE ((kind = 'account'::text) AND (status = ANY (ARRAY['running'::text, 'waiting'::text, 'quarantined'::text, 'stuck'::text])));


--
-- Name: requests_requester; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_requester ON public.requests USING btree (requester_user);


--
-- Name: requests_secrets; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX requests_secrets ON public.requests USING btree (id) WHERE (pin_hash IS NOT NULL);


--
-- Name: views_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_digest ON public.views USING btree (digest_id) WHERE (digest_id IS NOT NULL);


--
-- Name: views_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_due ON public.views USING btree (run_at) WHERE (run_at IS NOT NULL);


--
-- Name: views_expanded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_expanded ON public.views USING btree (request_id) WHERE ((NOT collapsed) AND (message IS NOT NULL));


--
-- Name: views_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_leased ON public.views USING btree (lease_by) WHERE (lease_by IS NOT NULL);


--
-- Name: views_posted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_posted ON public.views USING btree (place, posted_at);


--
-- Name: views_unposted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX views_unposted ON public.views USING btree (place) WHERE (message IS NULL);


--
-- Name: audit_seals audit_seals_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: events events_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: accounts accounts_project_id_projects_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_project_id_projects_id_fk FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: accounts accounts_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: events events_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: memberships memberships_account_id_accounts_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: memberships memberships_project_id_projects_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_project_id_projects_id_fk FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: memberships memberships_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: notifications notifications_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: password_links password_links_account_id_accounts_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: password_links password_links_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: password_resets password_resets_account_id_accounts_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: projects projects_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: quarantined_addresses quarantined_addresses_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quarantined_addresses
    ADD CONSTRAINT quarantined_addresses_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- Name: views views_digest_id_digests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_digest_id_digests_id_fk FOREIGN KEY (digest_id) REFERENCES public.digests(id);


--
-- Name: views views_request_id_requests_id_fk; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_request_id_requests_id_fk FOREIGN KEY (request_id) REFERENCES public.requests(id);


--
-- PostgreSQL database dump complete
--

\unrestrict Q4qVaPWhOeFmTUs2lCsQE8WLAejMmcexHgM2nhsOHQpx7mR8gotPGZiaUnyXTME

