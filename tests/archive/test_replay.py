from __future__ import annotations

import zipfile
from datetime import timedelta

import httpx
import pytest
from archive_cases import NOON, PAGE, answer, exchange, foreign_record, opened_file

from sourcecheck.archive.reading import FolderShelf, shelf_of
from sourcecheck.archive.replay import NO_ANSWER, ReplayTransport
from sourcecheck.errors import ArchiveError, NotArchived
from sourcecheck.model import Failure


async def asked(transport: ReplayTransport, url: str):
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.get(url)


async def test_a_page_is_served_as_it_was_recorded(archive, folder, index):
    archive.keep(exchange(), PAGE)
    response = await asked(ReplayTransport(FolderShelf(folder), index), "https://news.example/a")
    assert response.content == PAGE
    assert response.extensions["exchange"] == exchange()


async def test_a_replay_needs_nothing_but_the_files(archive, folder):
    archive.keep(exchange(), PAGE)
    archive.keep(exchange(minutes=9), PAGE)
    for path in (folder, folder / "warc", opened_file(folder)):
        response = await asked(ReplayTransport.open(path), "https://news.example/a")
        assert response.extensions["exchange"] == exchange(minutes=9)


async def test_a_chunked_page_comes_without_its_chunks(archive, folder, index):
    body = b"5\r\nhello\r\n0\r\n\r\n"
    archive.keep(exchange(response=answer(body, Transfer_Encoding="chunked")))
    response = await asked(ReplayTransport(FolderShelf(folder), index), "https://news.example/a")
    assert response.content == b"hello"


async def test_the_capture_nearest_before_a_time_is_served(archive, folder, index):
    archive.keep(exchange(), PAGE)
    archive.keep(exchange(minutes=60, response=answer(b"later")), b"later")
    transport = ReplayTransport(FolderShelf(folder), index, NOON + timedelta(minutes=30))
    assert (await asked(transport, "https://news.example/a")).content == PAGE


async def test_what_is_not_archived_is_said_to_be_so(archive, folder, index):
    archive.keep(exchange())
    transport = ReplayTransport(FolderShelf(folder), index, NOON - timedelta(days=1))
    for url in ("https://news.example/other", "https://news.example/a"):
        with pytest.raises(NotArchived):
            await asked(transport, url)


async def test_a_recorded_failure_is_replayed_as_a_failure(archive, folder, index):
    failed = exchange(response=b"", failure=Failure.CONNECT_TIMEOUT, reason="no answer in 10 s")
    archive.keep(failed)
    response = await asked(ReplayTransport(FolderShelf(folder), index), "https://news.example/a")
    assert response.status_code == NO_ANSWER
    assert response.extensions["exchange"] == failed


async def test_a_redirect_to_itself_is_replayed_in_its_order(archive, folder, index):
    first = exchange(response=answer(b"", "302 Found", Location="/a", Set_Cookie="seen=1"))
    archive.keep_chain([first, exchange(minutes=0.1)], PAGE)
    transport = ReplayTransport(FolderShelf(folder), index)
    for _ in range(2):
        codes = [(await asked(transport, "https://news.example/a")).status_code for _ in "ab"]
        assert codes == [302, 200]


async def test_a_foreign_file_is_served_with_its_revisits(tmp_path):
    head = answer()[: -len(PAGE)]
    path = tmp_path / "foreign.warc.gz"
    path.write_bytes(
        foreign_record("warcinfo", "", b"software: other")
        + foreign_record("response", "https://old.example/a", answer())
        + foreign_record("revisit", "https://old.example/b", head)
    )
    transport = ReplayTransport.open(path)
    assert (await asked(transport, "https://old.example/a")).content == PAGE
    assert (await asked(transport, "https://old.example/b")).content == PAGE


async def test_a_wacz_is_served_without_unpacking_it(archive, folder, tmp_path):
    archive.keep(exchange(), PAGE)
    path = tmp_path / "kept.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(opened_file(folder), "archive/data.warc.gz")
    response = await asked(ReplayTransport.open(path), "https://news.example/a")
    assert response.content == PAGE


@pytest.mark.parametrize("content", [None, b"", b"plain text"])
def test_what_is_no_archive_is_one_clear_error(tmp_path, content):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArchiveError):
        shelf_of(path)


async def test_a_revisit_whose_original_is_lost_is_not_archived(archive, folder, index):
    archive.keep(exchange(), PAGE)
    second = archive.keep(exchange(minutes=1), PAGE)
    lonely = type(index)([second])
    with pytest.raises(NotArchived):
        await asked(ReplayTransport(FolderShelf(folder), lonely), "https://news.example/a")
