--
-- PostgreSQL database dump
--

\restrict UH6Mhd7pVE4lohvaphJLe6TG30e1U90k37pfgnquxOLUe9aHHKbIavvOytaXTtZ

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
1	2278714e54b0924e9dd72e533c8261a783e6e5926cb772dca01785b7f57d360d	1795688084735
2	41ef9f54a56139c22391c9045c9ae39b18c3e2e7fce75dee27760b54c252f057	1795688085389
\.


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.accounts (id, username, uid_number, given_name, family_name, email, chat_user, ssh_public_key, pin_hash, project_id, request_id, created_at, removed_at, found_before, erased_at) FROM stdin;
1	aash	20000	Amy	Ash	amy@example.org	slack:U0AMY	\N	\N	1	1	2026-11-26 10:14:56.457+00	\N	\N	\N
\.


--
-- Data for Name: audit_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_head ("position", hash, signature, sealed_at, only_row) FROM stdin;
32	\\xde38005116f5cb3f3e18d609e92c93643d5c9ce599f67d03b6f7a311d3caedaf	\\x0cff5989aeec4600832681aeca9f330f2697016fe147633e931f50d61d879819	2026-11-26 10:14:58.192+00	t
\.


--
-- Data for Name: audit_seals; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_seals ("position", event_id, request_id, hash) FROM stdin;
1	1	1	\\xe51434171680f5d08065ce0e935b4b7ed1f3f999742bcab09089bb7fa82bd72b
2	2	1	\\x3d0dedcdba8f0987efcd5c51f052517d3346ecdfded6713e53db62202389ed1e
3	3	1	\\x356d1529edc5fb83dab61df55e115e3100a5a6a6867387c9a0e6e7bd25f27ce4
4	4	1	\\x2cf037cfcaa78bfb49433cfeaf2eb3cc84fc464e69dea883901a02eba505190d
5	5	1	\\x59fca8d6859a854797e686aba06ccc65368a26bd374b9e4505a75fff3fabe35e
6	6	1	\\x3ffab5afa51fee81b0395c810f2f4e5a79a8aa9b428995ef94f94578d1f88844
7	7	1	\\x37cef636426b8772811f33864d822f6561051579a1886eb1eddaee8c7d595ed1
8	8	1	\\x8a562b6a1414b30ef326884ac6deac80075a48b030472367c46187879a8c16b4
9	9	1	\\xc5be7485387cb1d4242738197c9644462863d07781f19aadaee7c51a2e872983
10	10	1	\\xc2423fb1085464b7326d152c5029c3b1f394379064be46f7ef1bc13a8cc16074
11	11	1	\\xe1ac8857b366870627c2abdb6afe749e912dc6b1d6a2b5913aa97e37308d159c
12	12	1	\\x56bd6a5e55e07cf7e5c3357587c2ad23db6f275b919de42c68e5d01af8c71039
13	13	1	\\x4d2ee44b4d97ded386325aef8cb005dd753ec4aa47a9373e8759cfeadaf51393
14	14	1	\\xd139485998feae9286de3bcf507734ef470727a5585c48c4c1cdbaa2497a8071
15	15	2	\\xa80ba1e48374445f2d33233a624064b4b3c08625ec37e49d31724d463a8ff428
16	16	2	\\x7a10e02d7d2a5b952a5d5cc57a0e0906954de5646495ccf95109e9c85dd92948
17	17	2	\\xb7904b7c901baf2fdfdf377a1644159456bc64b1f00d1336bcaf89e090682705
18	18	2	\\x0292271e6853aa767fd679499cdc56ac8ce3203e8b90e6a0bed09247c37c52fa
19	19	2	\\x1702864a330606ed3faebf8bf05a4fecf54d5f0575b1039723703b703f96e943
20	20	3	\\x6dfe0681670431294372c7937c0ec8d3856d04adf89fd8da78d6df96c1743e30
21	21	3	\\x23ca620fb9e3136e83450359614d4330ae4c9ea42b438fda0a8a56a04b581a45
22	22	3	\\x430e3e93113159300d635bd368c9caf7e1c1be0dde7986c2f0fbc84856c801e9
23	23	3	\\x9579065458cf262c58f1abef19dc1fe370f916cac7d82b751c313dc0591d2c60
24	24	4	\\x8440110b57fb6f7c32d427b3f4f82ac410773dbf4a8ba61e93d9ff9685315ed5
25	25	4	\\x1165ef5536d4a8cd70c0e2a387b7abda758d4adfc6bb3bcb35135e0ae74c8651
26	26	4	\\x193d3eb816646e27c0d851222946afb6b551e91e115e9dfc6b9345ef131ce98d
27	27	4	\\xe057b5860873c44abece6134386e0cd144273b2b0cee374226cc7a1501e41a5f
28	28	5	\\xcf96516726b1e6f55be114cea612cb53892a2a6fedde7cc0f92a3e52359de4d5
29	29	6	\\x6915b89011242034915af0a42d9406c8a1a05777fb02addee92e7a506fb42f77
30	30	6	\\x9b86e658d076ab9f2c15e48e36a8426e60ea7e9c238c04a26f96dd716d42e1d4
31	31	6	\\xab75568f170fadf7877f49b9803310e274b93c1ee787c3ef7ca89ac2bdf989da
32	32	6	\\xde38005116f5cb3f3e18d609e92c93643d5c9ce599f67d03b6f7a311d3caedaf
\.


--
-- Data for Name: chat_pace; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.chat_pace (name, busy_until, next_turn, granted) FROM stdin;
slack:D0AMY edits	2026-11-26 10:14:57.452652+00	2026-11-26 10:14:56.452653+00	t
slack:U0AMY	2026-11-26 10:15:01.317072+00	2026-11-26 10:14:56.317072+00	t
slack:D0HOPPER edits	2026-11-26 10:15:01.440655+00	2026-11-26 10:14:56.440656+00	t
slack:U0BEN	2026-11-26 10:14:58.781189+00	2026-11-26 10:14:56.781189+00	t
slack:U0HOPPER	2026-11-26 10:14:58.414935+00	2026-11-26 10:14:56.414935+00	t
slack:U0LAYLA	2026-11-26 10:14:58.994458+00	2026-11-26 10:14:56.994458+00	t
slack:D0LAYLA edits	2026-11-26 10:14:58.045765+00	2026-11-26 10:14:57.045765+00	t
slack:U0NOETHER	2026-11-26 10:14:58.071781+00	2026-11-26 10:14:57.071782+00	t
slack:C0ACCOUNTS	2026-11-26 10:15:01.365377+00	2026-11-26 10:14:56.365377+00	t
slack:C0ACCOUNTS edits	2026-11-26 10:15:01.391456+00	2026-11-26 10:15:04.391456+00	f
slack:U0ZOE	2026-11-26 10:14:59.192255+00	2026-11-26 10:14:57.192256+00	t
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
erase-dead-secrets	2026-11-26 10:00:00+00
forget-pace	2026-11-26 10:00:00+00
remind-pis	2026-11-26 10:00:00+00
admin-digest	2026-11-26 00:00:00+00
forget-interactions	2026-11-26 10:00:00+00
expire-requests	2026-11-26 10:00:00+00
collapse-cards	2026-11-26 10:00:00+00
forget-failures	2026-11-26 10:00:00+00
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
1	1	1	2026-11-26 10:14:56.301+00	requested	verify-identity	slack:U0AMY	Amy Ash		{}
2	1	2	2026-11-26 10:14:56.34+00	stage-done	verify-identity	acct	acct	no existing account; username aash is available	{}
3	1	3	2026-11-26 10:14:56.353+00	waiting	await-admin	acct	acct	for an admin	{}
4	1	4	2026-11-26 10:14:56.379+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
5	1	5	2026-11-26 10:14:56.398+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
6	1	6	2026-11-26 10:14:56.424+00	approved	await-pi	slack:U0HOPPER	Henrik Hopper		{"as": "pi"}
7	1	7	2026-11-26 10:14:56.442+00	stage-done	confirm-plan	acct	acct	unchanged since approval	{}
8	1	8	2026-11-26 10:14:56.461+00	stage-done	register	acct	acct	uidNumber 20000, gidNumber 5001	{}
9	1	9	2026-11-26 10:14:56.475+00	stage-done	create-accounts	acct	acct	LDAP: uid=aash uidNumber=20000, group astro	{}
10	1	10	2026-11-26 10:14:56.48+00	stage-done	add-memberships	acct	acct	not needed: no other members were named	{}
11	1	11	2026-11-26 10:14:56.495+00	waiting	hand-over	acct	acct	for the person to set a password	{}
12	1	12	2026-11-26 10:14:56.682+00	password-set	hand-over	account:aash	aash	on the password page	{}
13	1	13	2026-11-26 10:14:56.699+00	stage-done	hand-over	acct	acct	the password was set	{}
14	1	14	2026-11-26 10:14:56.712+00	waiting	close	acct	acct	for 1 day without activity before it closes	{}
15	2	1	2026-11-26 10:14:56.774+00	requested	verify-identity	slack:U0BEN	Ben Birch		{}
16	2	2	2026-11-26 10:14:56.789+00	stage-done	verify-identity	acct	acct	no existing account; username bbirch is available	{}
17	2	3	2026-11-26 10:14:56.794+00	waiting	await-admin	acct	acct	for an admin	{}
18	2	4	2026-11-26 10:14:56.817+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
19	2	5	2026-11-26 10:14:56.826+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
20	3	1	2026-11-26 10:14:56.987+00	requested	verify-identity	slack:U0LAYLA	ليلى حداد		{}
21	3	2	2026-11-26 10:14:57.002+00	stage-done	verify-identity	acct	acct	no existing account; username layla is available	{}
22	3	3	2026-11-26 10:14:57.008+00	waiting	await-admin	acct	acct	for an admin	{}
23	3	4	2026-11-26 10:14:57.027+00	denied	await-admin	slack:U0ADA	Ada Okafor	Please apply with your work address.	{"as": "admin"}
24	4	1	2026-11-26 10:14:57.064+00	requested	verify-identity	slack:U0NOETHER	Emma Noether		{}
25	4	2	2026-11-26 10:14:57.079+00	stage-done	verify-identity	acct	acct	no existing account; username enoether is available	{}
26	4	3	2026-11-26 10:14:57.093+00	waiting	await-admin	acct	acct	for an admin	{}
27	4	4	2026-11-26 10:14:57.109+00	marked-as-spam	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
28	5	1	2026-11-26 10:14:57.139+00	quarantined	verify-identity	slack:U0NOETHER	Emma Noether		{}
29	6	1	2026-11-26 10:14:57.184+00	requested	verify-identity	slack:U0ZOE	Zoë O’Neill-Žižek		{}
30	6	2	2026-11-26 10:14:57.214+00	stage-done	verify-identity	acct	acct	no existing account; username zoneillzizek is available	{}
31	6	3	2026-11-26 10:14:57.221+00	waiting	await-admin	acct	acct	for an admin	{}
32	6	4	2026-11-26 10:14:57.248+00	asked	await-admin	slack:U0ADA	Ada Okafor	Which software do you need?	{}
\.


--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.failures (key, count, since) FROM stdin;
link:NiaGJRFQwANZ5j_MU7r9akQr-1XccgOOCIznL7sK58w	0	2026-11-26 10:14:56.66+00
\.


--
-- Data for Name: installation; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.installation (id, created_at, rival_since, sealed_audit_key, audit_key_after, only_row) FROM stdin;
0bfe0fbf-1f06-4ae0-a55a-ea03a634317e	2026-11-26 10:14:54.510771+00	\N	\\x34333065323038333a3d8081cfb7558e03426778e1b43f026b49e4dc7120a422062f2176639d633592a486fb38417ea0b44a9535906afe97d77c4c7292877cd6c576397b3adf36873c524b37943a8fc9b9	0	t
\.


--
-- Data for Name: interactions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.interactions (id, key, actor, action, is_command, text, request_id, mark, card, received_at, finished_at, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	slack:1795688096369.544427269.2bc8dcbafb55be3020485ebddfa59f42	slack:U0ADA	approve	f		1	7aaeb415-029b-46d2-ad93-be81ac642cf9	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795688096.367000"}	2026-11-26 10:14:56.37+00	2026-11-26 10:14:56.381+00	\N	0	0	\N	\N
2	slack:1795688096419.3613665870.2eedf5df9e9151f9bdf9cb389c1e6e98	slack:U0HOPPER	approve	f		1	7aaeb415-029b-46d2-ad93-be81ac642cf9	{"place": {"id": "slack:U0HOPPER", "kind": "person"}, "message": "slack:D0HOPPER/1795688096.416000"}	2026-11-26 10:14:56.419+00	2026-11-26 10:14:56.427+00	\N	0	0	\N	\N
3	slack:1795688096802.3888938536.99cc9a35b0162138f094759728ec0279	slack:U0ADA	approve	f		2	1fd66be7-4894-437a-957f-eae18b9169fc	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795688096.802000"}	2026-11-26 10:14:56.803+00	2026-11-26 10:14:56.819+00	\N	0	0	\N	\N
4	slack:1795688097102.2413057821.d0ededd232a5125e42d207ae25559196	slack:U0ADA	spam	f		4	00b8845e-5a8f-4a49-b3d7-e9128d91bd05	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795688097.101000"}	2026-11-26 10:14:57.102+00	2026-11-26 10:14:57.114+00	\N	0	0	\N	\N
\.


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.memberships (account_id, project_id, request_id, created_at) FROM stdin;
1	1	1	2026-11-26 10:14:56.457+00
\.


--
-- Data for Name: notifications; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.notifications (id, key, mark, request_id, template, via, to_name, to_email, to_user, data, created_at, sent_at, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
2	1:waiting-for-pi:hopper@example.org	f587c31e-c0ac-4790-858b-1defb8570de1	1	waiting-for-pi	either	Amy Ash	amy@example.org	slack:U0AMY	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 10:14:56.398+00	2026-11-26 10:14:56.421+00	\N	\N	0	0	\N	\N
3	1:approved	0d8bd844-e5da-4e0b-92b5-a05186361aaf	1	approved	either	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 10:14:56.424+00	2026-11-26 10:14:56.446+00	\N	\N	0	0	\N	\N
1	1:received	63a5270f-6c41-4131-b35f-068067d5ecff	1	received	either	Amy Ash	amy@example.org	slack:U0AMY	{"posted": "slack:D0AMY/1795688096.322000", "actions": ""}	2026-11-26 10:14:56.301+00	2026-11-26 10:14:56.329+00	\N	\N	0	0	\N	\N
5	1:ready	ab4ec332-e57f-437a-9aa6-6ab1a7525cde	1	ready	chat	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 10:14:56.495+00	2026-11-26 10:14:56.521+00	\N	\N	0	0	\N	\N
4	1:welcome	992bb5c3-e3af-4b62-aae8-30abd21e6c85	1	welcome	email	Amy Ash	amy@example.org	slack:U0AMY	{"pin": "asked", "link": "da94b30d-6b57-48b8-879d-37cdd8c0c8df", "until": "2026-12-03T10:14:56.484Z"}	2026-11-26 10:14:56.495+00	2026-11-26 10:14:56.647+00	\N	\N	0	0	\N	\N
7	1:password-set:chat	b045a1bc-7341-42f9-8d7b-d0949571f6db	1	password-set	chat	Amy Ash	amy@example.org	slack:U0AMY	{"number": "chat"}	2026-11-26 10:14:56.699+00	2026-11-26 10:14:56.74+00	\N	\N	0	0	\N	\N
6	1:password-set	b873496f-5d70-45f3-bc84-eb81feb9c80c	1	password-set	email	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 10:14:56.699+00	2026-11-26 10:14:56.752+00	\N	\N	0	0	\N	\N
8	2:received	fd9a1790-0517-4b1b-a463-08454a7aaa8e	2	received	either	Ben Birch	ben@example.org	slack:U0BEN	{"posted": "slack:D0BEN/1795688096.783000", "actions": "withdraw"}	2026-11-26 10:14:56.774+00	2026-11-26 10:14:56.784+00	\N	\N	0	0	\N	\N
9	2:waiting-for-pi:hopper@example.org	798e2e35-068d-4dcb-b8bd-5e48218ecffd	2	waiting-for-pi	either	Ben Birch	ben@example.org	slack:U0BEN	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 10:14:56.826+00	2026-11-26 10:14:56.838+00	\N	\N	0	0	\N	\N
11	3:refused	0c3c1a4f-2de9-4c50-b5a5-96dea96abac1	3	refused	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"reason": "Please apply with your work address."}	2026-11-26 10:14:57.027+00	2026-11-26 10:14:57.041+00	\N	\N	0	0	\N	\N
10	3:received	9fed4c13-efbf-46ce-b404-00c80cd22ff5	3	received	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"posted": "slack:D0LAYLA/1795688096.995000", "actions": ""}	2026-11-26 10:14:56.987+00	2026-11-26 10:14:56.996+00	\N	\N	0	0	\N	\N
12	4:received	74b7ee59-a151-4cf1-a24f-8018e3a380cb	4	received	either	Emma Noether	noether@example.org	slack:U0NOETHER	{"posted": "slack:D0NOETHER/1795688097.073000", "actions": "withdraw"}	2026-11-26 10:14:57.064+00	2026-11-26 10:14:57.074+00	\N	\N	0	0	\N	\N
13	6:received	22d4637f-63f1-41f9-a5ca-4e77389c4116	6	received	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"posted": "slack:D0ZOE/1795688097.199000", "actions": "withdraw"}	2026-11-26 10:14:57.184+00	2026-11-26 10:14:57.203+00	\N	\N	0	0	\N	\N
14	6:question:3	e8d54a7c-b07a-47dc-a81c-5674f0137782	6	question	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"number": "3", "posted": "slack:D0ZOE/1795688097.260000", "actions": "answer withdraw"}	2026-11-26 10:14:57.248+00	2026-11-26 10:14:57.262+00	\N	\N	0	0	\N	\N
\.


--
-- Data for Name: password_links; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.password_links (id, request_id, account_id, keystone_user_id, token_hash, pin_hash, sealed_password, pending, attempts, unanswered_since, stale_since, claimed_until, created_at, expires_at, used_at) FROM stdin;
da94b30d-6b57-48b8-879d-37cdd8c0c8df	1	1	\N	\\x362686251150c00359e63fcc53bafd6a442bfb55dc72038e088ce72fbb0ae7cc	\N	\N	{}	0	\N	\N	\N	2026-11-26 10:14:56.484+00	2026-12-03 10:14:56.484+00	2026-11-26 10:14:56.68+00
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
1	astro		5001	t	Henrik Hopper	hopper@example.org	slack:U0HOPPER	1	2026-11-26 10:14:56.457+00
\.


--
-- Data for Name: quarantined_addresses; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.quarantined_addresses (email, request_id, quarantined_at) FROM stdin;
noether@example.org	4	2026-11-26 10:14:57.109+00
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
1	7aaeb415-029b-46d2-ad93-be81ac642cf9	account	waiting	close	2026-11-26 10:14:56.699+00	2026-11-26 10:14:56.699+00	2026-11-27 10:14:56.699+00	0	0	\N	\N	14	2026-11-26 10:14:56.299+00	2026-11-26 10:14:56.712+00	slack:V47A9BABFD608	Amy	Ash	amy@example.org	slack:U0AMY	aash	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"pi": {"at": "2026-11-26T10:14:56.424Z", "by": "slack:U0HOPPER", "email": "hopper@example.org", "byName": "Henrik Hopper", "verdict": "approved"}, "admin": {"at": "2026-11-26T10:14:56.379Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account aash in project astro", "isNew": false, "system": "registry"}, {"text": "hopper@example.org becomes the PI of astro", "isNew": false, "system": "registry"}, {"text": "person uid=aash", "isNew": true, "system": "LDAP"}, {"text": "group astro with aash", "isNew": false, "system": "LDAP"}]	["We don't know who leads astro. Approving makes Henrik Hopper (hopper@example.org) its PI."]	\N	\N	\N	[]	\N	t	\N	closing-time	\N
2	1fd66be7-4894-437a-957f-eae18b9169fc	account	waiting	await-pi	2026-11-26 10:14:56.817+00	2026-11-26 10:14:56.817+00	\N	0	0	\N	\N	5	2026-11-26 10:14:56.772+00	2026-11-26 10:14:56.826+00	slack:VF6332590400E	Ben	Birch	ben@example.org	slack:U0BEN	bbirch	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"admin": {"at": "2026-11-26T10:14:56.817Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account bbirch in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=bbirch", "isNew": true, "system": "LDAP"}, {"text": "group astro with bbirch", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	430e2083:QYqTdyMh3amEqlLqOAZBjwyzFUs1wcfZGSzwDe1wOBRt1qtRL/uIf2fSG1/sICQpIC0j1OE/1rEHd9L/JiDsL/fEYk/E1Vwq9Ddd6XW/EqFcx1Cz01hsGV5jXdjtxM4AIBHiYoOrK3PD4Q8sw+qiTlgsih6toCDlM1xVLIk=	f	\N	pi	\N
3	77ad6d72-8d91-4b2e-9e3a-278a1cbb7a4b	account	refused	await-admin	2026-11-26 10:14:57.002+00	2026-11-26 10:14:57.002+00	\N	0	0	\N	\N	4	2026-11-26 10:14:56.985+00	2026-11-26 10:14:57.027+00	slack:V9A759F584327	ليلى	حداد	layla@example.org	slack:U0LAYLA	layla	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "wantedUsername": "layla", "additionalUsers": []}	{"admin": {"at": "2026-11-26T10:14:57.027Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "reason": "Please apply with your work address.", "verdict": "denied"}}	[{"text": "account layla in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=layla", "isNew": true, "system": "LDAP"}, {"text": "group astro with layla", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	Please apply with your work address.
4	00b8845e-5a8f-4a49-b3d7-e9128d91bd05	account	spam	await-admin	2026-11-26 10:14:57.079+00	2026-11-26 10:14:57.079+00	\N	0	0	\N	\N	4	2026-11-26 10:14:57.063+00	2026-11-26 10:14:57.109+00	slack:V35647AABED3A	Emma	Noether	noether@example.org	slack:U0NOETHER	enoether	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{"admin": {"at": "2026-11-26T10:14:57.109Z", "by": "slack:U0ADA", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "spam"}}	[{"text": "account enoether in project spam", "isNew": false, "system": "registry"}, {"text": "person uid=enoether", "isNew": true, "system": "LDAP"}, {"text": "group spam with enoether", "isNew": true, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	\N
5	66382ef4-6ece-41ea-8fe8-7cdca94b59d2	account	quarantined	verify-identity	2026-11-26 10:14:57.138+00	2026-11-26 10:14:57.138+00	\N	0	0	\N	\N	1	2026-11-26 10:14:57.138+00	2026-11-26 10:14:57.139+00	slack:V378A8379C19D	Emma	Noether	noether@example.org	slack:U0NOETHER	\N	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{}	[]	[]	\N	\N	\N	[]	430e2083:kI8lVTIBWxm7Pz86w1p/RQdm2gWwbNfBNUAYljIJHRWRL+wip+Q0nYvj9q5Wnz4CNDpcjoF5hn5OQ+ljbiZcg1YkA/rlimyImPqol7q64oSIvfYKUMBPMAyWdUZnJTEEZckYEhfO5j0Eqpk0VAlr7YfPCkmsl+1RNZOmMQI=	f	\N	\N	\N
6	40320fd3-4fb6-4a03-9b3f-3c970bef1cb5	account	waiting	await-admin	2026-11-26 10:14:57.214+00	2026-11-26 10:14:57.214+00	\N	0	0	\N	\N	4	2026-11-26 10:14:57.182+00	2026-11-26 10:14:57.248+00	slack:V14657ED6310E	Zoë	O’Neill-Žižek	zoe@example.org	slack:U0ZOE	zoneillzizek	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{}	[{"text": "account zoneillzizek in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=zoneillzizek", "isNew": true, "system": "LDAP"}, {"text": "group astro with zoneillzizek", "isNew": false, "system": "LDAP"}]	[]	\N	{"at": "2026-11-26T10:14:57.248Z", "by": "slack:U0ADA", "text": "Which software do you need?", "byName": "Ada Okafor"}	\N	[]	430e2083:n/diRvMmIwgXZFQMhGADpdfj1xHXMAumGK8EJUNeILwD7qZokYjCot+93QkHi8HqpCSHCBmm9H8e5zQpfAcP31SoWhLSlktfR6YwlASKjvUvazYh5yZiRwhjmbsBHih4eKFtDeurU9F+KSBrNKbl3zWvmZDjsLUJcFxvYSE=	f	\N	admin	\N
\.


--
-- Data for Name: secret_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.secret_keys (number, id, fingerprint, first_used_at, dropped_at) FROM stdin;
1	430e2083	\\x430e208305437895fc425ca53012db3c82623047c3f9e959d01c6a8f4dbe4425	2026-11-26 10:14:55.976+00	\N
\.


--
-- Data for Name: views; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.views (id, request_id, audience, place, message, posted_at, digest_id, collapsed, shown_version, shown_dry_run, moved_to, wanted_version, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	1	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795688096.367000	2026-11-26 10:14:56.372+00	\N	f	10	f	\N	14	\N	2026-11-26 10:14:58.392+00	0	0	\N	\N
2	1	pi	slack:U0HOPPER	slack:D0HOPPER/1795688096.416000	2026-11-26 10:14:56.42+00	\N	f	14	f	\N	14	\N	\N	0	0	\N	\N
3	2	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795688096.802000	2026-11-26 10:14:56.804+00	\N	f	3	f	\N	5	\N	2026-11-26 10:15:00.392+00	0	0	\N	\N
4	2	pi	slack:U0HOPPER	slack:D0HOPPER/1795688096.840000	2026-11-26 10:14:56.841+00	\N	f	5	f	\N	5	\N	\N	0	0	\N	\N
5	3	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795688097.016000	2026-11-26 10:14:57.019+00	\N	f	3	f	\N	4	\N	2026-11-26 10:15:01.392+00	0	0	\N	\N
6	4	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795688097.101000	2026-11-26 10:14:57.103+00	\N	f	3	f	\N	4	\N	2026-11-26 10:15:02.391+00	0	0	\N	\N
7	6	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795688097.230000	2026-11-26 10:14:57.232+00	\N	f	3	f	\N	4	\N	2026-11-26 10:15:03.391+00	0	0	\N	\N
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

SELECT pg_catalog.setval('public.lease_tokens', 51, true);


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

\unrestrict UH6Mhd7pVE4lohvaphJLe6TG30e1U90k37pfgnquxOLUe9aHHKbIavvOytaXTtZ

