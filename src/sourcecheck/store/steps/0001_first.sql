-- The first schema. {id} is a generated integer key, {json} a JSON text: the only two words
-- that differ between databases. Times are UTC texts of one width, to the second.

create table outlets (
    id text primary key,                    -- "tasnimnews.com"
    name text not null,                     -- in Latin script
    country text,                           -- ISO 3166-1 alpha-2, INT or EU, empty when unknown
    country_base text,
    country_control text,
    country_focus text,
    kind text,
    ownership text,
    editorial_control text,
    seen_at text not null                   -- when a source was last classified as this outlet
);

create table outlet_names (
    outlet_id text not null references outlets (id) on delete cascade,
    name text not null,                     -- an alias in any script
    primary key (outlet_id, name)
);
create index outlet_names_name on outlet_names (name);

create table claims (
    id {id},
    outlet_id text not null references outlets (id) on delete cascade,
    property text not null,                 -- "country_base", "ownership", ...
    value text not null,
    source text not null,                   -- who says so
    told_by text not null,                  -- file and line of the row
    confidence double precision not null,
    valid_from text not null,               -- empty = open
    valid_to text not null,
    rank text not null,
    unique (outlet_id, property, value, source, valid_from)
);

create table articles (
    id {id},
    sha256 text not null unique,            -- of the document's bytes
    origin text not null,                   -- path or URL it was last read from
    title text not null,                    -- the origin where no title was found
    language text not null,
    media_type text not null,
    byline text,
    published text,
    publisher text,
    canonical_url text,
    first_at text not null,
    last_at text not null,
    value {json} not null                   -- the whole article, as the codec writes it
);
create index articles_origin on articles (origin);

create table urls (
    id {id},
    url text not null unique,               -- the canonical URL, never changed
    host text not null,
    first_at text not null
);
create index urls_host on urls (host);

create table citations (
    id {id},
    article_id bigint not null references articles (id) on delete cascade,
    position integer not null,              -- in reading order, from 0
    citation text not null,                 -- "c1", its id inside the article
    kind text not null,
    label text,
    claim text,                             -- the words the first mark supports
    note text,                              -- the note as printed
    secondhand integer not null,
    value {json} not null,
    unique (article_id, position)
);

create table sources (
    id {id},
    citation_id bigint not null references citations (id) on delete cascade,
    position integer not null,
    type text not null,                     -- web, named, work, vague
    printed text not null,
    name text,
    url_id bigint references urls (id),
    flags text,                             -- of the printed link, separated by spaces
    outlet_status text,                     -- match, probable, ambiguous, disputed, unknown
    outlet_id text references outlets (id),
    country text,                           -- as classified for this source
    outlet {json},                          -- the whole classification with its reasons
    unique (citation_id, position)
);
create index sources_url on sources (url_id);
create index sources_outlet on sources (outlet_id);

create table checks (
    id {id},
    url_id bigint not null references urls (id),
    vantage text not null,                  -- where we looked from
    first_at text not null,
    last_at text not null,
    times integer not null,                 -- looks in this run of identical observations
    looks text not null,                    -- when: the first and the latest, separated by spaces
    status integer,
    failure text,
    final_url text not null,
    state text not null,
    link_group text not null,
    rule text not null,
    confirmed integer not null,
    record_id text,                         -- WARC record of the latest look
    first_look {json} not null,
    last_look {json} not null
);
create index checks_url on checks (url_id, last_at);

create table next_checks (
    url_id bigint primary key references urls (id) on delete cascade,
    host text not null,
    check_id bigint references checks (id), -- the run that says how the link is now
    next_at text not null,
    interval_s integer not null,
    fails integer not null,                 -- failures in a row, no count of strikes
    told text                               -- the state last told as news
);
create index next_checks_due on next_checks (next_at, host);
create index next_checks_host on next_checks (host, next_at);
create index next_checks_check on next_checks (check_id);

create table hosts (
    host text primary key,
    closed_until text not null,             -- asked to be left alone until then
    because text not null
);

create table captures (
    id {id},
    record_id text not null unique,         -- of the response or revisit record
    urlkey text not null,                   -- the URL in SURT form
    url text not null,
    captured_at text not null,
    captured_us bigint not null,            -- the same in microseconds since 1970, for the order
    hop integer not null,                   -- place in its redirect chain, from 0
    archive text not null,
    file text not null,                     -- name inside the archive folder
    file_offset bigint not null,            -- one gzip member
    file_length bigint not null,
    sha256 text,                            -- of the decoded entity
    framing text not null,                  -- with an equal digest: equal bytes on the wire
    status integer,
    failure text,
    media_type text,
    revisit_of text,
    value {json} not null
);
create index captures_urlkey on captures (urlkey, captured_us, hop);
create index captures_url on captures (url, captured_us);
create index captures_sha256 on captures (sha256, framing);
create index captures_file on captures (file);

create table archive_files (
    name text primary key,
    size bigint not null,
    sha256 text not null,
    closed_at text not null,
    previous_sha256 text not null           -- empty for the first file
);

create table audits (
    id {id},
    article_id bigint not null references articles (id),
    digest text not null,                   -- of its conclusions
    first_at text not null,
    last_at text not null,
    times integer not null,                 -- audits in a row with these conclusions
    tool text not null,
    data text not null,                     -- digest of the data files
    offline integer not null,
    why_offline text,
    value {json} not null                   -- the latest audit of the run, whole
);
create index audits_article on audits (article_id, last_at);

create table findings (
    id {id},
    audit_id bigint not null references audits (id) on delete cascade,
    position integer not null,
    code text not null,
    severity text not null,
    citation text,                          -- "c1", empty for the article as a whole
    span_start integer,
    span_end integer,
    value {json} not null,
    unique (audit_id, position)
);
create index findings_code on findings (code);

create table metrics (
    audit_id bigint not null references audits (id) on delete cascade,
    name text not null,
    k double precision not null,
    n integer not null,
    unknown integer not null,
    value double precision,
    primary key (audit_id, name)
);

create view links as
select
    urls.id,
    urls.url,
    urls.host,
    coalesce(checks.state, 'not_checked') as state,
    coalesce(checks.link_group, 'unchecked') as link_group,
    coalesce(checks.confirmed, 0) as confirmed,
    checks.rule,
    checks.status,
    checks.failure,
    checks.final_url,
    checks.first_at as since,
    checks.last_at as checked_at,
    checks.times,
    next_checks.next_at,
    next_checks.told,
    (select count(*) from sources where sources.url_id = urls.id) as cited
from urls
join next_checks on next_checks.url_id = urls.id
left join checks on checks.id = next_checks.check_id;

create view article_sources as
select
    articles.id as article_id,
    articles.title as article,
    articles.publisher,
    articles.published,
    citations.citation,
    citations.kind,
    citations.label,
    citations.claim,
    sources.type,
    sources.printed,
    sources.name,
    links.url,
    links.state,
    links.link_group,
    links.confirmed,
    sources.outlet_status,
    sources.outlet_id,
    outlets.name as outlet,
    sources.country
from articles
join citations on citations.article_id = articles.id
join sources on sources.citation_id = citations.id
left join links on links.id = sources.url_id
left join outlets on outlets.id = sources.outlet_id;

create view sourcing_by_country as
select
    coalesce(sources.country, 'unknown') as country,
    count(distinct citations.article_id) as articles,
    count(distinct sources.outlet_id) as outlets,
    count(distinct sources.url_id) as links,
    count(*) as sources
from sources
join citations on citations.id = sources.citation_id
where sources.type <> 'vague'
group by coalesce(sources.country, 'unknown');

create view rot_by_outlet as
select
    outlets.id as outlet_id,
    outlets.name as outlet,
    outlets.country,
    count(*) as links,
    sum(case when links.link_group = 'alive' then 1 else 0 end) as alive,
    sum(case when links.link_group = 'doubtful' then 1 else 0 end) as doubtful,
    sum(case when links.link_group = 'dead' then 1 else 0 end) as dead,
    sum(case when links.link_group = 'dead' then links.confirmed else 0 end) as confirmed_dead,
    sum(case when links.link_group = 'unchecked' then 1 else 0 end) as unchecked,
    cast(sum(case when links.link_group = 'dead' then 1 else 0 end) as double precision)
        / nullif(sum(case when links.link_group in ('dead', 'alive') then 1 else 0 end), 0)
        as dead_share
from (
    select distinct outlet_id, url_id from sources
    where outlet_id is not null and url_id is not null
) as cited
join outlets on outlets.id = cited.outlet_id
join links on links.id = cited.url_id
group by outlets.id, outlets.name, outlets.country;
