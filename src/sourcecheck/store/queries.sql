-- Every query of the store, by name. One text for SQLite (3.35 and later) and PostgreSQL:
-- no JSON operators, no full-text search, and no colon, question mark, percent sign or
-- semicolon inside a literal, because placeholders are rewritten by a pattern.

-- name: upsert_article
-- An article, by the digest of its document. The latest reading says how it is.
insert into articles (
    sha256, origin, title, language, media_type, byline, published, publisher, canonical_url,
    first_at, last_at, value
) values (
    :sha256, :origin, :title, :language, :media_type, :byline, :published, :publisher,
    :canonical_url, :at, :at, :value
) on conflict (sha256) do update set
    origin = excluded.origin, title = excluded.title, language = excluded.language,
    media_type = excluded.media_type, byline = excluded.byline,
    published = excluded.published, publisher = excluded.publisher,
    canonical_url = excluded.canonical_url, value = excluded.value,
    last_at = case when excluded.last_at > articles.last_at
        then excluded.last_at else articles.last_at end
returning id

-- name: article
-- One article, whole.
select value from articles where sha256 = :sha256

-- name: articles
-- The list of articles.
select sha256, origin, title, language, first_at, last_at from articles
order by last_at desc, id desc

-- name: add_url
-- A URL, once. It never changes.
insert into urls (url, host, first_at) values (:url, :host, :at) on conflict (url) do nothing

-- name: schedule_url
-- A new URL is due at once, and nothing is known of it.
insert into next_checks (url_id, host, next_at, interval_s, fails)
select id, host, :at, 0, 0 from urls where url = :url
on conflict (url_id) do nothing

-- name: url_id
-- The id of a URL.
select id from urls where url = :url

-- name: url_ids
-- The ids of many URLs. The words in braces stand for a list of placeholders.
select id, url from urls where url in ({list})

-- name: forget_citations
-- What was known of an article's citations, before it is told anew. Sources go with them.
delete from citations where article_id = :article_id

-- name: add_citation
-- One citation.
insert into citations (
    article_id, position, citation, kind, label, claim, note, secondhand, value
) values (
    :article_id, :position, :citation, :kind, :label, :claim, :note, :secondhand, :value
)

-- name: add_source
-- One source of a citation. Its citation is found by position, its URL by its text.
insert into sources (
    citation_id, position, type, printed, name, url_id, flags, outlet_status, outlet_id,
    country, outlet
) values (
    (select id from citations where article_id = :article_id and position = :citation_position),
    :position, :type, :printed, :name, (select id from urls where url = :url), :flags,
    :outlet_status, :outlet_id, :country, :outlet
)

-- name: upsert_outlet
-- An outlet as a source was last classified.
insert into outlets (
    id, name, country, country_base, country_control, country_focus, country_origin, kind,
    ownership, editorial_control, seen_at
) values (
    :id, :name, :country, :country_base, :country_control, :country_focus, :country_origin, :kind,
    :ownership, :editorial_control, :at
) on conflict (id) do update set
    name = excluded.name, country = excluded.country, country_base = excluded.country_base,
    country_control = excluded.country_control, country_focus = excluded.country_focus,
    country_origin = excluded.country_origin, kind = excluded.kind, ownership = excluded.ownership,
    editorial_control = excluded.editorial_control, seen_at = excluded.seen_at

-- name: add_outlet
-- An outlet that is only known from the data files: what a classification said of it stays.
insert into outlets (id, name, seen_at) values (:id, :name, :at)
on conflict (id) do update set name = excluded.name

-- name: add_outlet_name
-- A name of an outlet, once.
insert into outlet_names (outlet_id, name) values (:outlet_id, :name)
on conflict (outlet_id, name) do nothing

-- name: upsert_claim
-- What one source says of one property of an outlet.
insert into claims (
    outlet_id, property, value, source, told_by, confidence, valid_from, valid_to, rank, date,
    family
) values (
    :outlet_id, :property, :value, :source, :told_by, :confidence, :valid_from, :valid_to, :rank,
    :date, :family
) on conflict (outlet_id, property, value, source, valid_from) do update set
    told_by = excluded.told_by, confidence = excluded.confidence,
    valid_to = excluded.valid_to, rank = excluded.rank, date = excluded.date,
    family = excluded.family

-- name: recent_runs
-- The latest runs of a URL, oldest first, without what was seen.
select * from (
    select id, vantage, first_at, last_at, times, looks, status, failure, final_url, state
    from checks where url_id = :url_id order by last_at desc, id desc limit :limit
) as latest order by last_at, id

-- name: runs
-- The latest runs of a URL, oldest first, with the first and the last look of each.
select * from (
    select checks.id, vantage, checks.first_at, last_at, times, looks, status, failure,
        final_url, state, first_look, last_look
    from checks join urls on urls.id = checks.url_id
    where urls.url = :url order by last_at desc, checks.id desc limit :limit
) as latest order by last_at, id

-- name: recent_runs_of
-- The latest runs of many URLs, oldest first, without what was seen.
select * from (
    select id, url_id, vantage, first_at, last_at, times, looks, status, failure, final_url,
        state, row_number() over (partition by url_id order by last_at desc, id desc) as place
    from checks where url_id in ({list})
) as latest where place <= :limit order by url_id, last_at, id

-- name: runs_of
-- The latest runs of many URLs, oldest first, with the first and the last look of each.
select url, vantage, first_at, last_at, times, looks, status, failure, final_url, state,
    first_look, last_look
from (
    select urls.url, checks.id, vantage, checks.first_at, last_at, times, looks, status,
        failure, final_url, state, first_look, last_look,
        row_number() over (partition by url_id order by last_at desc, checks.id desc) as place
    from checks join urls on urls.id = checks.url_id
    where urls.url in ({list})
) as latest where place <= :limit order by url, last_at, id

-- name: looks_since
-- The latest looks at many URLs that were recorded at a time or later, the last one last.
select urls.url, checks.state, checks.rule, checks.confirmed, checks.record_id,
    checks.first_look, checks.last_look, checks.verdict
from checks join urls on urls.id = checks.url_id
where urls.url in ({list}) and checks.last_at >= :since and checks.verdict is not null
order by checks.last_at, checks.id

-- name: add_first_run
-- The first look at a URL opens its first run.
insert into checks (
    url_id, vantage, first_at, last_at, times, looks, status, failure, final_url,
    state, link_group, rule, confirmed, record_id, first_look, last_look, verdict
) values (
    (select id from urls where url = :url), :vantage, :first_at, :last_at, :times, :looks,
    :status, :failure, :final_url, :state, :link_group, :rule, :confirmed, :record_id, :look,
    '', :verdict
)

-- name: point_at_first_run
-- The first run of a URL says how the link is now. A URL that is not scheduled yet is due.
insert into next_checks (url_id, host, check_id, next_at, interval_s, fails)
select urls.id, :host, checks.id, :first_at, 0, 0
from urls join checks on checks.url_id = urls.id where urls.url = :url
on conflict (url_id) do update set check_id = excluded.check_id

-- name: add_run
-- A look that shows something new opens a run. Its last look is written when it is another.
insert into checks (
    url_id, vantage, first_at, last_at, times, looks, status, failure, final_url,
    state, link_group, rule, confirmed, record_id, first_look, last_look, verdict
) values (
    :url_id, :vantage, :first_at, :last_at, :times, :looks, :status, :failure, :final_url,
    :state, :link_group, :rule, :confirmed, :record_id, :look, '', :verdict
) returning id

-- name: lengthen_run
-- A look that shows the same lengthens a run. Only its latest look is what it tells of itself.
update checks set
    last_at = :last_at, times = :times, looks = :looks, rule = :rule, confirmed = :confirmed,
    record_id = coalesce(:record_id, record_id), last_look = :look, verdict = :verdict
where id = :id

-- name: count_late_look
-- A look that arrived late, inside a run, is only counted.
update checks set times = :times, looks = :looks where id = :id

-- name: point_at_run
-- Which run says how the link is now.
update next_checks set check_id = :check_id where url_id = :url_id

-- name: add_capture
-- A capture, once.
insert into captures (
    record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
) values (
    :record_id, :urlkey, :url, :captured_at, :captured_us, :hop, :archive, :file, :file_offset,
    :file_length, :sha256, :framing, :status, :failure, :media_type, :revisit_of, :value
) on conflict (record_id) do nothing

-- name: captures_of
-- The captures of a key, oldest first.
select value from captures where urlkey = :urlkey order by captured_us, hop, id

-- name: capture_by_digest
-- The oldest capture with that payload that is no revisit itself.
select value from captures
where sha256 = :sha256 and framing = :framing and revisit_of is null
order by captured_us, hop, id limit 1

-- name: captures_by_digests
-- One capture of each payload that is no revisit itself.
select captures.value from captures join (
    select min(id) as id from captures
    where sha256 in ({list}) and revisit_of is null group by sha256, framing
) as firsts on firsts.id = captures.id

-- name: looks_captured_since
-- The first exchanges of the looks that began at a time or later with one of many keys.
select value from captures
where urlkey in ({list}) and captured_us >= :since and hop = 0

-- name: captures_from
-- The captures that lie in a file from a place on, so many of them.
select value from captures where file = :file and file_offset >= :place
order by file_offset limit :limit

-- name: captures_before
-- The captures that lie in a file before a place, the nearest first, so many of them.
select value from captures where file = :file and file_offset < :place
order by file_offset desc limit :limit

-- name: capture_of_record
-- The capture of a record.
select value from captures where record_id = :record_id

-- name: move_capture
-- Where a capture lies since its file was rewritten.
update captures set file_offset = :file_offset, file_length = :file_length, value = :value
where record_id = :record_id

-- name: forget_capture
-- Drop a capture that is in no file any more.
delete from captures where record_id = :record_id

-- name: change_archive_file
-- A closed archive file that was rewritten.
update archive_files set size = :size, sha256 = :sha256 where name = :name

-- name: indexed_to
-- Where the last known capture of a file ends.
select file_offset + file_length as indexed from captures where file = :file
order by file_offset desc limit 1

-- name: captures
-- All captures in the order of an index.
select value from captures order by urlkey, captured_us, hop, id

-- name: capture_rows
-- All captures with every column, to hold each against the capture it was made of.
select
    record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
from captures order by id

-- name: stage_captures
-- Where the captures of a rebuilt index are collected, for this connection alone.
create temporary table staged_captures as select
    id, record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
from captures where 1 = 0

-- name: stage_captures_once
-- One row for a record, as in the index.
create unique index staged_captures_record on staged_captures (record_id)

-- name: stage_capture
-- A capture of a rebuilt index, once, numbered in the order of the files.
insert into staged_captures (
    id, record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
) values (
    :id, :record_id, :urlkey, :url, :captured_at, :captured_us, :hop, :archive, :file,
    :file_offset, :file_length, :sha256, :framing, :status, :failure, :media_type, :revisit_of,
    :value
) on conflict (record_id) do nothing

-- name: staged_difference
-- How a rebuilt index differs from the one that is there.
select 'same' as what, count(*) as n from captures join staged_captures
    on staged_captures.record_id = captures.record_id
    where staged_captures.value = captures.value
union all select 'changed', count(*) from captures join staged_captures
    on staged_captures.record_id = captures.record_id
    where staged_captures.value <> captures.value
union all select 'added', count(*) from staged_captures
    where record_id not in (select record_id from captures)
union all select 'removed', count(*) from captures
    where record_id not in (select record_id from staged_captures)

-- name: staged_examples
-- Some captures that are not the same in both.
select record_id from staged_captures where record_id not in (
    select captures.record_id from captures join staged_captures as staged
    on staged.record_id = captures.record_id and staged.value = captures.value
) union select record_id from captures where record_id not in (
    select record_id from staged_captures
) order by record_id limit 5

-- name: forget_captures
-- Before a rebuilt index takes the place of the one that is there.
delete from captures

-- name: take_staged_captures
-- The rebuilt index, in the order of the files.
insert into captures (
    record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
) select
    record_id, urlkey, url, captured_at, captured_us, hop, archive, file, file_offset,
    file_length, sha256, framing, status, failure, media_type, revisit_of, value
from staged_captures order by id

-- name: unstage_captures
-- After that.
drop table staged_captures

-- name: forget_archive_files
-- Before the closed files are told anew.
delete from archive_files

-- name: add_archive_file
-- A closed archive file, once.
insert into archive_files (name, size, sha256, closed_at, previous_sha256)
values (:name, :size, :sha256, :closed_at, :previous_sha256)
on conflict (name) do nothing

-- name: archive_files
-- The closed archive files in order.
select name, size, sha256, closed_at, previous_sha256 from archive_files order by closed_at, name

-- name: latest_audit
-- The latest audit of an article.
select id, digest, last_at from audits where article_id = :article_id
order by last_at desc, id desc limit 1

-- name: audit_at
-- An audit of an article with that conclusion that covers a time: it was remembered before.
select id from audits where article_id = :article_id and digest = :digest
    and first_at <= :at and last_at >= :at
order by id desc limit 1

-- name: add_audit
-- An audit with new conclusions.
insert into audits (
    article_id, digest, first_at, last_at, times, tool, data, offline, why_offline, value
) values (
    :article_id, :digest, :at, :at, 1, :tool, :data, :offline, :why_offline, :value
) returning id

-- name: lengthen_audit
-- An audit with the conclusions of the latest one takes its place.
update audits set last_at = :at, times = times + 1, value = :value where id = :id

-- name: forget_findings
-- Before an audit's findings are told anew.
delete from findings where audit_id = :audit_id

-- name: add_finding
-- One finding of an audit.
insert into findings (
    audit_id, position, code, severity, citation, span_start, span_end, value
) values (
    :audit_id, :position, :code, :severity, :citation, :span_start, :span_end, :value
)

-- name: forget_metrics
-- Before an audit's metrics are told anew.
delete from metrics where audit_id = :audit_id

-- name: add_metric
-- One metric of an audit.
insert into metrics (audit_id, name, k, n, unknown, value)
values (:audit_id, :name, :k, :n, :unknown, :value)

-- name: audit
-- One audit, whole.
select value from audits where id = :id

-- name: audits
-- The list of audits, of one article or of all.
select audits.id, articles.sha256, articles.origin, articles.title, audits.first_at,
    audits.last_at, audits.times, audits.tool, audits.offline,
    (select count(*) from findings where findings.audit_id = audits.id) as findings
from audits join articles on articles.id = audits.article_id
where :sha256 = '' or articles.sha256 = :sha256
order by audits.last_at desc, audits.id desc

-- name: unfinished_run
-- The latest run over some inputs that was not ended, begun at a time or later.
select id, started_at,
    (select count(distinct url_id) from checks where last_at >= check_runs.started_at) as looks
from check_runs where inputs = :inputs and finished_at is null and started_at >= :since
order by started_at desc, id desc limit 1

-- name: add_check_run
-- A run begins.
insert into check_runs (inputs, started_at, tool) values (:inputs, :at, :tool) returning id

-- name: end_check_run
-- A run reached its end.
update check_runs set finished_at = :at where id = :id and finished_at is null

-- name: due_hosts
-- The hosts with links due, the longest waiting first, those that asked to be left alone out.
select next_checks.host from next_checks
left join hosts on hosts.host = next_checks.host
where next_checks.next_at <= :now and (hosts.closed_until is null or hosts.closed_until <= :now)
group by next_checks.host
order by min(next_checks.next_at), next_checks.host limit :limit

-- name: due
-- The due links of a host, the longest waiting first.
select urls.url, next_checks.host, next_checks.next_at, next_checks.interval_s,
    next_checks.fails, next_checks.told, checks.state, checks.status, checks.final_url
from next_checks
join urls on urls.id = next_checks.url_id
left join checks on checks.id = next_checks.check_id
where next_checks.host = :host and next_checks.next_at <= :now
order by next_checks.next_at, urls.id limit :limit

-- name: fence
-- The first statement of a record: whoever moves the time first has done the look.
update next_checks set next_at = :then, interval_s = :interval_s, fails = :fails
where url_id = (select id from urls where url = :url) and next_at = :next_at
returning url_id

-- name: tell
-- What was told as news.
update next_checks set told = :state where url_id = (select id from urls where url = :url)

-- name: close_host
-- Leave a host alone until then.
insert into hosts (host, closed_until, because) values (:host, :until, :because)
on conflict (host) do update set
    closed_until = excluded.closed_until, because = excluded.because
where excluded.closed_until > hosts.closed_until

-- name: add_copy_search
-- A search for copies of a page in one archive, once.
insert into copy_searches (
    url_id, source, asked_at, answer, cited_at, memento_url, captured_at, verified, record_id,
    value
) select
    id, :source, :asked_at, :answer, :cited_at, :memento_url, :captured_at, :verified,
    :record_id, :value
from urls where url = :url
on conflict (url_id, source, asked_at) do nothing

-- name: copy_searches_of
-- The searches for copies of a page, oldest first.
select copy_searches.value from copy_searches
join urls on urls.id = copy_searches.url_id
where urls.url = :url order by copy_searches.asked_at, copy_searches.id
