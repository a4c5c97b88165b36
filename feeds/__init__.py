"""The published record, and its renderings for feed readers and browsers."""
