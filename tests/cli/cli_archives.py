"""Web archives as other tools write them, in memory."""

import gzip
import io
import json
import uuid
import zipfile

WORDS = "The harbour office said on Monday that the ferry runs again, and named no day. " * 6


def page(title, more=""):
    return f"<html><head><title>{title}</title></head><body><p>{WORDS}</p>{more}</body></html>"


def warc(*records, packed=True):
    """Records are (url, body, and what else is told of them); the first one is warcinfo."""
    made = [_record("warcinfo", "", b"software: tests\r\n", {})]
    for url, body, *more in records:
        told = {"status": "200 OK", "media_type": "text/html", "kind": "response", "fields": {}}
        told |= more[0] if more else {}
        raw = body if isinstance(body, bytes) else body.encode()
        fields = {"WARC-Target-URI": url, **told["fields"]}
        if told["kind"] == "resource":
            made.append(_record("resource", told["media_type"], raw, fields))
            continue
        headers = [("Content-Type", told["media_type"]), *told.get("headers", [])]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        block = f"HTTP/1.1 {told['status']}\r\n{head}\r\n".encode() + raw
        made.append(_record(told["kind"], "application/http;msgtype=response", block, fields))
    return b"".join(gzip.compress(each) if packed else each for each in made)


def _record(kind, media_type, block, fields):
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": "2025-06-03T10:00:00Z",
        "Content-Type": media_type or "application/warc-fields",
        "Content-Length": len(block),
        **fields,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def wacz(body, pages=None, *, stored=True, name="data.warc.gz"):
    paper = io.BytesIO()
    kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(paper, "w", kind) as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr(f"archive/{name}", body)
        if pages is not None:
            head = json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All"})
            lines = [head, *(json.dumps({"id": str(n), "url": url}) for n, url in enumerate(pages))]
            packed.writestr("pages/pages.jsonl", "\n".join(lines))
    return paper.getvalue()


def zipped(body):
    return gzip.compress(body)
