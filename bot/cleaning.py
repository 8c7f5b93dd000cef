"""Make a text safe to show: what no screen and no encoding can carry is taken out."""

import unicodedata


def clean(text: str) -> str:
    """Return the text without lone surrogates and control characters; new lines stay."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    kept = (char for char in whole if char == "\n" or unicodedata.category(char) != "Cc")
    return "".join(kept).strip()
