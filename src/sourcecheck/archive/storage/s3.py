"""A storage that is a bucket of an S3 server, through obstore; nothing else here knows it.

Files come and go in parts of 8 MiB. A multipart upload makes its object only when all parts
are there, so whoever dies on the way leaves none; obstore takes the parts away again when
what it sends raises. What a killed process sent stays in parts that no listing shows: a rule
of the bucket removes them (``AbortIncompleteMultipartUpload``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from sourcecheck.archive.storage.base import StoredFile
from sourcecheck.errors import ArchiveError

if TYPE_CHECKING:
    from obstore.store import S3Store

_PART = 8 * 1024 * 1024  # S3 allows 10,000 parts: files up to 80 GB
_PARTS_UNDER_WAY = 4  # 32 MiB of memory
_CONNECT = timedelta(seconds=10)
_ANSWER = timedelta(minutes=5)  # for one part over a slow line: 27 KB/s (guess)
_RETRIES = 4
_RETRY_FOR = timedelta(minutes=2)

_SIGNING = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_SKIP_SIGNATURE",
)
"""What stands for a pair of keys. Without any of these and without keys, S3 clients ask the
address 169.254.169.254 for some; nobody told us to, so we do not begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Which bucket is meant, and on which server."""

    name: str
    prefix: str = ""  # without "/" at either end
    endpoint: str = ""  # "" = Amazon's own for the region
    region: str = "us-east-1"


def bucket_of(place: str, environment: Mapping[str, str]) -> Bucket:
    """Read ``s3://bucket/prefix?endpoint=https://host:9000&region=name``.

    What the place does not say, ``AWS_ENDPOINT_URL_S3``, ``AWS_ENDPOINT_URL``, ``AWS_REGION``
    and ``AWS_DEFAULT_REGION`` say. Raises ``ArchiveError``; a place never holds keys.
    """
    split = urlsplit(place)
    told = dict(parse_qsl(split.query, keep_blank_values=True))
    if "@" in split.netloc or "@" in urlsplit(told.get("endpoint", "")).netloc:
        raise ArchiveError(
            "the place of the archive store holds a password",
            hint="take it out; keys are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    wrong = sorted(told.keys() - {"endpoint", "region"})
    if not split.netloc or wrong or split.fragment:
        raise ArchiveError(
            f"{place}: not the place of an archive store",
            hint="write s3://bucket/prefix or s3://bucket/prefix?endpoint=https://host:9000",
        )
    endpoint = told.get("endpoint") or _first(
        environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"
    )
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise ArchiveError(f"{endpoint}: the endpoint of a store begins with https:// or http://")
    region = told.get("region") or _first(environment, "AWS_REGION", "AWS_DEFAULT_REGION")
    return Bucket(
        name=split.netloc,
        prefix=split.path.strip("/"),
        endpoint=endpoint,
        region=region or "us-east-1",
    )


def _first(environment: Mapping[str, str], *names: str) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


class S3Storage:
    """Files of a bucket below a prefix."""

    def __init__(self, place: str, environment: Mapping[str, str]) -> None:
        self._place = place
        self._bucket = bucket_of(place, environment)
        self._store = _client(self._bucket, environment)

    @property
    def place(self) -> str:
        """The place as it was written."""
        return self._place

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Send the pieces in parts, several at a time."""
        import obstore  # noqa: PLC0415 - an extra

        with self._told(name):
            obstore.put(
                self._store,
                name,
                iter(pieces),
                chunk_size=_PART,
                max_concurrency=_PARTS_UNDER_WAY,
            )

    def head(self, name: str) -> StoredFile | None:
        """Ask for a file's size."""
        import obstore  # noqa: PLC0415 - an extra

        with self._told(name):
            try:
                return StoredFile(name=name, size=obstore.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Ask for a piece of a file, with one request."""
        import obstore  # noqa: PLC0415 - an extra

        if length <= 0:
            return b""
        with self._told(name):
            return bytes(obstore.get_range(self._store, name, start=start, length=length))

    def files(self, under: str = "") -> Iterator[StoredFile]:
        """List what lies there, a thousand names a request."""
        import obstore  # noqa: PLC0415 - an extra

        with self._told(under or "the list of files"):
            found = [
                StoredFile(name=each["path"], size=each["size"])
                for chunk in obstore.list(self._store, under or None)
                for each in chunk
            ]
        yield from sorted(found, key=lambda each: each.name)

    def is_here(self, name: str, path: Path) -> bool:
        """Tell that it is never: a bucket is no disk."""
        return False

    def delete(self, name: str) -> None:
        """Remove a file."""
        import obstore  # noqa: PLC0415 - an extra

        with self._told(name):
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Translate what obstore raises, by type; the message never holds a key."""
        from obstore import exceptions  # noqa: PLC0415 - an extra

        try:
            yield
        except (exceptions.BaseError, FileNotFoundError) as error:
            why, hint = _meaning(error)
            raise ArchiveError(f"{self._place}: {what}: {why}", hint=hint) from None


def _meaning(error: Exception) -> tuple[str, str]:
    """Say what an error of obstore means and what to do; by its type."""
    from obstore import exceptions  # noqa: PLC0415 - an extra

    refused = (
        "the server does not let this key do that",
        "look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and at what that key may do",
    )
    told: dict[type[BaseException], tuple[str, str]] = {
        exceptions.PermissionDeniedError: refused,
        exceptions.UnauthenticatedError: refused,
        FileNotFoundError: ("it is not there", "is there such a bucket, and was it uploaded?"),
    }
    words = (
        str(error).partition("\n")[0][:300],
        "is the server up, and are endpoint, region and bucket right?",
    )
    return next((each for kind, each in told.items() if isinstance(error, kind)), words)


def _client(bucket: Bucket, environment: Mapping[str, str]) -> S3Store:
    try:
        from obstore import exceptions  # noqa: PLC0415 - an extra
        from obstore.store import S3Store  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError(
            "an archive store in S3 needs a package that is not installed",
            hint="pip install 'sourcecheck[s3]'",
        ) from error
    given: dict[str, Any] = _keys(bucket, environment)
    if bucket.endpoint:
        # obstore reads the environment too, where the second of these would win over the first
        given |= {"endpoint": bucket.endpoint, "aws_endpoint_url_s3": bucket.endpoint}
    options: Any = _client_options(bucket, environment)
    try:
        return S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            region=bucket.region,
            client_options=options,
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_FOR},
            **given,
        )
    except (exceptions.BaseError, ValueError) as error:
        why, _ = _meaning(error)
        raise ArchiveError(
            f"s3://{bucket.name}: {why}",
            hint="look at the AWS_* variables, and at the bucket's name",
        ) from None


def _keys(bucket: Bucket, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of the environment; raises ``ArchiveError`` when there are none."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    if not all(map(environment.get, names)) and not any(map(environment.get, _SIGNING)):
        raise ArchiveError(
            f"s3://{bucket.name}: no keys for it", hint=f"set {names[0]} and {names[1]}"
        )
    wanted = {
        "access_key_id": names[0],
        "secret_access_key": names[1],
        "session_token": "AWS_SESSION_TOKEN",
    }
    return {name: value for name, key in wanted.items() if (value := environment.get(key))}


def _client_options(bucket: Bucket, environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "connect_timeout": _CONNECT,
        "timeout": _ANSWER,
        "allow_http": bucket.endpoint.startswith("http://"),
    }
    if bundle := environment.get("AWS_CA_BUNDLE"):
        try:
            found["root_certificate"] = Path(bundle).read_bytes()
        except OSError as error:
            raise ArchiveError(f"{bundle}: AWS_CA_BUNDLE: {error.strerror}") from error
    return found
