"""Pictures: what is missing from what an article says of them."""

from __future__ import annotations

from collections.abc import Iterator

from seeds.article import Article, Image, Remark
from seeds.source import Source


def remarks_on_pictures(article: Article, source: Source) -> Iterator[Remark]:
    """Remark on captions without a credit, and on stated images without a credit or words.

    One picture with one caption in the text is the picture that the caption is of, so what either
    of them says is said of both.
    """
    lone = len(article.images) == len(article.captions) == 1
    for caption in article.captions:
        if caption.credit is None and not any(
            image.credit and (lone or image.caption == caption.text) for image in article.images
        ):
            text = "the picture has no credit: end its caption with (Photo: name / agency)"
            line = next(
                (
                    block.line
                    for block in article.blocks
                    if block.role == "caption" and block.text == caption.text
                ),
                None,
            )
            yield Remark(line=line, text=text, code="photo-no-credit")
    for image in article.images:
        line = source.line("image")
        if not image.credit and not lone and not _is_credited(image, article):
            text = f"the image {image.path!r} has no credit: state `credit`, or end its caption so"
            yield Remark(line=line, text=text, code="image-no-credit")
        if not image.alt:
            text = f"the image {image.path!r} has no `alt`: say in it what the picture shows"
            yield Remark(line=line, text=text, code="image-no-alt")


def _is_credited(image: Image, article: Article) -> bool:
    return any(caption.credit and caption.text == image.caption for caption in article.captions)
