"""What a case asks, and the rules by which its answer is right: those of the datasheet of ``lectures-ecg``."""

QUESTIONS = {
    "rythme": "Quel est le rythme ?",
    "conduction": "Comment se fait la conduction ?",
    "repolarisation": "Que montre la repolarisation ?",
}
# The first rule that fits gives the answer.
RULES = {
    "rythme": [
        "Dents de scie identiques, sans retour à la ligne : flutter atrial.",
        "Aucune onde P, intervalles RR irréguliers (plus de 10 % d'écart) : fibrillation atriale.",
        "Aucune onde P, RR réguliers, plus de 100/min, QRS de moins de 120 ms : tachycardie régulière sans onde P.",
        "Une onde P devant chaque QRS, un QRS en avance derrière une onde P d'une autre forme : "
        "rythme sinusal avec extrasystoles.",
        "Une onde P devant chaque QRS, à distance constante, même si RR varie : rythme sinusal sans extrasystole.",
    ],
    "conduction": [
        "Ondes P et QRS sans lien : bloc atrioventriculaire du troisième degré.",
        "Des ondes P suivies d'un QRS et d'autres non : bloc du deuxième degré.",
        "PR de plus de 200 ms (un grand carreau) : bloc du premier degré.",
        "QRS de 120 ms (trois petits carreaux) ou plus : conduction ventriculaire ralentie.",
        "Rien de cela : conduction normale.",
    ],
    "repolarisation": [
        "ST à 0,10 mV (un petit carreau) ou plus au-dessus de la ligne qui précède le QRS : sus-décalage.",
        "ST à 0,05 mV (un demi-carreau) ou plus au-dessous : sous-décalage.",
        "QT ramené à 60/min de 480 ms ou plus (QT divisé par la racine carrée de RR en secondes) : QT allongé.",
        "Rien de cela : sans anomalie.",
    ],
}
