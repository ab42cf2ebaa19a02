"""Draws `docs/pictures/`: topology and addresses of both stacks of this checkout.

Run `python -m lifeboat.pictures.document` in the checkout after a change; a test compares.
"""

from pathlib import Path
from typing import Final

from lifeboat.pictures import DRAWN, from_blueprint
from lifeboat.stacks import load_blueprint

PLACE: Final = Path("docs") / "pictures"
"""Where the pictures are checked in."""

STACKS: Final = ("dev", "prod")


def pictures(folder: Path = Path()) -> dict[Path, str]:
    """Return every picture by its place in the checkout.

    Args:
        folder: the checkout, whose stacks are drawn.
    """
    found = {}
    for stack in STACKS:
        landscape = from_blueprint(load_blueprint(folder / f"Pulumi.{stack}.yaml"))
        for kind, forms in DRAWN.items():
            found[PLACE / f"{stack}-{kind}.svg"] = forms["svg"](None, landscape) + "\n"
    return found


if __name__ == "__main__":
    PLACE.mkdir(parents=True, exist_ok=True)
    for place, text in pictures().items():
        place.write_text(text, encoding="utf-8")
