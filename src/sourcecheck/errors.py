"""Every exception sourcecheck raises, as a tree.

::

    SourcecheckError
    ├── UsageError                 what was asked for cannot be done as asked
    │   ├── ConfigError            a setting is wrong, with file and key
    │   ├── UnknownFormat          no reader or report of that name
    │   └── PluginError            a plugin could not be loaded
    ├── DocumentError              one input could not be read; a batch goes on
    │   ├── UnreadableDocument
    │   │   └── UnreachableDocument    it is at an address, and we have no network
    │   ├── EncryptedDocument
    │   ├── OversizedDocument
    │   └── NoTextInDocument
    ├── DataError                  a data file is wrong, with file and line
    ├── StoreError                 the database could not be used
    │   └── SchemaTooNew
    └── ArchiveError               the archive could not be used
        ├── DigestMismatch
        └── NotArchived

A link that does not answer is no exception: it is an ``Observation`` that
carries a ``Failure``. Exceptions mean that *we* could not do our job.
"""

from __future__ import annotations


class SourcecheckError(Exception):
    """The base of all our errors: what happened, and what to do about it.

    ``message`` says what happened and where. ``hint`` says how to mend it, or is empty.
    ``exit_code`` is what the command line ends with when this error ends the run.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SourcecheckError):
    """What was asked for cannot be done as asked."""


class ConfigError(UsageError):
    """A setting is unknown or its value is wrong; the message names file and key."""


class UnknownFormat(UsageError):
    """No document reader or report format has that name."""


class PluginError(UsageError):
    """A plugin could not be loaded; the others still work."""


class DocumentError(SourcecheckError):
    """One input could not be read. A batch records it and goes on."""


class UnreadableDocument(DocumentError):
    """The input is missing, is not permitted, or is not of a kind we read."""


class UnreachableDocument(UnreadableDocument):
    """The input is at an address, and this machine has no network: the run is incomplete."""

    exit_code = 3


class EncryptedDocument(DocumentError):
    """The input is locked with a password."""


class OversizedDocument(DocumentError):
    """The input is larger than the limit, packed or unpacked."""


class NoTextInDocument(DocumentError):
    """The input was read and holds no text."""


class DataError(SourcecheckError):
    """A data file (languages, outlets, tables) is wrong; the message names file and line."""


class StoreError(SourcecheckError):
    """The database could not be opened, read or written."""


class SchemaTooNew(StoreError):
    """The database was written by a later version of sourcecheck."""


class ArchiveError(SourcecheckError):
    """The archive could not be written or read."""


class DigestMismatch(ArchiveError):
    """Stored bytes do not have the digest that was recorded for them."""


class NotArchived(ArchiveError):
    """The archive holds no capture of that address; asking again will not help."""
