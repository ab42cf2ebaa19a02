"""How pictures look, in daylight and in the dark; nothing is told by colour alone."""

from typing import Final

LIGHT: Final = {
    "paper": "#ffffff", "ink": "#1c2128", "quiet": "#57606a", "line": "#8c959f", "faint": "#d0d7de",
    "azure": "#e7f1fb", "azure-line": "#2b6cb0", "aws": "#fdf3e4", "aws-line": "#b45f06",
    "drill": "#f2ecfa", "drill-line": "#6f42c1", "box": "#ffffff",
    "added": "#116329", "removed": "#b3151f", "changed": "#7d4e00", "clash": "#b3151f", "hatch": "#8c959f",
    "fill-a": "#a9cdf3", "fill-b": "#f3cb93", "fill-c": "#cdb8ee", "fill-d": "#c4cad1",
}  # fmt: skip
DARK: Final = {
    "paper": "#0d1117", "ink": "#e6edf3", "quiet": "#a5afba", "line": "#768390", "faint": "#30363d",
    "azure": "#0f1f33", "azure-line": "#6cb0f5", "aws": "#2a1d0b", "aws-line": "#e8a44c",
    "drill": "#1f1833", "drill-line": "#b69bf1", "box": "#161b22",
    "added": "#56d364", "removed": "#ff8f88", "changed": "#e3b341", "clash": "#ff8f88", "hatch": "#586069",
    "fill-a": "#2c5f94", "fill-b": "#8a5a17", "fill-c": "#5b3f94", "fill-d": "#4a525b",
}  # fmt: skip
"""Colours by what they are for; texts have a contrast of at least 4.5 to what they stand on (WCAG 2.2, 1.4.3)."""

_RULES: Final = """\
.P-picture{max-width:100%;height:auto}
.P-picture text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.P-picture text{fill:var(--P-ink);font-size:12px}
.P-picture .P-h1{font-size:17px;font-weight:650}
.P-picture .P-h2{font-size:14px;font-weight:650}
.P-picture .P-h3{font-size:12.5px;font-weight:650}
.P-picture .P-small{font-size:11px}
.P-picture .P-quiet{fill:var(--P-quiet)}
.P-picture .P-mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:11px}
.P-picture .P-gone{text-decoration:line-through}
.P-paper{fill:var(--P-paper)}
.P-box{fill:var(--P-box);stroke:var(--P-line)}
.P-azure{fill:var(--P-azure);stroke:var(--P-azure-line)}
.P-aws{fill:var(--P-aws);stroke:var(--P-aws-line)}
.P-wall{fill:var(--P-drill);stroke:var(--P-drill-line);stroke-width:3;stroke-dasharray:2 5;stroke-linecap:round}
.P-wall.P-clash,.P-edge.P-clash{stroke:var(--P-clash)}
.P-edge{fill:none;stroke:var(--P-line);stroke-width:1.6}
.P-edge.P-strong{stroke-width:2.6}
.P-edge.P-unused{stroke-dasharray:2 4}
.P-axis{fill:none;stroke:var(--P-faint)}
.P-free{fill:url(#P-free);stroke:var(--P-faint)}
.P-overlap{fill:url(#P-overlap);stroke:var(--P-clash)}
.P-fill-a{fill:var(--P-fill-a);stroke:var(--P-azure-line)}
.P-fill-b{fill:var(--P-fill-b);stroke:var(--P-aws-line)}
.P-fill-c{fill:var(--P-fill-c);stroke:var(--P-drill-line)}
.P-fill-d{fill:var(--P-fill-d);stroke:var(--P-line)}
.P-was{fill:none;stroke:var(--P-changed);stroke-dasharray:3 3}
.P-hatch{stroke:var(--P-hatch);stroke-width:.9;fill:none}
.P-clash{stroke:var(--P-clash);fill:none}
.P-picture text.P-clash{fill:var(--P-clash);stroke:none;font-weight:650}
.P-picture text.P-added{fill:var(--P-added);stroke:none}
.P-picture text.P-removed{fill:var(--P-removed);stroke:none}
.P-picture text.P-changed{fill:var(--P-changed);stroke:none}
.P-added{stroke:var(--P-added);stroke-width:2;stroke-dasharray:7 3}
.P-removed{stroke:var(--P-removed);stroke-width:2;stroke-dasharray:2 3}
.P-changed{stroke:var(--P-changed);stroke-width:2.2}
.P-sign{stroke:none}
.P-sign.P-added{fill:var(--P-added)}
.P-sign.P-removed{fill:var(--P-removed)}
.P-sign.P-changed{fill:var(--P-changed)}
.P-picture .P-signed{fill:var(--P-paper);font-size:12px;font-weight:700}
.P-pill{fill:var(--P-paper)}
.P-pill.P-azure{stroke:var(--P-azure-line);fill:var(--P-paper)}
.P-pill.P-aws{stroke:var(--P-aws-line);fill:var(--P-paper)}
.P-clash-box{fill:var(--P-box);stroke:var(--P-clash);stroke-width:2}
.P-arrow{fill:var(--P-line);stroke:none}
.P-arrow.P-clash{fill:var(--P-clash)}
"""


def style(prefix: str) -> str:
    """Return the style sheet of one picture.

    Args:
        prefix: begins its class names and ids.
    """
    light = "".join(f"--{prefix}-{name}:{value};" for name, value in LIGHT.items())
    dark = "".join(f"--{prefix}-{name}:{value};" for name, value in DARK.items())
    rules = _RULES.replace("P-", f"{prefix}-")
    return f".{prefix}-picture{{{light}}}\n@media (prefers-color-scheme:dark){{.{prefix}-picture{{{dark}}}}}\n{rules}"
