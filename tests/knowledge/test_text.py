"""Text is cut as jieba cuts it with our lexicon, whoever asks first (decision 0011)."""

import subprocess
import sys
import warnings
from itertools import islice

from knowledge import text
from tests.house import shipped_knowledge

SENTENCES = 600
# Many threads ask for the first time at once, in a process of its own: here it is long past.
FIRST_QUESTIONS = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from knowledge import text
ready = Barrier(8)
def cut(_):
    ready.wait()
    return tuple(tuple(text.segments("未取得许可从事食品摊贩经营活动" * n)) for n in range(1, 30))
with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(cut, range(8)))))
"""


def test_rjieba_cuts_every_wording_as_jieba_does_with_our_lexicon() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own source
        import jieba
    cutter = jieba.Tokenizer()
    for word in text.lexicon_words():
        cutter.add_word(word)
    wordings = (said for entry in shipped_knowledge().entries.values() for said in entry.phrasings)
    sentences = list(islice(map(text.normalise, wordings), 0, None, 20))[:SENTENCES]

    different = [said for said in sentences if text.segments(said) != cutter.lcut(said, HMM=False)]

    assert different == []


def test_first_questions_may_come_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_QUESTIONS], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.stdout.strip() == "1"
