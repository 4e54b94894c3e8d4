"""What an author reads when the builder stops: the page and the cause, not the frames in between."""

from __future__ import annotations

from chevet.site.build import _stopped

FRAMES = """
Traceback (most recent call last):
  File "jupyter_book/cli/main.py", line 528, in builder_specific_actions
RuntimeError:
There was an error in building your book. Look above for the cause.
"""


def test_the_cause_that_sphinx_gives_is_told_with_the_page_being_read():
    output = f"""reading sources... [ 50%] chapters/02-suite

Exception occurred:
  File "making.py", line 191, in run
KeyError: 'caption'
The full traceback has been saved in some file.
{FRAMES}""".splitlines()
    problem = str(_stopped(output))
    assert "en lisant chapters/02-suite" in problem
    assert "KeyError: 'caption'" in problem
    assert "RuntimeError" not in problem


def test_without_any_cause_the_last_lines_are_told():
    problem = str(_stopped(FRAMES.splitlines()))
    assert "Look above for the cause." in problem
    assert "en lisant" not in problem
