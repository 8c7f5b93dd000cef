"""Tell a text that says nothing: keys hit at random, one sign over and over, only digits.

Strict on purpose: a legal keyword of one character or a word with a typo is not gibberish.
What looks like language but is none is left to the intents model.
"""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{4,}")
_LATIN_WORD = re.compile(
    r"wifi|logo|app|vip|sos|help|hello|hi|ok|taobao|wechat|alipay|luoyang|ktv|usdt|gdpr|excel"
)
_VOWEL = re.compile(r"[aeiou]")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_REPEATED = re.compile(r"(.)\1{3,}|(..)\2{2,}|(...)\3{2,}")
_LEAST_REPEATING = 4
_MOST_DISTINCT = 0.4
_HOTLINE = re.compile(r"1[12]\d{1,4}|9\d{4}")


def is_gibberish(plain: str) -> bool:
    """Whether a readable text has nothing to understand in it."""
    han = _HAN.findall(plain)
    if not han:
        return _is_mash(plain)
    if len(plain) >= _LEAST_REPEATING and _REPEATED.search(plain):
        return len(set(plain)) / len(plain) <= _MOST_DISTINCT
    return False


def _is_mash(plain: str) -> bool:
    if _HOTLINE.fullmatch(plain) or _LATIN_WORD.search(plain):
        return False
    letters = "".join(re.findall("[a-z]", plain))
    if not letters:
        return True
    if _CONSONANTS.search(letters) or _REPEATED.search(plain):
        return True
    vowels = len(_VOWEL.findall(letters)) / len(letters)
    return not _LATIN.search(plain) or vowels < 0.25 or len(set(letters)) <= 3
