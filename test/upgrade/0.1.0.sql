--
-- PostgreSQL database dump
--

\restrict faA3qRj34oxW8nhQrcp8RQfUZ5hhKh6n2iqSQkzsYuXkyiQW6WxCwhcNz5cKdLr

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
    CONSTRAINT event_kind CHECK ((kind = ANY (ARRAY['requested'::text, 'quarantined'::text, 'released'::text, 'approved'::text, 'denied'::text, 'marked-as-spam'::text, 'asked'::text, 'answered'::text, 'claimed'::text, 'unclaimed'::text, 'pi-changed'::text, 'reassigned'::text, 'delegated'::text, 'retried'::text, 'abandoned'::text, 'withdrawn'::text, 'rerouted'::text, 'waiting'::text, 'stage-done'::text, 'stage-failed'::text, 'stuck'::text, 'sent-back'::text, 'fulfilled'::text, 'refused'::text, 'reminded'::text, 'escalated'::text, 'expired'::text, 'undelivered'::text, 'password-set'::text, 'linked'::text, 'offboarded'::text, 'offboarding-failed'::text, 'resumed'::text, 'erased'::text])))
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
1	099552f53de8cb9b70b8eb110f318adb7961ba236f3199e5aad561e1b528a9b1	1795693050593
\.


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.accounts (id, username, uid_number, given_name, family_name, email, chat_user, ssh_public_key, pin_hash, project_id, request_id, created_at, removed_at, found_before, erased_at) FROM stdin;
1	aash	20000	Amy	Ash	amy@example.org	slack:U0AMY	\N	\N	1	1	2026-11-26 11:39:39.539+00	\N	\N	\N
\.


--
-- Data for Name: audit_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_head ("position", hash, signature, sealed_at, only_row) FROM stdin;
32	\\xa1047c9db97598594590916e0d8fabaa3153bca362c7048971d02b3d822b1b14	\\x011e5b789289de27e543f0378768ae2e64ea8542f677810439cff9330b241c5a	2026-11-26 11:39:41.81+00	t
\.


--
-- Data for Name: audit_seals; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_seals ("position", event_id, request_id, hash) FROM stdin;
1	1	1	\\x5b0e8cfede5bbe8f6d897303ff17606d6a3dafe1cc4861ae5177c6cb134af0ce
2	2	1	\\x85cdac3e147a4adb8488c5955605bc0c7fec65f0f943d909c463bdd01aa3dd18
3	3	1	\\x1e0b85697f9f02ad35d4da21d7b8f882c682a12c2d52d65533bdcb1f3288557c
4	4	1	\\x0d082ad620e998f5b4fcdbb965292faca8cead23307935b5f817abbac8a3c992
5	5	1	\\x1244628383df04df8c9c12178407025635f942ef49eb1063925c57fd6d074a61
6	6	1	\\x448d66ae1b34f370a560d2b577edaa81008c783f02bce542508f5834fb8d252b
7	7	1	\\xe2b70499ccb8fb3ae0883f3000673b8ff6e12ea45662c0964efe532289beb4c2
8	8	1	\\x2b9549227482ae39fd9d16a019f7871103e751032b640b961a7a54bb898b61b0
9	9	1	\\x0a8136cdb8b55f57297a74f0d3e60228eee754f4cb8f387446873f51e7cb68d5
10	10	1	\\xd122ff1d8c8c14ce344e3500485b7e16472a15d6e99ca516debf503c07c43e58
11	11	1	\\xb662c5dd2edab67c33b80cd210a2297b69588c7956ae408e201aaab11602159e
12	12	1	\\x333f3e4d0ae72dea4a72a91508301ab951015169cbb8ff38f9b15ab2120deb9b
13	13	1	\\x0052692951f96b34d1679385f27331fe6b97cf177944f652cf4f1b30603eb0f2
14	14	1	\\x53a9f250cf578170dc3ac5fff08b9fef5a8e1d149db4f0ee5f82e34e324dc57c
15	15	2	\\x9445bc1c4532d8d11fb518840b0d21900ad13e2fcb1c37ab93db521ee3fcfde0
16	16	2	\\xa819a91c4ee594e11a6803a6046cc386aa9a393962d7c5f7d9d2b627d0a8a1c6
17	17	2	\\x667c8d2c1659b42789355646b95350cb58b569593d4abe935593124a922355ec
18	18	2	\\x229f89c42ad6ffb286065d75baf3900309df9d13492901a3b6831277a600d8b8
19	19	2	\\x87f3f73529a092e6658da1fcea7cfdc5a54270877e43bf7e7521743b95e60fd0
20	20	3	\\xdd27a43477add576469bb0170521de0deb8d8563663cdc632b12c0c0b6509f77
21	21	3	\\x31b202dffae1c3c14f452a76795c0104bdff090c1d46807680a838c434ed3f88
22	22	3	\\xbb561a006218d6f5786107ceb23b7519b4cee68d6d08673ec0b6ff237bdfe413
23	23	3	\\x7a0318a60476a422aabb1ed17a069fb8d15a074a74d6e88c9e02572d88b2ce8b
24	24	4	\\xe7c2470035bd7731b6f4ff0ebba58e9c1dad9e4e5689a5af801fcdd44aec5288
25	25	4	\\xffefb32683e34c3103c78b9acd645ecdbd12a9ecd3fe66efd25ca4131dfd9257
26	26	4	\\xee52c1b7688d9626990a23349e111b4a245e1f50f709c6f162a62e1184a8af41
27	27	4	\\x3b80cf78b5bdfde102176aea98f2792708a9af5702180de7a14008fe48f5fbb2
28	28	5	\\x7d6f9047a6ea71488f098dceb2437112c4fee947c3fce164c2918a30af6ec66c
29	29	6	\\x931127e9df012143445899999ef4fc7f639ee89eedea168d9fb0bbd4471182d9
30	30	6	\\x1c376622478cfd4b332eeafcefd3860b22883d58f996ee5f19a092338ee8466c
31	31	6	\\xb410455852cb0856392f933b331de9a56f290af38e64cbb6cb90709439dfdcf6
32	32	6	\\xa1047c9db97598594590916e0d8fabaa3153bca362c7048971d02b3d822b1b14
\.


--
-- Data for Name: chat_pace; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.chat_pace (name, busy_until, next_turn, granted) FROM stdin;
slack:D0AMY edits	2026-11-26 11:39:40.507662+00	2026-11-26 11:39:39.507662+00	t
slack:U0AMY	2026-11-26 11:39:44.035154+00	2026-11-26 11:39:39.035154+00	t
slack:U0BEN	2026-11-26 11:39:42.438224+00	2026-11-26 11:39:40.438224+00	t
slack:U0HOPPER	2026-11-26 11:39:41.619125+00	2026-11-26 11:39:39.394057+00	t
slack:U0LAYLA	2026-11-26 11:39:42.764198+00	2026-11-26 11:39:40.764198+00	t
slack:D0LAYLA edits	2026-11-26 11:39:41.9776+00	2026-11-26 11:39:40.977601+00	t
slack:U0NOETHER	2026-11-26 11:39:42.062904+00	2026-11-26 11:39:41.062905+00	t
slack:D0HOPPER edits	2026-11-26 11:39:45.477729+00	2026-11-26 11:39:42.477729+00	t
slack:C0ACCOUNTS	2026-11-26 11:39:44.517791+00	2026-11-26 11:39:39.19301+00	t
slack:U0ZOE	2026-11-26 11:39:43.490831+00	2026-11-26 11:39:41.490831+00	t
slack:C0ACCOUNTS edits	2026-11-26 11:39:46.30136+00	2026-11-26 11:39:46.30136+00	t
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
forget-pace	2026-11-26 11:00:00+00
forget-interactions	2026-11-26 11:00:00+00
collapse-cards	2026-11-26 11:00:00+00
erase-dead-secrets	2026-11-26 11:00:00+00
remind-pis	2026-11-26 11:00:00+00
admin-digest	2026-11-26 00:00:00+00
expire-requests	2026-11-26 11:00:00+00
forget-failures	2026-11-26 11:00:00+00
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
1	1	1	2026-11-26 11:39:39.019+00	requested	verify-identity	slack:U0AMY	Amy Ash		{}
2	1	2	2026-11-26 11:39:39.106+00	stage-done	verify-identity	acct	acct	no existing account; username aash is available	{}
3	1	3	2026-11-26 11:39:39.144+00	waiting	await-admin	acct	acct	Waiting for an admin	{}
4	1	4	2026-11-26 11:39:39.264+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
5	1	5	2026-11-26 11:39:39.305+00	waiting	await-pi	acct	acct	Waiting for Henrik Hopper	{}
6	1	6	2026-11-26 11:39:39.423+00	approved	await-pi	slack:U0HOPPER	Henrik Hopper		{"as": "pi"}
7	1	7	2026-11-26 11:39:39.499+00	stage-done	confirm-plan	acct	acct	unchanged since approval	{}
8	1	8	2026-11-26 11:39:39.566+00	stage-done	register	acct	acct	uidNumber 20000, gidNumber 5001	{}
9	1	9	2026-11-26 11:39:39.611+00	stage-done	create-accounts	acct	acct	LDAP: uid=aash uidNumber=20000, group astro	{}
10	1	10	2026-11-26 11:39:39.622+00	stage-done	add-memberships	acct	acct	no other members were named	{"notNeeded": true}
11	1	11	2026-11-26 11:39:39.634+00	waiting	hand-over	acct	acct	Waiting for Amy to set a password	{}
12	1	12	2026-11-26 11:39:40.164+00	password-set	hand-over	account:aash	aash	on the password page	{}
13	1	13	2026-11-26 11:39:40.214+00	stage-done	hand-over	acct	acct	the password was set	{}
14	1	14	2026-11-26 11:39:40.229+00	waiting	close	acct	acct	Closes in 1 day unless something happens	{}
15	2	1	2026-11-26 11:39:40.377+00	requested	verify-identity	slack:U0BEN	Ben Birch		{}
16	2	2	2026-11-26 11:39:40.47+00	stage-done	verify-identity	acct	acct	no existing account; username bbirch is available	{}
17	2	3	2026-11-26 11:39:40.49+00	waiting	await-admin	acct	acct	Waiting for an admin	{}
18	2	4	2026-11-26 11:39:40.532+00	approved	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
19	2	5	2026-11-26 11:39:40.572+00	waiting	await-pi	acct	acct	Waiting for Henrik Hopper	{}
20	3	1	2026-11-26 11:39:40.745+00	requested	verify-identity	slack:U0LAYLA	ليلى حداد		{}
21	3	2	2026-11-26 11:39:40.78+00	stage-done	verify-identity	acct	acct	no existing account; username layla is available	{}
22	3	3	2026-11-26 11:39:40.8+00	waiting	await-admin	acct	acct	Waiting for an admin	{}
23	3	4	2026-11-26 11:39:40.939+00	denied	await-admin	slack:U0ADA	Ada Okafor	Please apply with your work address.	{"as": "admin"}
24	4	1	2026-11-26 11:39:41.039+00	requested	verify-identity	slack:U0NOETHER	Emma Noether		{}
25	4	2	2026-11-26 11:39:41.096+00	stage-done	verify-identity	acct	acct	no existing account; username enoether is available	{}
26	4	3	2026-11-26 11:39:41.114+00	waiting	await-admin	acct	acct	Waiting for an admin	{}
27	4	4	2026-11-26 11:39:41.199+00	marked-as-spam	await-admin	slack:U0ADA	Ada Okafor		{"as": "admin"}
28	5	1	2026-11-26 11:39:41.309+00	quarantined	verify-identity	slack:U0NOETHER	Emma Noether		{}
29	6	1	2026-11-26 11:39:41.466+00	requested	verify-identity	slack:U0ZOE	Zoë O’Neill-Žižek		{}
30	6	2	2026-11-26 11:39:41.486+00	stage-done	verify-identity	acct	acct	no existing account; username zoneillzizek is available	{}
31	6	3	2026-11-26 11:39:41.524+00	waiting	await-admin	acct	acct	Waiting for an admin	{}
32	6	4	2026-11-26 11:39:41.568+00	asked	await-admin	slack:U0ADA	Ada Okafor	Which software do you need?	{}
\.


--
-- Data for Name: failures; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.failures (key, count, since) FROM stdin;
link:8izQuemMGjGzpB5fU8QylTYslIIsOFlv-fOMR_qCoSs	0	2026-11-26 11:39:40.104+00
\.


--
-- Data for Name: installation; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.installation (id, created_at, rival_since, sealed_audit_key, audit_key_after, only_row) FROM stdin;
18013498-6118-4668-88c3-a7c9f6450a7c	2026-11-26 11:39:32.539052+00	\N	\\x34333065323038333a18eee41be43cb77f9bdaba42bc28c0fee6f21c42094804063fce711ae1b2da08cdc5a30b319e3380e1a44fca35b211687053f57fdf29d0de7a79d48a130c40e1e17df8b62841bb82	0	t
\.


--
-- Data for Name: interactions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.interactions (id, key, actor, action, is_command, text, request_id, mark, card, received_at, finished_at, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	slack:1795693179205.1225630367.82ea14c34745d6fe866c7d36385a37a9	slack:U0ADA	approve	f		1	e924202f-ba2d-4b42-b10d-39848fa36ad1	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795693179.198000"}	2026-11-26 11:39:39.206+00	2026-11-26 11:39:39.267+00	\N	0	0	\N	\N
2	slack:1795693179401.3301409980.60d455a1676b4efcade9a69aaffa07df	slack:U0HOPPER	approve	f		1	e924202f-ba2d-4b42-b10d-39848fa36ad1	{"place": {"id": "slack:U0HOPPER", "kind": "person"}, "message": "slack:D0HOPPER/1795693179.400000"}	2026-11-26 11:39:39.404+00	2026-11-26 11:39:39.438+00	\N	0	0	\N	\N
3	slack:1795693180520.2787864864.2efa6a1ac5a2248da625fe7fe13eca63	slack:U0ADA	approve	f		2	27101ae0-7e7a-42f5-ad6d-f026f51f601c	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795693180.520000"}	2026-11-26 11:39:40.521+00	2026-11-26 11:39:40.537+00	\N	0	0	\N	\N
4	slack:1795693181153.2391934056.218f6556ee6617ec4f96bac048ea4203	slack:U0ADA	spam	f		4	8841c79f-74d9-4841-8b94-8fe42530c085	{"place": {"id": "slack:C0ACCOUNTS", "kind": "channel"}, "message": "slack:C0ACCOUNTS/1795693181.139000"}	2026-11-26 11:39:41.153+00	2026-11-26 11:39:41.219+00	\N	0	0	\N	\N
\.


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.memberships (account_id, project_id, request_id, created_at) FROM stdin;
1	1	1	2026-11-26 11:39:39.539+00
\.


--
-- Data for Name: notifications; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.notifications (id, key, mark, request_id, template, via, to_name, to_email, to_user, data, created_at, sent_at, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
2	waiting-for-pi:1:hopper@example.org	cfd1ff27-9196-4bd8-8aae-094911c6456f	1	waiting-for-pi	either	Amy Ash	amy@example.org	slack:U0AMY	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 11:39:39.305+00	2026-11-26 11:39:39.38+00	\N	\N	0	0	\N	\N
3	approved:1	4a2e658e-9e3d-48eb-9616-1d79d510c5bf	1	approved	either	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:39:39.423+00	2026-11-26 11:39:39.493+00	\N	\N	0	0	\N	\N
1	received:1	e6330a0d-0bd4-470a-9ab7-d595784260f3	1	received	either	Amy Ash	amy@example.org	slack:U0AMY	{"posted": "slack:D0AMY/1795693179.043000", "actions": ""}	2026-11-26 11:39:39.019+00	2026-11-26 11:39:39.049+00	\N	\N	0	0	\N	\N
5	ready:1	98514fa1-fdad-4671-915c-9107f5844f04	1	ready	chat	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:39:39.634+00	2026-11-26 11:39:39.664+00	\N	\N	0	0	\N	\N
4	welcome:1	8ef5786c-51b6-463e-9bd2-93fc54499ead	1	welcome	email	Amy Ash	amy@example.org	slack:U0AMY	{"pin": "asked", "link": "5613190a-93d3-4c9a-84c0-39995cf54d83", "until": "2026-12-03T11:39:39.627Z"}	2026-11-26 11:39:39.634+00	2026-11-26 11:39:40.031+00	\N	\N	0	0	\N	\N
7	password-set:1:chat	573ee0d8-3905-4198-a8ad-6efe1894ac45	1	password-set	chat	Amy Ash	amy@example.org	slack:U0AMY	{"number": "chat"}	2026-11-26 11:39:40.214+00	2026-11-26 11:39:40.281+00	\N	\N	0	0	\N	\N
6	password-set:1	cc5107fc-c11a-4b33-a062-d7a83031f7d5	1	password-set	email	Amy Ash	amy@example.org	slack:U0AMY	{}	2026-11-26 11:39:40.214+00	2026-11-26 11:39:40.321+00	\N	\N	0	0	\N	\N
8	received:2	900b802b-baf7-4233-b893-7c9176ffad38	2	received	either	Ben Birch	ben@example.org	slack:U0BEN	{"posted": "slack:D0BEN/1795693180.450000", "actions": "withdraw"}	2026-11-26 11:39:40.377+00	2026-11-26 11:39:40.456+00	\N	\N	0	0	\N	\N
9	waiting-for-pi:2:hopper@example.org	c9a18657-18a3-43ad-b0b9-237a7fdd16e6	2	waiting-for-pi	either	Ben Birch	ben@example.org	slack:U0BEN	{"pi": "Henrik Hopper", "number": "hopper@example.org"}	2026-11-26 11:39:40.572+00	2026-11-26 11:39:40.605+00	\N	\N	0	0	\N	\N
11	refused:3	cdd9538e-e810-4082-80d2-2fa84beaf3c8	3	refused	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"reason": "Please apply with your work address."}	2026-11-26 11:39:40.939+00	2026-11-26 11:39:40.969+00	\N	\N	0	0	\N	\N
10	received:3	6f36a046-131d-4224-98b7-d845ffc2936f	3	received	either	ليلى حداد	layla@example.org	slack:U0LAYLA	{"posted": "slack:D0LAYLA/1795693180.766000", "actions": ""}	2026-11-26 11:39:40.745+00	2026-11-26 11:39:40.769+00	\N	\N	0	0	\N	\N
12	received:4	ec7d2eea-0d92-492f-a98a-8c584dd77a09	4	received	either	Emma Noether	noether@example.org	slack:U0NOETHER	{"posted": "slack:D0NOETHER/1795693181.068000", "actions": "withdraw"}	2026-11-26 11:39:41.039+00	2026-11-26 11:39:41.073+00	\N	\N	0	0	\N	\N
13	received:6	804e6cdf-f838-4bb6-a221-c324f3a65a5d	6	received	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"posted": "slack:D0ZOE/1795693181.498000", "actions": "withdraw"}	2026-11-26 11:39:41.466+00	2026-11-26 11:39:41.505+00	\N	\N	0	0	\N	\N
14	question:6:3	2641f9c1-7da3-486f-8f9e-7bc726df36fd	6	question	either	Zoë O’Neill-Žižek	zoe@example.org	slack:U0ZOE	{"number": "3", "posted": "slack:D0ZOE/1795693181.588000", "actions": "answer withdraw"}	2026-11-26 11:39:41.568+00	2026-11-26 11:39:41.592+00	\N	\N	0	0	\N	\N
\.


--
-- Data for Name: password_links; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.password_links (id, request_id, account_id, keystone_user_id, token_hash, pin_hash, sealed_password, pending, attempts, unanswered_since, stale_since, attempt_lock_until, created_at, expires_at, used_at) FROM stdin;
5613190a-93d3-4c9a-84c0-39995cf54d83	1	1	\N	\\xf22cd0b9e98c1a31b3a41e5f53c43295362c94822c38596ff9f38c47fa82a12b	\N	\N	{}	0	\N	\N	\N	2026-11-26 11:39:39.627+00	2026-12-03 11:39:39.627+00	2026-11-26 11:39:40.161+00
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
1	astro		5001	t	Henrik Hopper	hopper@example.org	slack:U0HOPPER	1	2026-11-26 11:39:39.539+00
\.


--
-- Data for Name: quarantined_addresses; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.quarantined_addresses (email, request_id, quarantined_at) FROM stdin;
noether@example.org	4	2026-11-26 11:39:41.199+00
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
1	e924202f-ba2d-4b42-b10d-39848fa36ad1	account	waiting	close	2026-11-26 11:39:40.214+00	2026-11-26 11:39:40.214+00	2026-11-27 11:39:40.214+00	0	0	\N	\N	14	2026-11-26 11:39:39.016+00	2026-11-26 11:39:40.229+00	slack:VC3EC03E33B24	Amy	Ash	amy@example.org	slack:U0AMY	aash	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"pi": {"at": "2026-11-26T11:39:39.423Z", "by": "slack:U0HOPPER", "email": "hopper@example.org", "byName": "Henrik Hopper", "verdict": "approved"}, "admin": {"at": "2026-11-26T11:39:39.264Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account aash in project astro", "isNew": true, "system": "registry"}, {"text": "hopper@example.org becomes the PI of astro", "isNew": false, "system": "registry"}, {"text": "person uid=aash", "isNew": true, "system": "LDAP"}, {"text": "group astro with aash", "isNew": false, "system": "LDAP"}]	["We don't know who leads astro. Approving makes Henrik Hopper (hopper@example.org) its PI."]	\N	\N	\N	[]	\N	t	\N	closing-time	\N
2	27101ae0-7e7a-42f5-ad6d-f026f51f601c	account	waiting	await-pi	2026-11-26 11:39:40.532+00	2026-11-26 11:39:40.532+00	\N	0	0	\N	\N	5	2026-11-26 11:39:40.369+00	2026-11-26 11:39:40.572+00	slack:VC38153991A72	Ben	Birch	ben@example.org	slack:U0BEN	bbirch	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:39:40.532Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "approved"}}	[{"text": "account bbirch in project astro", "isNew": true, "system": "registry"}, {"text": "person uid=bbirch", "isNew": true, "system": "LDAP"}, {"text": "group astro with bbirch", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	430e2083:FPPFfaVgtB68XkMX9vLSfbU73yH9bHaAiyQAtYw7DCZl4IwaUJg+DweHg2QknQkCTvDu9BZnYzGPTrNM8e0nmWIjDwMQVQz90le7ELeZUtQBi3Yjc5Utvxh3tGLs5o988WqStJdVpyC3h7k6LgkF4qka6d12hjq0gnGF/gg=	f	\N	pi	\N
3	42dbc4c1-f5a4-496f-ac29-56410c8f2ba0	account	refused	await-admin	2026-11-26 11:39:40.78+00	2026-11-26 11:39:40.78+00	\N	0	0	\N	\N	4	2026-11-26 11:39:40.735+00	2026-11-26 11:39:40.939+00	slack:V05B42EE7D228	ليلى	حداد	layla@example.org	slack:U0LAYLA	layla	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "wantedUsername": "layla", "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:39:40.939Z", "by": "slack:U0ADA", "pi": "hopper@example.org", "email": "ada@example.org", "byName": "Ada Okafor", "reason": "Please apply with your work address.", "verdict": "denied"}}	[{"text": "account layla in project astro", "isNew": true, "system": "registry"}, {"text": "person uid=layla", "isNew": true, "system": "LDAP"}, {"text": "group astro with layla", "isNew": false, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	Please apply with your work address.
4	8841c79f-74d9-4841-8b94-8fe42530c085	account	spam	await-admin	2026-11-26 11:39:41.096+00	2026-11-26 11:39:41.096+00	\N	0	0	\N	\N	4	2026-11-26 11:39:41.036+00	2026-11-26 11:39:41.199+00	slack:V39ACCEE3DBED	Emma	Noether	noether@example.org	slack:U0NOETHER	enoether	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{"admin": {"at": "2026-11-26T11:39:41.199Z", "by": "slack:U0ADA", "email": "ada@example.org", "byName": "Ada Okafor", "verdict": "spam"}}	[{"text": "account enoether in project spam", "isNew": true, "system": "registry"}, {"text": "person uid=enoether", "isNew": true, "system": "LDAP"}, {"text": "group spam with enoether", "isNew": true, "system": "LDAP"}]	[]	\N	\N	\N	[]	\N	f	\N	\N	\N
5	ff3239c0-cd3a-42c3-8074-a50dd954c924	account	quarantined	verify-identity	2026-11-26 11:39:41.305+00	2026-11-26 11:39:41.305+00	\N	0	0	\N	\N	1	2026-11-26 11:39:41.305+00	2026-11-26 11:39:41.309+00	slack:VD12299ED9C22	Emma	Noether	noether@example.org	slack:U0NOETHER	\N	spam	\N	\N	\N	{"reason": "Buy!", "newProject": true, "additionalUsers": []}	{}	[]	[]	\N	\N	\N	[]	430e2083:9ea33CppACrcMqpke1F7joeW4M71vNlDrA82K9zfT7Z3eqkDH8knnOYxj6821hdLhvfgY4+0JToBui6DPG1mZAw1Bs0Pp74uzGi+IdsX8xgXKpWAdlBla44Sd5NeaDCGv5dLiXRppppVu/DniYf7r3z0J0uIgzsTMTy3h/E=	f	\N	\N	\N
6	ef99ce72-024f-4133-b9f8-2de37eb246e4	account	waiting	await-admin	2026-11-26 11:39:41.486+00	2026-11-26 11:39:41.486+00	\N	0	0	\N	\N	4	2026-11-26 11:39:41.464+00	2026-11-26 11:39:41.568+00	slack:VDFCFD2A3A945	Zoë	O’Neill-Žižek	zoe@example.org	slack:U0ZOE	zoneillzizek	astro	Henrik Hopper	hopper@example.org	slack:U0HOPPER	{"reason": "Light curves.", "newProject": false, "additionalUsers": []}	{}	[{"text": "account zoneillzizek in project astro", "isNew": true, "system": "registry"}, {"text": "person uid=zoneillzizek", "isNew": true, "system": "LDAP"}, {"text": "group astro with zoneillzizek", "isNew": false, "system": "LDAP"}]	[]	\N	{"at": "2026-11-26T11:39:41.568Z", "by": "slack:U0ADA", "text": "Which software do you need?", "byName": "Ada Okafor"}	\N	[]	430e2083:J8SNGbP4/4JGYEZQE67pMFEKmbUki8ZUs6JMtQdCe5/VTZH5xSIsAtrtU2OXBJh8675z2FEBrlhDgsheDVqSN9It67qIPAqs690BpZVK8L56C/kbe+b3cMe+ERXpJUYVg/Cjw+cWidNPAUpcuk/T2MXYVmiWhws8JD2xIjU=	f	\N	admin	\N
\.


--
-- Data for Name: secret_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.secret_keys (number, id, fingerprint, first_used_at, dropped_at) FROM stdin;
1	430e2083	\\x430e208305437895fc425ca53012db3c82623047c3f9e959d01c6a8f4dbe4425	2026-11-26 11:39:37.789+00	\N
\.


--
-- Data for Name: views; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.views (id, request_id, audience, place, message, posted_at, digest_id, collapsed, shown_version, shown_dry_run, moved_to, wanted_version, problem, run_at, attempt, deaths, lease_token, lease_by) FROM stdin;
1	1	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795693179.198000	2026-11-26 11:39:39.213+00	\N	f	10	f	\N	14	\N	2026-11-26 11:39:42.306+00	0	0	\N	\N
3	2	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795693180.520000	2026-11-26 11:39:40.522+00	\N	f	4	f	\N	5	\N	2026-11-26 11:39:43.301+00	0	0	\N	\N
4	2	pi	slack:U0HOPPER	slack:D0HOPPER/1795693180.621000	2026-11-26 11:39:40.627+00	\N	f	5	f	\N	5	\N	\N	0	0	\N	\N
5	3	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795693180.816000	2026-11-26 11:39:40.861+00	\N	f	3	f	\N	4	\N	2026-11-26 11:39:44.3+00	0	0	\N	\N
6	4	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795693181.139000	2026-11-26 11:39:41.16+00	\N	f	3	f	\N	4	\N	2026-11-26 11:39:45.301+00	0	0	\N	\N
2	1	pi	slack:U0HOPPER	slack:D0HOPPER/1795693179.400000	2026-11-26 11:39:39.405+00	\N	f	14	f	\N	14	\N	\N	0	0	\N	\N
7	6	admin	slack:C0ACCOUNTS	slack:C0ACCOUNTS/1795693181.542000	2026-11-26 11:39:41.547+00	\N	f	4	f	\N	4	\N	\N	0	0	\N	\N
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

SELECT pg_catalog.setval('public.lease_tokens', 55, true);


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

\unrestrict faA3qRj34oxW8nhQrcp8RQfUZ5hhKh6n2iqSQkzsYuXkyiQW6WxCwhcNz5cKdLr

