"""Wire XML: which of the agencies' languages a file is in, told by its root element."""

from __future__ import annotations

from datetime import tzinfo

from seeds.errors import UnreadableArticle
from seeds.manuscript import Manuscript
from seeds.newsml import read_newsml
from seeds.nitf import read_nitf
from seeds.xmlfile import read_xml

_NEWSML = frozenset({"newsMessage", "newsItem"})


def read_wire_xml(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read NITF or NewsML-G2.

    Raises:
        UnreadableArticle: no XML that can be read, or in another language.
    """
    root = read_xml(raw, path)
    if root.tag == "nitf":
        return read_nitf(root, path, timezone)
    if root.tag in _NEWSML:
        return read_newsml(root, path, timezone)
    reason = f"this XML is a {root.tag[:40]!r}, not an article"
    raise UnreadableArticle(path, root.line, reason, "Send NITF or NewsML-G2 (newsItem)")
