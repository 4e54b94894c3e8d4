"""A whole course of one page, sound, that each test breaks in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chevet.course import Course

FILES = {
    "_config.yml": "title: Essai\n",
    "_toc.yml": """\
format: jb-book
root: book/index
parts:
  - caption: I. Comprendre
    chapters:
      - file: chapters/01-essai
""",
    "book/index.md": "# Accueil\n",
    "book/programme.csv": """\
id,part,topic,source,form,bloom,objective,note
C001,A,Premier sujet,doc,b+c,1 Connaître,Savoir,
C002,A,Deuxième sujet,doc,d,2 Comprendre,Comprendre,
C003,A,Troisième sujet,doc,e,3 Appliquer,Faire,
C004,A,Quatrième sujet,doc,a,3 Appliquer,Dire,
C005,A,Cinquième sujet,doc,a+b,3 Appliquer,Redire,
""",
    "chapters/01-essai.md": """\
---
kernelspec:
  name: python3
  display_name: Python 3
duration: 30
level: socle
objectives:
  - Compter des mots.
  - Lire un tableau.
covers:
  C001: [b, c]
  C002: [d]
  C003: [e]
  C004: [a]
review: pending
---

# Un essai

## Compter

```{code-cell} python
:tags: [remove-input]

from chevet import TokenExplorer, load_dataset, show_quiz
show_quiz("01-essai", opening="before")
```

Du texte.

```{code-cell} python
mots = load_dataset("mots")
print(len(mots))
```

```{code-cell} python
TokenExplorer()
```

```{code-cell} python
show_quiz("01-essai", ids=["essai-01"])
```

```{code-cell} python
show_quiz("01-essai", opening="after")
```
""",
    "exercises/banks/01-essai.yml": """\
- id: essai-00
  type: numeric
  stem: Combien de mots ?
  opening: true
  answer: 3
  tolerance: 0
  feedback: Trois mots.
  feedback_right: Oui.
  feedback_wrong: Comptez-les.
- id: essai-01
  type: numeric
  stem: Combien de lettres ?
  section: Compter
  covers: [C001]
  answer: 12
  tolerance: 1
  feedback: Douze lettres.
  feedback_right: Oui.
  feedback_wrong: Comptez-les.
""",
    "exercises/labs/compter.md": """\
---
chapter: 01-essai
covers: [C003]
duration: 20
objective: Compter jusqu'à trois.
material: Ce carnet.
marking: Un point.
questions:
  trois: {name: Trois, seal: 0, hint: Comptez.}
---

# Travaux pratiques

```{code-cell} python
:tags: [solution]

print(3)
```
""",
    "datasets/mots/generate.py": """\
import pandas as pd


def generate() -> pd.DataFrame:
    return pd.DataFrame({"mot": ["un", "deux"]})
""",
    "datasets/mots/mots.csv": "mot\nun\ndeux\n",
    "datasets/mots/schema.yml": "columns:\n  mot: {type: text, meaning: Un mot.}\n",
    "datasets/mots/DATASHEET.md": "# Mots\n\n"
    + "\n".join(
        f"## {title}\n\nTexte.\n"
        for title in (
            "Pourquoi",
            "Contenu",
            "Fabrication",
            "Ce qui est volontairement faux",
            "À ne pas en faire",
            "Licence",
            "Version",
        )
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Course(tmp_path)


@pytest.fixture
def edit(course: Course) -> Callable[[str, str, str], None]:
    """Replace, in a file, a text that must be there once; an empty one writes the whole file."""

    def replace(file: str, old: str, new: str) -> None:
        path = course.root / file
        if old:
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
            new = text.replace(old, new)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8", errors="surrogateescape")

    return replace
