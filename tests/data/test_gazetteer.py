"""The lists of the user's folder, what is compiled of them, and what wins over what."""

from __future__ import annotations

import pytest

from sourcecheck.classify import classify_text
from sourcecheck.data import compiled, files
from sourcecheck.data import load_outlets as module
from sourcecheck.data.load_outlets import compile_outlets, load_outlets
from sourcecheck.errors import DataError

LONG = "outlet,record,type,value,detail,source\n"
WIDE = "domain,name,aliases,country,kind,ownership,source\n"
OVERRIDES = "outlet,property,value,by,at,why\n"
RESOLVED = "name,outlet,by,at,why\n"
SOURCES = "source,title,licence,date,family\n"


def write(folder, **files):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return load_outlets(folder)


def claims(tables, id_, property_):
    return [c for c in tables.outlets[id_].claims if c.property == property_]


def test_what_ships_is_the_same_compiled_and_read():
    read = compile_outlets()
    kept = load_outlets()
    assert dict(kept.outlets) == read.outlets
    assert dict(kept.keys) == read.keys
    assert list(kept.aliases) == list(read.index.aliases)
    assert {key: tuple(places) for key, places in kept.index.exact.items()} == {
        key: tuple(places) for key, places in read.index.exact.items()
    }
    assert dict(kept.sources) == read.sources


def test_every_claim_that_ships_is_dated_and_has_a_source_with_a_licence():
    tables = load_outlets()
    for outlet in tables.outlets.values():
        for claim in outlet.claims:
            assert tables.sources[claim.source].licence
            assert claim.date


def test_a_long_list_of_the_users_is_preferred(tmp_path):
    tables = write(
        tmp_path,
        mine=f"{LONG}tass.ru,claim,country_base,KZ,,me\ntass.ru,alias,official,Zzyzx Wire,,me\n",
    )
    assert claims(tables, "tass.ru", "country_base")[-1].rank == "preferred"
    assert classify_text("Zzyzx Wire", tables).id == "tass.ru"
    assert classify_text("https://ria.ru/1", tables).country == "RU"


def test_an_import_adds_claims_and_takes_no_key_away(tmp_path):
    tables = write(
        tmp_path,
        imported__sources=f"{SOURCES}focus-list,Focus,CC0,2020,focus\n",
        imported__focus=f"{LONG}tass.ru,key,host,ria.ru,,focus-list\n"
        "tass.ru,claim,country_focus,KZ,,focus-list\nnew.example,claim,country_focus,AZ,,focus-list\n",
    )
    told = claims(tables, "tass.ru", "country_focus")[-1]
    assert (told.rank, told.date, told.family) == ("normal", "2020", "focus")
    assert told.told_by == "imported/focus.csv:3"
    assert classify_text("https://ria.ru/1", tables).id == "ria.ru"
    found = classify_text("https://new.example/1", tables)
    assert (found.id, found.country, found.country_focus) == ("new.example", "", "AZ")
    assert "likely AZ" in " ".join(found.because)


def test_an_ending_votes_where_only_an_import_knows_the_host(tmp_path):
    tables = write(
        tmp_path, imported__focus=f"{LONG}unheard-of.com.tr,claim,country_focus,AZ,,focus-list\n"
    )
    found = classify_text("https://unheard-of.com.tr/1", tables)
    assert (found.country, found.country_focus) == ("TR", "AZ")


def test_the_house_wins_alone_and_its_last_word_counts(tmp_path):
    tables = write(
        tmp_path,
        mine=f"{WIDE}tass.ru,TASS,,KZ,news,,me\n",
        overrides=OVERRIDES
        + "tass.ru,country_control,DE,Anna,2026-01-01,first\n"
        + "tass.ru,country_control,FR,Anna,2026-02-01,second\n",
    )
    found = classify_text("https://tass.ru/1", tables)
    assert (found.status, found.country) == ("match", "FR")
    assert "house override of Anna on 2026-02-01: second" in " ".join(found.because)
    assert len([c for c in claims(tables, "tass.ru", "country_control") if c.rank == "house"]) == 1


def test_an_empty_override_takes_the_houses_word_back(tmp_path):
    rows = (
        "tass.ru,country_control,DE,Anna,2026-01-01,\ntass.ru,country_control,,Anna,2026-02-01,\n"
    )
    tables = write(tmp_path, overrides=OVERRIDES + rows)
    assert classify_text("https://tass.ru/1", tables).country == "RU"


def test_an_override_of_an_outlet_that_is_gone_harms_nothing(tmp_path):
    tables = write(tmp_path, overrides=f"{OVERRIDES}gone.example,kind,news,Anna,2026-01-01,\n")
    assert classify_text("https://ria.ru/1", tables).country == "RU"


def test_a_settled_name_means_what_a_person_said(tmp_path):
    tables = write(
        tmp_path,
        resolved=f"{RESOLVED}Zzyzx,ria.ru,Anna,2026-01-01,\nZzyzx,tass.ru,Anna,2026-02-01,asked\n",
    )
    (settled,) = tables.settled.values()
    assert (settled.outlet, settled.at, settled.told_by) == (
        "tass.ru",
        "2026-02-01",
        "resolved.csv:3",
    )


@pytest.mark.parametrize(
    ("row", "control"),
    [
        ("a.example,First,,CY,news,private,me", ""),
        ("a.example,First,,CY,news,,me", ""),
        ("a.example,First,,CY,news,state,me", "CY"),
        ("a.example,First,,GB,tv,public,me", "GB"),
        ("tass.ru,TASS,,KZ,,,me", "KZ"),
    ],
)
def test_a_row_of_the_users_claims_control_only_where_a_state_or_the_public_has_it(
    row, control, tmp_path
):
    found = classify_text(f"https://{row.split(',')[0]}/1", write(tmp_path, mine=f"{WIDE}{row}\n"))
    assert (found.country, found.country_control) == (row.split(",")[3], control)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"mine": "a,b\n"}, "mine.csv:1: columns are a,b; expected source,title.* or domain,name"),
        ({"mine": "domain,name,country\n"}, "expected domain,name,aliases,country,kind,[a-z,]+$"),
        ({"mine": f"{WIDE}a.example,First,,Россия,,,\n"}, "mine.csv:2: country_base: no code"),
        ({"overrides": f"{OVERRIDES}tass.ru,country_base,Nowhere,me,,x\n"}, "overrides.csv:2: cou"),
        ({"mine": f"{LONG}a.example,nonsense,,x,,me\n"}, "mine.csv:2: no record is called"),
        ({"mine": f"{LONG}a.example,claim,nonsense,x,,me\n"}, "mine.csv:2: type is 'nonsense'"),
        ({"overrides": f"{OVERRIDES}a.example,nonsense,x,me,,\n"}, "overrides.csv:2: no property"),
        ({"imported__x": f"{LONG}a.example,claim,kind\n"}, "imported/x.csv:2: 3 cells where 6"),
    ],
)
def test_a_wrong_row_of_the_users_names_its_file_and_line(files, message, tmp_path):
    with pytest.raises(DataError, match=message):
        write(tmp_path, **files)


def test_lists_are_read_once_and_again_when_they_change(tmp_path, monkeypatch):
    write(tmp_path, mine=f"{WIDE}a.example,First,,FR,news,,me\n")
    assert (tmp_path / ".compiled").exists()
    load_outlets.cache_clear()
    monkeypatch.setattr(module, "_compile_own", lambda _folder: pytest.fail("read again"))
    assert load_outlets(tmp_path).outlets["a.example"].name == "First"
    monkeypatch.undo()
    load_outlets.cache_clear()
    assert (
        write(tmp_path, mine=f"{WIDE}a.example,Second,,FR,news,,me\n").outlets["a.example"].name
        == "Second"
    )


@pytest.mark.parametrize("harm", [b"", b"nonsense\n", b"0 1 2\n{}"])
def test_a_compiled_file_that_was_harmed_is_not_believed(harm, tmp_path):
    write(tmp_path, mine=f"{WIDE}a.example,First,,FR,news,,me\n")
    path = tmp_path / ".compiled"
    path.write_bytes(harm)
    load_outlets.cache_clear()
    assert compiled.read_compiled(path, module.own_list_files(tmp_path)) is None
    assert load_outlets(tmp_path).outlets["a.example"].name == "First"


def test_a_folder_nobody_may_write_to_is_read_all_the_same(tmp_path, monkeypatch):
    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.write_bytes", refuse)
    assert "a.example" in write(tmp_path, mine=f"{WIDE}a.example,First,,FR,news,,me\n").outlets
    assert not (tmp_path / ".compiled").exists()


def test_views_over_two_lists_are_counted_once(tmp_path):
    tables = write(
        tmp_path, mine=f"{WIDE}tass.ru,TASS mine,Zzyzx,RU,news,,me\nn.example,N,,FR,,,\n"
    )
    assert len(tables.outlets) == len(list(tables.outlets)) == len(load_outlets().outlets) + 1
    assert len(tables.index.exact) == len(list(tables.index.exact))
    assert tables.aliases[len(tables.aliases) - 1].text == tables.aliases[-1].text == "N"
    assert [a.text for a in tables.aliases[-3:]] == ["TASS mine", "Zzyzx", "N"]
    assert tables.outlets["tass.ru"].name == "TASS mine"
    assert "no.such" not in tables.outlets
    assert tables.keys.get("host:no.such") is None


def test_every_source_of_the_gazetteer_is_explained_to_the_reader():
    page = files.PACKAGED.joinpath("outlets/SOURCES.md").read_text("utf-8")
    for tag in load_outlets().sources:
        assert f"| `{tag}` |" in page


def test_a_name_settled_for_an_outlet_that_is_gone_is_unknown_with_the_reason(tmp_path):
    tables = write(tmp_path, resolved=f"{RESOLVED}Zzyzx,gone.example,Anna,2026-01-01,\n")
    found = classify_text("Zzyzx", tables)
    assert found.status == "unknown"
    assert "no list knows an outlet gone.example" in found.because[0]


def test_what_is_claimed_of_a_named_outlet_must_hold_at_the_articles_date(tmp_path):
    rows = (
        "zz.example,name,,Zzyzx Wire,,me\nzz.example,alias,official,Zzyzx Wire,,me\n"
        "zz.example,claim,country_base,FR,to=2013,me\nzz.example,claim,country_base,DE,from=2014,me\n"
    )
    tables = write(tmp_path, mine=LONG + rows)
    named = {at: classify_text("Zzyzx Wire", tables, at=at).country for at in ("2009", "2020", "")}
    assert named == {"2009": "FR", "2020": "DE", "": "DE"}
    asked = {at: classify_text("https://zz.example/1", tables, at=at).country for at in named}
    assert asked == named
