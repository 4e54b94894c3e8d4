"""What several widgets of a page hold is written once."""

import json
import re

from chevet.site.sharing import MARK, share_state


def island(state: dict[str, object]) -> str:
    return (
        '<div class="chevet-island" data-chevet-widget="token_explorer"><script type="application/json">'
        + json.dumps(state).replace("<", "\\u003c")
        + '</script><div class="chevet-fallback"></div></div>'
    )


def scripts(html: str) -> list[dict[str, object]]:
    return [json.loads(text) for text in re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)]


def test_a_large_value_that_stands_twice_is_written_once() -> None:
    big = ["</script>" + str(n) for n in range(400)]
    body = island({"bpe": big, "text": "a"}) + "<p>prose</p>" + island({"bpe": big, "text": "b"})
    shared = share_state(body)
    assert len(shared) < 0.6 * len(body)
    first, second, values = scripts(shared)
    assert (first["text"], second["text"]) == ("a", "b")
    assert first["bpe"] == second["bpe"]
    key = first["bpe"][MARK]  # type: ignore[index]
    assert values == {key: big}


def test_small_or_lone_values_stay_where_they_are() -> None:
    body = island({"bpe": list(range(500)), "n": 1}) + island({"n": 1})
    assert share_state(body) == body
