-- Copies of cited pages in archives of others: each search once, and the copy it came to.

create table copy_searches (
    id {id},
    url_id bigint not null references urls (id),
    source text not null,                   -- the archive that was asked
    asked_at text not null,
    answer text not null,                   -- found, no_record, failed
    cited_at text,                          -- the time the nearest copy was looked for
    memento_url text,                       -- of the copy that holds, empty = none does
    captured_at text,
    verified integer not null,
    record_id text,                         -- of our own capture of that copy
    value {json} not null,
    unique (url_id, source, asked_at)
);

-- The latest answer of each archive about each address.
create view link_copies as
select
    urls.url,
    copy_searches.source,
    copy_searches.answer,
    copy_searches.memento_url,
    copy_searches.captured_at,
    copy_searches.verified,
    copy_searches.asked_at,
    links.state,
    links.confirmed
from copy_searches
join urls on urls.id = copy_searches.url_id
left join links on links.id = urls.id
where copy_searches.asked_at = (
    select max(latest.asked_at) from copy_searches as latest
    where latest.url_id = copy_searches.url_id and latest.source = copy_searches.source
)
