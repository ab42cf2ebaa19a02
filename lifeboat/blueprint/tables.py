"""Tables of text, for a terminal and for Markdown."""

from collections.abc import Sequence


def text_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with aligned columns under a title, indented by two."""
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (headings, *rows)]
    return "\n".join([title, *(f"  {line}".rstrip() for line in lines)])


def markdown_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table under a heading of the second level."""
    cells = (headings, ["---"] * len(headings), *rows)
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([f"## {title}", "", *lines])
