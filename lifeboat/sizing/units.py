"""Numbers with units, for people."""


def rate_text(bytes_per_second: int) -> str:
    """Return a rate in MB/s and Mbit/s, decimal units."""
    return f"{bytes_per_second / 1e6:,.1f} MB/s ({bytes_per_second * 8 / 1e6:,.0f} Mbit/s)"


def size_text(number: int) -> str:
    """Return a number of bytes in GB or TB, decimal units."""
    return f"{number / 1e12:,.2f} TB" if number >= 10**12 else f"{number / 1e9:,.1f} GB"


def time_text(seconds: int) -> str:
    """Return a time in its two largest units, rounded up to whole ones of the smaller."""
    if seconds < 120:
        return f"{seconds} s"
    minutes = -(-seconds // 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 2880:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(-(-minutes // 60), 24)
    return f"{days} d {rest} h" if rest else f"{days} d"
