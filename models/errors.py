"""Why a document as a whole was refused: one class per situation, each with the stable code of the contract.

Messages are shown to people, in Chinese: what was found, what is allowed, what to do.
"""

from __future__ import annotations


class GoujiError(Exception):
    """A document or a setting was refused. ``code`` is stable and public; ``str(error)`` is for people."""

    code = "internal"


class EmptyFileError(GoujiError):
    """Nothing was sent."""

    code = "empty_file"


class TooLargeError(GoujiError):
    """More bytes than configured."""

    code = "too_large"


class TooManyPagesError(GoujiError):
    """More pages than configured; found before any is read."""

    code = "too_many_pages"


class TooManyPixelsError(GoujiError):
    """A page image of more pixels than configured; found from its header, before it is decoded."""

    code = "too_many_pixels"


class UnsupportedMediaError(GoujiError):
    """Not a kind of file that is read; also bytes that are no text."""

    code = "unsupported_media"


class DamagedFileError(GoujiError):
    """It cannot be opened, even after repair."""

    code = "damaged_file"


class EncryptedFileError(GoujiError):
    """It asks for a password to be opened."""

    code = "encrypted_file"


class NoReportFoundError(GoujiError):
    """It was read, and none of the form's tables is in it."""

    code = "no_report_found"


class UnsupportedFormError(GoujiError):
    """It is a report, on a form that is not known yet."""

    code = "unsupported_form"


class ReadingTimeoutError(GoujiError):
    """Reading took longer than allowed; the worker was stopped."""

    code = "timeout"


class InternalError(GoujiError):
    """A fault of ours: a worker died, or raised what it should not."""

    code = "internal"


class ConfigurationError(GoujiError):
    """A setting cannot work, or weights are missing: found at start, before any document."""

    code = "configuration"


class IncomparableError(GoujiError):
    """Reports that were read cannot be compared with one another."""

    code = "invalid_request"
