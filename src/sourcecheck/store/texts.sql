-- The words of captured pages: derived from the archive, in a file of its own, never precious.

-- name: make_texts
-- Each text once, as it stands on the page, deflated.
create table texts (
    id integer primary key,
    digest text not null unique,            -- of the entity it was read from
    title text not null,
    text blob not null
)

-- name: make_pages
-- The captures that showed a text.
create table pages (
    record_id text primary key,
    text_id bigint not null references texts (id),
    urlkey text not null,
    url text not null,
    host text not null,                     -- in ASCII
    captured_at text not null,
    captured_us bigint not null,
    status integer,
    file text not null
)

-- name: make_pages_text
-- From a text to its captures.
create index pages_text on pages (text_id, captured_us)

-- name: make_places
-- How far each file was read, in bytes.
create table places (file text primary key, read_to bigint not null)

-- name: make_words
-- Titles and texts folded: which runs of three letters are in them, not where. It holds no text
-- itself. With places it would take six times the room and half as much time again.
create virtual table words using fts5 (
    text, content='', detail=none, tokenize='trigram case_sensitive 1'
)

-- name: gather_words
-- Runs are gathered in 32 MB of memory before they are written, and not in 1 MB: fewer pieces to
-- merge, and half of the time. Kept in the file.
insert into words (words, rank) values ('hashsize', 33554432)

-- name: text_of_digest
-- Whether a text is known.
select id from texts where digest = :digest

-- name: add_text
-- A text, once.
insert into texts (digest, title, text) values (:digest, :title, :text)
on conflict (digest) do nothing

-- name: add_words
-- The folded form of a text.
insert into words (rowid, text) values (:id, :text)

-- name: drop_words
-- What a text had added: a table without contents must be told it again.
insert into words (words, rowid, text) values ('delete', :id, :text)

-- name: add_page
-- A capture that showed a text; of a rewritten file it is known already.
insert into pages (
    record_id, text_id, urlkey, url, host, captured_at, captured_us, status, file
) values (
    :record_id, (select id from texts where digest = :digest), :urlkey, :url, :host,
    :captured_at, :captured_us, :status, :file
) on conflict (record_id) do update set file = excluded.file

-- name: set_place
-- How far a file was read.
insert into places (file, read_to) values (:file, :read_to)
on conflict (file) do update set read_to = excluded.read_to

-- name: places
-- How far each file was read.
select file, read_to from places

-- name: forget_place
-- A file that is to be read anew, or is gone.
delete from places where file = :file

-- name: pages_in
-- The captures of a file.
select record_id from pages where file = :file

-- name: forget_page
-- A capture that is in no file any more.
delete from pages where record_id = :record_id

-- name: lonely_texts
-- Texts no capture shows any more.
select id, title, text from texts
where not exists (select 1 from pages where pages.text_id = texts.id)

-- name: drop_text
-- A text nobody shows any more.
delete from texts where id = :id

-- name: matching
-- The texts that hold all runs of three letters of the words, those read last first.
select words.rowid as id from words
where words match :match and exists (
    select 1 from pages where pages.text_id = words.rowid and captured_us >= :since
    and (:host = '' or host = :host or substr(host, -length(:host) - 1) = '.' || :host)
    and (:urlkey = '' or urlkey = :urlkey)
)
order by words.rowid desc

-- name: every_text
-- All texts, those read last first, for words too short for an index of three letters.
select texts.id from texts
where exists (
    select 1 from pages where pages.text_id = texts.id and captured_us >= :since
    and (:host = '' or host = :host or substr(host, -length(:host) - 1) = '.' || :host)
    and (:urlkey = '' or urlkey = :urlkey)
)
order by texts.id desc

-- name: text
-- One text.
select title, text from texts where id = :id

-- name: showing
-- The captures that showed a text, the newest first.
select record_id, url, captured_at, status, file from pages
where text_id = :id and captured_us >= :since
    and (:host = '' or host = :host or substr(host, -length(:host) - 1) = '.' || :host)
    and (:urlkey = '' or urlkey = :urlkey)
order by captured_us desc

-- name: counted
-- How much can be searched.
select (select count(*) from texts) as texts, (select count(*) from pages) as pages
