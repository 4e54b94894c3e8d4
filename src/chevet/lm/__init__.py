"""Un petit modèle de langue, à lire marche après marche : chaque fichier se comprend avec ceux d'avant.

1. ``tokenizer.py`` : un texte devient une suite de numéros.
2. ``ngram.py`` : prédire le mot suivant en comptant ceux qui l'ont suivi.
3. ``embeddings.py`` : un mot devient un vecteur, et les mots voisins des vecteurs voisins.
4. ``network.py`` : le transformer, du numéro d'un token aux logits du suivant ; puis ``contextual.py`` : un mot, autant de
   vecteurs que de phrases.
5. ``sampling.py`` : des logits au texte, avec la température, top-k et top-p.
6. ``masked.py`` : retrouver un mot caché, d'un seul côté (GPT) ou des deux (BERT).
7. ``world.py`` puis ``facts.py`` : un monde dont on sait tout, pour juger ce que le modèle écrit.
8. ``retrieval.py`` : chercher la bonne fiche, et la donner à lire au modèle.
9. ``statistics.py`` : ce qu'un pourcentage mesuré permet de dire.
10. ``evaluation.py`` : mesurer tout cela ; chaque expérience a son fichier dans ``measures/``.

À côté : ``weights.py`` lit les nombres appris, ``batch.py`` écrit beaucoup de textes à la fois.
"""
