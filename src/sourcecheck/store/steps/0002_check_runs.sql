-- Runs that can be resumed, verdicts that can be told again, and indexes for bulk checks.

create table check_runs (
    id {id},
    inputs text not null,                   -- digest of what was asked for
    started_at text not null,
    finished_at text,                       -- empty = interrupted, or under way
    tool text not null
);
create index check_runs_inputs on check_runs (inputs, started_at);

-- The verdict of the latest look, whole. Empty in rows that an older program wrote.
alter table checks add column verdict {json};

-- The last capture of a file is found by its place, without reading all of the file.
drop index captures_file;
create index captures_file on captures (file, file_offset);

-- Nothing looks for an appointment by its run, and every new link would pay for it.
drop index next_checks_check;
