"""Tables of reports: read, tagged, masked, queued for review, summed up; resumable."""

from shangxia.tagging.batch.outcome import Summary
from shangxia.tagging.batch.redact import Redacted, redact
from shangxia.tagging.batch.run import Progress, tag_file

__all__ = ["Progress", "Redacted", "Summary", "redact", "tag_file"]
