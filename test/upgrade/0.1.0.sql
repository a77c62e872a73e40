--
-- PostgreSQL database dump
--

\restrict EcnqySUbdNhqqF8ATeyHfPhTM9v6CLF4QY4GC6rylJwBNGgWEjDr8ClB80jJ0eI

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
    attempt_lock_until timestamp with time zone,
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
-- Name: rejected_logins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rejected_logins (
    system text NOT NULL,
    fingerprint text NOT NULL,
    rejections integer NOT NULL,
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
    assignee jsonb,
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
1	564406ca0f1a4a14bdc373a4cd4716cd3915dc131818dabab940827e766d66e6	1795691343319
\.


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.accounts (id, username, uid_number, given_name, family_name, email, chat_user, ssh_public_key, pin_hash, project_id, request_id, created_at, removed_at, found_before, erased_at) FROM stdin;
1	aash	20000	Amy	Ash	amy@example.org	slack:U0AMY	\N	\N	1	1	2026-11-26 11:14:08.796+00	\N	\N	\N
\.


--
-- Data for Name: audit_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_head ("position", hash, signature, sealed_at, only_row) FROM stdin;
32	\\x98d9af6558595d560434a3f631c019f6fdb3020ff97bed99c186920f21c8c9c1	\\xcc0049b8a98a0648aec6b6ae388a528e7b786303f2eb67f6b9f547a83ecca783	2026-11-26 11:14:10.509+00	t
\.


--
-- Data for Name: audit_seals; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_seals ("position", event_id, request_id, hash) FROM stdin;
1	1	1	\\x6e503dd4990c4afc41010334295d9a9fc8e214ba3b8d4d4df2d069264771008d
2	2	1	\\x6447a42801eb7cf1709e475cc02c19b1e977e47e35e087f7b1fc067d1fd2faa8
3	3	1	\\x037c6b28a88522f1ef87cba220237748ee772c7510e3b9e5c719f794c65161da
4	4	1	\\x5ebc19714da580ca9ce55d0a8a0cba219194dc8923b59cb31bc28a85c19a3ed3
5	5	1	\\xa8d1ba8ae6c8ae3aa9b065c80f61aeedea88bb4697fa096b92382a05e553edb0
6	6	1	\\x2e5d3c30387e686f4bbf9b76996ad1400e37facc5462bfbefe80770dd2cf0172
7	7	1	\\x16c24cd29fe8825f9f00fc86281f867a79e5eb939c97cf22c8cfbdc6eeaaf5e1
8	8	1	\\x7fe2ce820a39d58b2d63c62be86576f3387eb384e79ba2b3f58b50214691f518
9	9	1	\\x3f3452a1505c6bb91f85fe21ea0a3e9e641a69e232e48f7d8dabc3e21de14afa
10	10	1	\\x72526d328705c64d3b223b18bb612c4400ae88a4677a2538be9fd22aa6938ccc
11	11	1	\\xd4f911b2d6408e53843e11ef5f5cbe99ef27b8f95b3bb6b68e8df1df9094b613
12	12	1	\\x4ee4508ab8f343b747be3c25af10af44e1d07e61472e20beefc93c6fe7662a4c
13	13	1	\\x2e915c4b05cb2bb2d682009449975352819aee886aade1373e8a1b5895b898d2
14	14	1	\\xa05e7ed227795c05080dcf91c51b3f5cef109410e8eef5a64a931344094f4ee9
15	15	2	\\x3bb486d7372d6fe14e9a3185733a691a55e1aac98d163de34885596c9ad4eecd
16	16	2	\\xde7fc343b917285d609c993e80f15d0ae47fbf1d8b5c8a51403b8e5b22d26dbf
17	17	2	\\x29a7fa832006f64496c84833eb06ec693f0bb78174ca68cbc5f8e6a43802577a
18	18	2	\\xdb98688918e3dcaa69a70edabeb561889c9357247e017bb73cffa04182d24721
19	19	2	\\xf1d27c97258f86ae095499aa5db9edd4a2b8a77864b6a38f77518ae413de1a0d
20	20	3	\\x96ad4cf206bba44d37cc1891ddee88e1991e201ac1408b71103e9bcf5ba1e986
21	21	3	\\xf73362e773d2bdf3c1933e2c3587be82beea6e6beb53f57ba2ed2fde2a09a9db
22	22	3	\\x471deb423f139f5322262c67efdb61cd2f59a24473d8db830753926875ac2c17
23	23	3	\\x2f0de5c0d335d33fd6f1792244f9b7c202b9741a9c9d15da246372655984c91c
24	24	4	\\xc6ba70fc781e027b848e2db77ab589d4ca83554c222b445e3dcb227a14b0f8ff
25	25	4	\\xaae40917149a20ff855f59c9f176d646df386e364966a01b8b25659ed57cdfe8
26	26	4	\\x35a7dbfc424efa32645915b7564efe7ac589931ae563e09aa47daefc72252b3d
27	27	4	\\x6edab5864ffb7ab344f0e6f294ed9c93b89b44c181f0f09303b585cd4819cc8c
28	28	5	\\x45d9cf2fd5b9531dbd60b90fa196274514aaec8c0fa1c9145844323205e55e05
29	29	6	\\x08b45f05c40ee7fb16dfccd9975130162f22889370ee197423a43c263783d1b5
30	30	6	\\xbcbda32aaffff6ce5034a63b8189d1c4e3ed110af39574443407ac1dd2064268
31	31	6	\\xffd2c619dae90c3bb8f31a287733c1b4f71e124fab946924a8a66dd68039513e
32	32	6	\\x98d9af6558595d560434a3f631c019f6fdb3020ff97bed99c186920f21c8c9c1
\.


--
-- Data for Name: chat_pace; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.chat_pace (name, busy_until, next_turn, granted) FROM stdin;
slack:D0AMY edits	2026-11-26 11:14:09.79397+00	2026-11-26 11:14:08.79397+00	t
slack:U0AMY	2026-11-26 11:14:13.654701+00	2026-11-26 11:14:08.654702+00	t
slack:U0BEN	2026-11-26 11:14:11.155482+00	2026-11-26 11:14:09.155482+00	t
slack:U0HOPPER	2026-11-26 11:14:10.760424+00	2026-11-26 11:14:08.760425+00	t
slack:U0LAYLA	2026-11-26 11:14:11.337829+00	2026-11-26 11:14:09.337829+00	t
slack:D0LAYLA edits	2026-11-26 11:14:10.394041+00	2026-11-26 11:14:09.394042+00	t
slack:U0NOETHER	2026-11-26 11:14:10.439266+00	2026-11-26 11:14:09.439266+00	t
slack:C0ACCOUNTS	2026-11-26 11:14:13.705916+00	2026-11-26 11:14:08.705916+00	t
slack:U0ZOE	2026-11-26 11:14:11.57509+00	2026-11-26 11:14:09.57509+00	t
slack:D0HOPPER edits	2026-11-26 11:14:14.781828+00	2026-11-26 11:14:10.781828+00	t
slack:C0ACCOUNTS edits	2026-11-26 11:14:14.733162+00	2026-11-26 11:14:15.733162+00	t
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
collapse-cards	2026-11-26 11:00:00+00
expire-requests	2026-11-26 11:00:00+00
forget-pace	2026-11-26 11:00:00+00
admin-digest	2026-11-26 00:00:00+00
erase-dead-secrets	2026-11-26 11:00:00+00
forget-failures	2026-11-26 11:00:00+00
forget-interactions	2026-11-26 11:00:00+00
remind-pis	2026-11-26 11:00:00+00
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
1	1	1	2026-11-26 11:14:08.641+00	requested	verify-identity	slack:U0AMY	Amy Ash		{}
2	1	2	2026-11-26 11:14:08.679+00	stage-done	verify-identity	acct	acct	no existing account; username aash is available	{}
3	1	3	2026-11-26 11:14:08.693+00	waiting	await-admin	acct	acct	for an admin	{}
4	1	4	2026-11-26 11:14:08.719+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
5	1	5	2026-11-26 11:14:08.735+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
6	1	6	2026-11-26 11:14:08.767+00	approved	await-pi	slack:U0HOPPER	Henrik Hopper		{"as": "pi"}
7	1	7	2026-11-26 11:14:08.783+00	stage-done	confirm-plan	acct	acct	unchanged since approval	{}
8	1	8	2026-11-26 11:14:08.8+00	stage-done	register	acct	acct	uidNumber 20000, gidNumber 5001	{}
9	1	9	2026-11-26 11:14:08.813+00	stage-done	create-accounts	acct	acct	LDAP: uid=aash uidNumber=20000, group astro	{}
10	1	10	2026-11-26 11:14:08.814+00	stage-done	add-memberships	acct	acct	no other members were named	{"notNeeded": true}
11	1	11	2026-11-26 11:14:08.829+00	waiting	hand-over	acct	acct	for the person to set a password	{}
12	1	12	2026-11-26 11:14:09.024+00	password-set	hand-over	account:aash	aash	on the password page	{}
13	1	13	2026-11-26 11:14:09.043+00	stage-done	hand-over	acct	acct	the password was set	{}
14	1	14	2026-11-26 11:14:09.054+00	waiting	close	acct	acct	for 1 day without activity before it closes	{}
15	2	1	2026-11-26 11:14:09.144+00	requested	verify-identity	slack:U0BEN	Ben Birch		{}
16	2	2	2026-11-26 11:14:09.163+00	stage-done	verify-identity	acct	acct	no existing account; username bbirch is available	{}
17	2	3	2026-11-26 11:14:09.169+00	waiting	await-admin	acct	acct	for an admin	{}
18	2	4	2026-11-26 11:14:09.196+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
19	2	5	2026-11-26 11:14:09.208+00	waiting	await-pi	acct	acct	for Henrik Hopper	{}
20	3	1	2026-11-26 11:14:09.332+00	requested	verify-identity	slack:U0LAYLA	ليلى حداد		{}
21	3	2	2026-11-26 11:14:09.348+00	stage-done	verify-identity	acct	acct	no existing account; username layla is available	{}
22	3	3	2026-11-26 11:14:09.354+00	waiting	await-admin	acct	acct	for an admin	{}
23	3	4	2026-11-26 11:14:09.377+00	denied	await-admin	slack:U0ADA	Ada Okafor	Please apply with your work address.	{"as": "admin"}
24	4	1	2026-11-26 11:14:09.43+00	requested	verify-identity	slack:U0NOETHER	Emma Noether		{}
25	4	2	2026-11-26 11:14:09.445+00	stage-done	verify-identity	acct	acct	no existing account; username enoether is available	{}
26	4	3	2026-11-26 11:14:09.459+00	waiting	await-admin	acct	acct	for an admin	{}
27	4	4	2026-11-26 11:14:09.476+00	marked-as-spam	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
28	5	1	2026-11-26 11:14:09.525+00	quarantined	verify-identity	slack:U0NOETHER	Emma Noether		{}
29	6	1	2026-11-26 11:14:09.567+00	requested	verify-identity	slack:U0ZOE	Zoë O’Neill-Žižek		{}
30	6	2	2026-11-26 11:14:09.582+00	stage-done	verify-identity	acct	acct	no existing account; username zoneillzizek is available	{}
31	6	3	2026-11-26 11:14:09.588+00	waiting	await-admin	acct	acct	for an admin	{}
32	6	4	2026-11-26 11:14:09.604+00	asked	await-admin	slack:U0ADA	Ada Okafor	Which software do you need?	{}
\.


--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.failures (key, count, since) FROM stdin;
link:smxvnWtguUEFMUnHmevXthLy3tO1KshBxZjPovXC214	0	2026-11-26 11:14:09.001+00
\.


--
-- Data for Name: installation; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.installation (id, created_at, rival_since, sealed_audit_key, audit_key_after, only_row) FROM stdin;
c1fb9e55-0f1a-4f87-8a53-683284c72e53	2026-11-26 11:14:06.606503+00	\N	\\x34333065323038333ac34ca7878b31d747a310bbcb5ef61f5d09f1555d02fbbf89f43c6a41853f9c7f49a1bb66c5e66a7f8cd216258629dfd1a12db2528ce1babef0203e51d37239952a78fe68ba099cc4	0	t
\.


--
-- Data for Name: interactions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.interactions (id, key, actor, action, is_command, text, request_id, mark, card, received_at, finished_at, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	slack:1795691648709.707546559.ae89a97f51a1a9b846556039d3a93fd7	slack:U0ADA	approve	f		1	61348f4b-71f4-4d18-9a7d-8857e1dcde02	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795691648.708000"}	2026-11-26 11:14:08.71+00	2026-11-26 11:14:08.721+00	\N	0	0	\N	\N
2	slack:1795691648762.160290900.8a9b7c24741ec64d15134a4928a619bf	slack:U0HOPPER	approve	f		1	61348f4b-71f4-4d18-9a7d-8857e1dcde02	{"place": {"id": "slack:U0HOPPER", "kind": "person"}, "message": "slack:D0HOPPER/1795691648.762000"}	2026-11-26 11:14:08.763+00	2026-11-26 11:14:08.769+00	\N	0	0	\N	\N
3	slack:1795691649179.3813014825.c80c932ecf60e503490aa4dccd42ebe6	slack:U0ADA	approve	f		2	c69b4ebf-3b59-4756-873e-5aa80927c36a	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795691649.179000"}	2026-11-26 11:14:09.18+00	2026-11-26 11:14:09.198+00	\N	0	0	\N	\N
4	slack:1795691649468.795356059.170e12182ddafdad5b6235c48cdfa2bd	slack:U0ADA	spam	f		4	49e39f9b-53a3-4e1a-b105-8f348e3e6f3f	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795691649.467000"}	2026-11-26 11:14:09.469+00	2026-11-26 11:14:09.479+00	\N	0	0	\N	\N
\.


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.memberships (account_id, project_id, request_id, created_at) FROM stdin;
1	1	1	2026-11-26 11:14:08.796+00
\.


--
-- Data for Name: notifications; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.notifications (id, key, mark, request_id, template, via, to_name, to_email, to_user, data, created_at, sent_at, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
2	waiting-for-pi:1:hopper@example.org	8dce9878-58b3-44d1-b92b-95600281607e	1	waiting-for-pi	either	Amy Ash	amy@example.org	slack:U0AMY	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 11:14:08.735+00	2026-11-26 11:14:08.757+00	\N	\N	0	0	\N	\N
3	approved:1	504c7ed0-b419-4bbc-8cae-719b7aa44a28	1	approved	either	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:14:08.767+00	2026-11-26 11:14:08.788+00	\N	\N	0	0	\N	\N
1	received:1	361cdf95-4765-404a-874e-8b47316e04e6	1	received	either	Amy Ash	amy@example.org	slack:U0AMY	{"posted": "slack:D0AMY/1795691648.663000", "actions": ""}	2026-11-26 11:14:08.641+00	2026-11-26 11:14:08.667+00	\N	\N	0	0	\N	\N
5	ready:1	8b6a30c9-6b83-43f9-b590-eb65cb0d880c	1	ready	chat	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:14:08.829+00	2026-11-26 11:14:08.853+00	\N	\N	0	0	\N	\N
4	welcome:1	adb5c568-b2ae-4424-aa0d-13567c238e15	1	welcome	email	Amy Ash	amy@example.org	slack:U0AMY	{"pin": "asked", "link": "cfc19a8a-e313-4ab6-8ad4-b691ac118da2", "until": "2026-12-03T11:14:08.820Z"}	2026-11-26 11:14:08.829+00	2026-11-26 11:14:08.985+00	\N	\N	0	0	\N	\N
7	password-set:1:chat	95afb06a-e0c9-4895-8fd6-b7526b8de867	1	password-set	chat	Amy Ash	amy@example.org	slack:U0AMY	{"number": "chat"}	2026-11-26 11:14:09.043+00	2026-11-26 11:14:09.077+00	\N	\N	0	0	\N	\N
6	password-set:1	3664fefc-b640-4841-ba7a-34e4484ad6ab	1	password-set	email	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:14:09.043+00	2026-11-26 11:14:09.081+00	\N	\N	0	0	\N	\N
8	received:2	4bf1a30c-786d-45ab-85f8-ff13ffbe04ef	2	received	either	Ben Birch	ben@example.org	slack:U0BEN	{"posted": "slack:D0BEN/1795691649.158000", "actions": "withdraw"}	2026-11-26 11:14:09.144+00	2026-11-26 11:14:09.16+00	\N	\N	0	0	\N	\N
9	waiting-for-pi:2:hopper@example.org	8285fb8a-fe3e-401c-a750-9e385b44e4bc	2	waiting-for-pi	either	Ben Birch	ben@example.org	slack:U0BEN	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 11:14:09.208+00	2026-11-26 11:14:09.222+00	\N	\N	0	0	\N	\N
11	refused:3	0436629c-1b24-42ee-ab80-375af4e025b0	3	refused	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"reason": "Please apply with your work address."}	2026-11-26 11:14:09.377+00	2026-11-26 11:14:09.39+00	\N	\N	0	0	\N	\N
10	received:3	a3a6bd99-e5a8-40bf-84eb-df28244d8720	3	received	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"posted": "slack:D0LAYLA/1795691649.339000", "actions": ""}	2026-11-26 11:14:09.332+00	2026-11-26 11:14:09.341+00	\N	\N	0	0	\N	\N
12	received:4	11989df7-0f9e-4107-bda9-f2ad1878b0ea	4	received	either	Emma Noether	noether@example.org	slack:U0NOETHER	{"posted": "slack:D0NOETHER/1795691649.440000", "actions": "withdraw"}	2026-11-26 11:14:09.43+00	2026-11-26 11:14:09.442+00	\N	\N	0	0	\N	\N
13	received:6	5001e96d-e1f7-4bba-bff5-9901869437dc	6	received	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"posted": "slack:D0ZOE/1795691649.576000", "actions": "withdraw"}	2026-11-26 11:14:09.567+00	2026-11-26 11:14:09.58+00	\N	\N	0	0	\N	\N
14	question:6:3	5508c778-5fe5-4070-8d8a-333143bce66e	6	question	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"number": "3", "posted": "slack:D0ZOE/1795691649.619000", "actions": "answer withdraw"}	2026-11-26 11:14:09.604+00	2026-11-26 11:14:09.62+00	\N	\N	0	0	\N	\N
\.


--
-- Data for Name: password_links; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.password_links (id, request_id, account_id, keystone_user_id, token_hash, pin_hash, sealed_password, pending, attempts, unanswered_since, stale_since, attempt_lock_until, created_at, expires_at, used_at) FROM stdin;
cfc19a8a-e313-4ab6-8ad4-b691ac118da2	1	1	\N	\\xb26c6f9d6b60b941053149c799ebd7b612f2ded3b52ac841c598cfa2f5c2db5e	\N	\N	{}	0	\N	\N	\N	2026-11-26 11:14:08.82+00	2026-12-03 11:14:08.82+00	2026-11-26 11:14:09.022+00
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
1	astro		5001	t	Henrik Hopper	hopper@example.org	slack:U0HOPPER	1	2026-11-26 11:14:08.796+00
\.


--
-- Data for Name: quarantined_addresses; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.quarantined_addresses (email, request_id, quarantined_at) FROM stdin;
noether@example.org	4	2026-11-26 11:14:09.476+00
\.


--
-- Data for Name: rejected_logins; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.rejected_logins (system, fingerprint, rejections, problem, next_try_at) FROM stdin;
\.


--
-- Data for Name: requests; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.requests (id, mark, kind, status, stage, stage_since, clock_since, run_at, attempt, deaths, lease_token, lease_by, version, created_at, updated_at, origin, given_name, family_name, email, requester_user, username, project, pi_name, pi_email, pi_user, details, decisions, plan, warnings, assignee, question, quota, delegates, pin_hash, needs_admin, escalated_at, waits_for, problem) FROM stdin;
1	61348f4b-71f4-4d18-9a7d-8857e1dcde02	account	waiting	close	2026-11-26 11:14:09.043+00	2026-11-26 11:14:09.043+00	2026-11-27 11:14:09.043+00	0	0	\N	\N	14	2026-11-26 11:14:08.639+00	2026-11-26 11:14:09.054+00	slack:VDD1B8B216C44	Amy	Ash	amy@example.org	slack:U0AMY	aash	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"pi": {"at": "2026-11-26T11:14:08.767Z", "by": "slack:U0HOPPER", "email": "hopper@example.org", "byName": "Henrik Hopper", "verdict": "approved"}, "admin": {"at": "2026-11-26T11:14:08.719Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account aash in project astro", "isNew": false, "system": "registry"}, {"text": "hopper@example.org becomes the PI of astro", "isNew": false, "system": "registry"}, {"text": "person uid=aash", "isNew": true, "system": "LDAP"}, {"text": "group astro with aash", "isNew": false, "system": "LDAP"}]	["We don't know who leads astro. Approving makes Henrik Hopper (hopper@example.org) its PI."]	\N	\N	\N	[]	\N	t	\N	closing-time	\N
2	c69b4ebf-3b59-4756-873e-5aa80927c36a	account	waiting	await-pi	2026-11-26 11:14:09.196+00	2026-11-26 11:14:09.196+00	\N	0	0	\N	\N	5	2026-11-26 11:14:09.142+00	2026-11-26 11:14:09.208+00	slack:VF59DDEFB602F	Ben	Birch	ben@example.org	slack:U0BEN	bbirch	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:14:09.196Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account bbirch in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=bbirch", "isNew": true, "system": "LDAP"}, {"text": "group astro with bbirch", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	430e2083:89LuQKIyH7er55rhP4Js6ZGcbNHRGkDiD40rNFyLfoHLCbWNUIliPjk5l4rkmIgvuS7DB22FM9CHhM9u7nq7Ug9wu4Ig0n3Sp4ME6kwhmqBCXycq+yAtgWwkhOtXhUKQUrikc/6hdgO8ZnVGVViwUDGeSZ/CzKNYkslIXyc=	f	\N	pi	\N
3	ab749c3f-744a-405e-8df2-2634eec1ed30	account	refused	await-admin	2026-11-26 11:14:09.348+00	2026-11-26 11:14:09.348+00	\N	0	0	\N	\N	4	2026-11-26 11:14:09.331+00	2026-11-26 11:14:09.377+00	slack:V1391B8AC1CB1	ليلى	حداد	layla@example.org	slack:U0LAYLA	layla	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "wantedUsername": "layla", "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:14:09.377Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "reason": "Please apply with your work address.", "verdict": "denied"}}	[{"text": "account layla in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=layla", "isNew": true, "system": "LDAP"}, {"text": "group astro with layla", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	Please apply with your work address.
4	49e39f9b-53a3-4e1a-b105-8f348e3e6f3f	account	spam	await-admin	2026-11-26 11:14:09.445+00	2026-11-26 11:14:09.445+00	\N	0	0	\N	\N	4	2026-11-26 11:14:09.428+00	2026-11-26 11:14:09.476+00	slack:VC0E60BD0A45E	Emma	Noether	noether@example.org	slack:U0NOETHER	enoether	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:14:09.476Z", "by": "slack:U0ADA", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "spam"}}	[{"text": "account enoether in project spam", "isNew": false, "system": "registry"}, {"text": "person uid=enoether", "isNew": true, "system": "LDAP"}, {"text": "group spam with enoether", "isNew": true, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	\N
5	46070841-6e51-4278-bcc6-f012b68416bf	account	quarantined	verify-identity	2026-11-26 11:14:09.523+00	2026-11-26 11:14:09.523+00	\N	0	0	\N	\N	1	2026-11-26 11:14:09.523+00	2026-11-26 11:14:09.525+00	slack:V2146AB647386	Emma	Noether	noether@example.org	slack:U0NOETHER	\N	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{}	[]	[]	\N	\N	\N	[]	430e2083:VRRUk+rNi9ix9S2yVxICS8erXHQ2+YOTxyOTg1wyOouQEy/4wuSN0yTySgzlq3fvL0yz75qS70oIID1IudzVJ5203NP4N98HUxFi4/yjVnkWx2sZpXh9KJ+grgJgMlkbA9hoiuZ6B+BN79/iKz4/h9dOIUFSmD/Q9DUAjtU=	f	\N	\N	\N
6	225d7f94-4c44-493a-9517-532246b89fe3	account	waiting	await-admin	2026-11-26 11:14:09.582+00	2026-11-26 11:14:09.582+00	\N	0	0	\N	\N	4	2026-11-26 11:14:09.566+00	2026-11-26 11:14:09.604+00	slack:VAE018B9124EF	Zoë	O’Neill-Žižek	zoe@example.org	slack:U0ZOE	zoneillzizek	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{}	[{"text": "account zoneillzizek in project astro", "isNew": false, "system": "registry"}, {"text": "person uid=zoneillzizek", "isNew": true, "system": "LDAP"}, {"text": "group astro with zoneillzizek", "isNew": false, "system": "LDAP"}]	[]	\N	{"at": "2026-11-26T11:14:09.604Z", "by": "slack:U0ADA", "text": "Which software do you need?", "byName": "Ada Okafor"}	\N	[]	430e2083:r8fmMD+zCO9alVHoQ864PIb7QQ+QSikpOgv4hkhb7nI52xVyC3jHjWXn18uzL4k22V2f7C/GG6KA15skY5V1/OZHA/fDH/nO9oEQ4W2I/O1n+HFQfMb1wHMdFYPbAsgjM/1lKxvOI7sMsxiCiZ11CmVc3tR4mf7RKlYrtBA=	f	\N	admin	\N
\.


--
-- Data for Name: secret_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.secret_keys (number, id, fingerprint, first_used_at, dropped_at) FROM stdin;
1	430e2083	\\x430e208305437895fc425ca53012db3c82623047c3f9e959d01c6a8f4dbe4425	2026-11-26 11:14:08.307+00	\N
\.


--
-- Data for Name: views; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.views (id, request_id, audience, place, message, posted_at, digest_id, collapsed, shown_version, shown_dry_run, moved_to, wanted_version, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
3	2	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795691649.179000	2026-11-26 11:14:09.181+00	\N	f	3	f	\N	5	\N	2026-11-26 11:14:11.733+00	0	0	\N	\N
4	2	pi	slack:U0HOPPER	slack:D0HOPPER/1795691649.227000	2026-11-26 11:14:09.228+00	\N	f	5	f	\N	5	\N	\N	0	0	\N	\N
5	3	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795691649.362000	2026-11-26 11:14:09.365+00	\N	f	3	f	\N	4	\N	2026-11-26 11:14:12.732+00	0	0	\N	\N
6	4	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795691649.467000	2026-11-26 11:14:09.47+00	\N	f	3	f	\N	4	\N	2026-11-26 11:14:13.732+00	0	0	\N	\N
7	6	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795691649.594000	2026-11-26 11:14:09.596+00	\N	f	3	f	\N	4	\N	2026-11-26 11:14:14.733+00	0	0	\N	\N
2	1	pi	slack:U0HOPPER	slack:D0HOPPER/1795691648.762000	2026-11-26 11:14:08.764+00	\N	f	14	f	\N	14	\N	\N	0	0	\N	\N
1	1	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795691648.708000	2026-11-26 11:14:08.712+00	\N	f	14	f	\N	14	\N	\N	0	0	\N	\N
\.


--
-- Name: __drizzle_migrations_id_seq; Type: SEQUENCE SET; Schema: drizzle; Owner: -
--

SELECT pg_catalog.setval('drizzle.__drizzle_migrations_id_seq', 1, true);


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

SELECT pg_catalog.setval('public.lease_tokens', 53, true);


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
-- Name: rejected_logins rejected_logins_system_fingerprint_pk; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rejected_logins
    ADD CONSTRAINT rejected_logins_system_fingerprint_pk PRIMARY KEY (system, fingerprint);


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

\unrestrict EcnqySUbdNhqqF8ATeyHfPhTM9v6CLF4QY4GC6rylJwBNGgWEjDr8ClB80jJ0eI

