"""One family of exceptions.

    ShangxiaError
    ├── ReadingError      a file that cannot be turned into text
    ├── CodebookError     a codebook file that breaks its rules
    ├── ModelError        a model that is missing, damaged or not trusted
    ├── TableError        a table of reports that cannot be used
    └── UsageError        arguments that do not fit together

Every message is one sentence that names the file (and row or line), says what
is wrong and what to do about it.  The command line prints it and exits with 2.
"""


class ShangxiaError(Exception):
    """Root of the family: catch this to catch everything of ours."""


class ReadingError(ShangxiaError):
    """A file could not be turned into text."""


class CodebookError(ShangxiaError):
    """A codebook file breaks its rules."""


class ModelError(ShangxiaError):
    """A model is missing, damaged or not trusted."""


class TableError(ShangxiaError):
    """A table of reports cannot be used."""


class UsageError(ShangxiaError):
    """Arguments do not fit together."""


def first_line(said: object) -> str:
    """Return the first line of what another library said, to stand inside a sentence of ours."""
    return str(said).strip().split("\n")[0].rstrip(".")
