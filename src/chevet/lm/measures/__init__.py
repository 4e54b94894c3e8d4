"""Mesurer le petit modèle : une question, des réponses, un décompte, un intervalle.

À lire dans cet ordre : ``counts`` (compter et donner l'intervalle), ``batch`` (faire répondre le modèle à beaucoup de
questions à la fois), ``answers`` (ranger une réponse), puis les expériences : ``memory``, ``sheets``, ``doubt`` et
``circuits``. ``chevet.lm.evaluation`` les enchaîne et écrit la table.
"""
